import { AppError } from '@edurise/contracts'
import type { z } from 'zod'

/** Where a page ended, as the next call brings it back: values of the sort columns, opaque to the caller. */
export function cursorOf(values: readonly (string | number | boolean | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** The values of a cursor; undefined on the first page. What did not come from `cursorOf` is refused as INPUT_INVALID. */
export function readCursor<Schema extends z.ZodType>(schema: Schema, cursor: string | undefined): z.output<Schema> | undefined {
  if (cursor === undefined) return undefined
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (!parsed.success) throw new AppError('INPUT_INVALID', { fields: { cursor: ['not a cursor of this list'] } })
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A page out of one row more than was asked for: the surplus row says that there is a next one. */
export function pageOf<Row>(rows: readonly Row[], limit: number, valuesOf: (last: Row) => readonly (string | number | boolean | null)[]) {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: last !== undefined && rows.length > limit ? cursorOf(valuesOf(last)) : null }
}
