import { z } from 'zod'

/** What every list takes besides its own filters: where the last page ended, and how much to read. */
export const paging = { cursor: z.string().max(500).optional(), limit: z.int().min(1).max(100).default(20) }

/** A page of a list; `nextCursor` is null on the last one. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}
