import { computed } from 'vue'
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'

/** Where somebody is at a desk: which saved view, what was searched for, which filters. All of it stands in the address and nowhere else. */
export interface DeskPlace<View extends string = string> {
  readonly path: string
  readonly view: View
  readonly q: string
  /** The chosen value of a filter, or the empty text for all. */
  filter: (name: string) => string
  /** The address of one thing of the list, with the list as it is behind it; without an id, the list. */
  to: (id: string) => RouteLocationRaw
  viewLink: (view: string) => RouteLocationRaw
  search: (text: string) => void
  choose: (name: string, value: string) => void
  /** Whether anything narrows the view that is open. */
  readonly narrowed: boolean
  clear: () => void
}

interface Options<View extends string> {
  /** Of the list; what is opened from it stands below. */
  path: string
  views: readonly View[]
  /** The view that is open when the address names none. */
  start: View
  /** Each filter's name in the address, and the values it knows. */
  filters?: Readonly<Record<string, readonly string[]>>
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** Reads and writes a desk's place in the address. What the address says wrongly counts as not said. */
export function useDesk<View extends string>({ path, views, start, filters = {} }: Options<View>): DeskPlace<View> {
  const route = useRoute()
  const router = useRouter()
  const view = computed(() => views.find((one) => one === route.query.view) ?? start)
  const q = computed(() => text(route.query.q))
  const chosen = computed(() =>
    Object.fromEntries(
      Object.entries(filters).flatMap(([name, values]) => {
        const value = text(route.query[name])
        return values.includes(value) ? [[name, value]] : []
      }),
    ),
  )
  const at = (change: { view?: string; q?: string; filters?: Record<string, string> }): RouteLocationRaw => {
    const next = { view: view.value, q: q.value, filters: chosen.value, ...change }
    return {
      path,
      query: {
        ...(next.view !== start && { view: next.view }),
        ...(next.q && { q: next.q }),
        ...Object.fromEntries(Object.entries(next.filters).filter(([, value]) => value)),
      },
    }
  }
  return {
    path,
    get view() {
      return view.value
    },
    get q() {
      return q.value
    },
    get narrowed() {
      return Boolean(q.value) || Object.keys(chosen.value).length > 0
    },
    filter: (name) => chosen.value[name] ?? '',
    to: (id) => ({ path: id ? `${path}/${id.split('/').map(encodeURIComponent).join('/')}` : path, query: route.query }),
    viewLink: (one) => at({ view: one }),
    search: (wanted) => {
      if (wanted.trim() !== q.value) void router.replace(at({ q: wanted.trim() }))
    },
    choose: (name, value) => void router.replace(at({ filters: { ...chosen.value, [name]: value } })),
    clear: () => void router.replace(at({ q: '', filters: {} })),
  }
}
