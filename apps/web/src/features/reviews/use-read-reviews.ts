import type { Review } from '@edurise/contracts'
import { useMutation } from '@pinia/colada'
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { readReviews } from './queries.ts'

/** The reviews a page came with, and more of them when asked for. */
export function useReadReviews(
  slug: string,
  came: readonly Review[],
  total: number,
): {
  reviews: ComputedRef<Review[]>
  more: ComputedRef<boolean>
  read: () => void
  busy: Ref<boolean>
  error: Ref<Error | null>
} {
  const read = ref<Review[]>([])
  const cursor = ref<string | null>()
  const { mutate, isLoading, error } = useMutation({
    mutation: () => readReviews(slug, cursor.value ?? undefined),
    onSuccess: ({ items, nextCursor }) => {
      read.value.push(...items)
      cursor.value = nextCursor
    },
  })
  // The list begins anew with the first page, which has those that came with the page too.
  const reviews = computed(() => (read.value.length ? read.value : [...came]))
  const more = computed(() => (cursor.value === undefined ? total > came.length : cursor.value !== null))
  return { reviews, more, read: () => mutate(), busy: isLoading, error }
}
