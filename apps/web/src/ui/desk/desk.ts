/** A saved view of a desk, with how much is in it once that is known. */
export interface DeskTab {
  view: string
  label: string
  count?: number | undefined
}

export interface DeskColumn {
  /** Its cells are the slot `cell-<key>`. */
  key: string
  label: string
  /** Numbers and times stand at the end of their column. */
  end?: boolean
  /** Takes what the others leave, and cuts what is too long. */
  wide?: boolean
  /** Makes room while the drawer is open. */
  away?: boolean
}

export interface DeskFilter {
  /** In the address. */
  name: string
  label: string
  /** What no choice means, when it is not everything. */
  none?: string
  options: readonly { value: string; label: string }[]
}

export interface DeskKey {
  key: string
  label: string
  act: () => void
}

/** Where the rows of a desk are read as a file, with what narrows them. */
export function exportUrl(desk: string, filters: Readonly<Record<string, string | undefined>>, locale: string): string {
  const query = new URLSearchParams({ locale })
  for (const [name, value] of Object.entries(filters)) if (value) query.set(name, value)
  return `/api/v1/exports/${desk}.csv?${query.toString()}`
}

/** One thing that happened. */
export interface TimelineLine {
  at: string
  /** `good` and `bad` are what turns money or access; `waits` is for somebody to answer. */
  tone: 'plain' | 'good' | 'bad' | 'waits'
  title: string
  detail?: string | null
  /** Where the detail leads, in this app. */
  to?: string | null
  /** In somebody's own words, or by whom. */
  note?: string | null
  /** The id to quote, and where it leads. */
  ref?: string | null
  href?: string | null
}
