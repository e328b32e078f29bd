import { useInfiniteQuery, type EntryKey } from '@pinia/colada'
import { computed } from 'vue'

/** A page of a list, as every list of the contracts answers it. */
interface Page<Row> {
  items: Row[]
  nextCursor: string | null
}

/** The rows that have been read so far, and how it stands with the rest. */
export interface DeskPages<Row> {
  readonly rows: Row[]
  readonly error: unknown
  /** Nothing is known yet. */
  readonly pending: boolean
  readonly loading: boolean
  /** The list goes on. */
  readonly more: boolean
  readonly loadMore: () => void
  readonly retry: () => void
}

/**
 * Reads a list page by page, behind its cursor.
 *
 *     const list = useDeskPages(() => ({ key: orderKeys.list(place.view), page: (paging) => api.payments.listOrders.query({ ...paging }) }))
 */
export function useDeskPages<Row>(
  source: () => { key: EntryKey; page: (paging: { limit: number; cursor?: string }) => Promise<Page<Row>> },
  limit = 50,
): DeskPages<Row> {
  const { data, error, isPending, isLoading, hasNextPage, loadNextPage, refetch } = useInfiniteQuery(() => {
    const { key, page } = source()
    return {
      key,
      initialPageParam: undefined as string | undefined,
      query: ({ pageParam }: { pageParam: string | undefined }) =>
        page({ limit, ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
      getNextPageParam: (last: Page<Row>) => last.nextCursor,
    }
  })
  const rows = computed(() => data.value?.pages.flatMap(({ items }) => items) ?? [])
  return {
    get rows() {
      return rows.value
    },
    get error() {
      return error.value
    },
    get pending() {
      return isPending.value && !error.value
    },
    get loading() {
      return isLoading.value
    },
    get more() {
      return hasNextPage.value
    },
    loadMore: () => void loadNextPage(),
    retry: () => void (data.value && error.value && hasNextPage.value ? loadNextPage() : refetch()),
  }
}
