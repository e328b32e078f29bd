import type { z } from 'zod'

/** How a caller should take the refusal; tRPC derives the HTTP status from it. */
export type Refusal =
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'PRECONDITION_FAILED'
  | 'BAD_REQUEST'
  | 'TOO_MANY_REQUESTS'
  | 'PAYLOAD_TOO_LARGE'
  | 'SERVICE_UNAVAILABLE'

/** A table of refusals: each a fact in the domain's words, with the data that a sentence about it needs. */
export function defineErrors<const T extends Record<Uppercase<string>, { as: Refusal; data: z.ZodObject }>>(table: T): T {
  return table
}
