import type { ColumnType } from 'kysely'

declare const written: unique symbol
/** JSON text of a T, as a jsonb column takes it. */
export type JsonText<T> = string & { readonly [written]: T }

/** A jsonb column: read as T, written as `json(value)`. */
export type Json<T> = ColumnType<T, JsonText<T>, JsonText<T>>

/** What a jsonb column takes. The driver would write an array as a Postgres array, and a string bare. */
export function json<T>(value: T): JsonText<T> {
  return JSON.stringify(value) as JsonText<T>
}
