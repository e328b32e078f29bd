import { z } from 'zod'

/** ISO 4217 code, upper case. */
export const Currency = z.string().regex(/^[A-Z]{3}$/)

/** Minor units: cents of a dollar, but whole yen. Never a fraction. */
export const Minor = z.int().min(-1_000_000_000_000).max(1_000_000_000_000)
