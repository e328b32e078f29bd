import { useQuery } from '@pinia/colada'
import { computed, onMounted, ref, type ComputedRef } from 'vue'
import { useSession } from '../../session.ts'
import { formatDate } from '../../ui/dates.ts'

const day = 86_400_000

/** The last moment of the refund window of something bought now. */
export const refundUntil = (now: number, days: number): string => new Date(now + days * day).toISOString()

/**
 * The day until which the money can be had back, as the reader's calendar names it. The moment of rendering travels with the page, so that the browser
 * begins with the server's date; then it counts from its own now.
 */
export function useRefundDay(days: () => number): ComputedRef<string> {
  const session = useSession()
  const rendered = useQuery({ key: ['marketplace', 'rendered-at'], query: async () => Date.now(), staleTime: Number.POSITIVE_INFINITY })
  const now = ref<number>()
  onMounted(() => (now.value = Date.now()))
  return computed(() => {
    const from = now.value ?? rendered.data.value
    return from === undefined ? '' : formatDate(refundUntil(from, days()), 'day', session.locale, session.zone)
  })
}
