import { z } from 'zod'
import type { Store } from '../store.ts'

const share = z.coerce.number().min(0).max(1)

/** What banks do to a payer's words and days. Shares are of all bookings. */
export const BankKnobs = z.strictObject({
  /** The remittance comes with spaces in other places, as forms and line ends make them. */
  spaces: share.default(0),
  lowerCase: share.default(0),
  /** Cut to 35 characters. */
  truncate: share.default(0),
  /** Booked some days after it was sent. */
  late: share.default(0),
  lateDays: z.coerce.number().int().min(1).max(30).default(2),
  /** Statements begin this many days before the period that was asked for: what an earlier one showed is shown again. */
  overlapDays: z.coerce.number().int().min(0).max(60).default(0),
  /** Statements without the bank's own references. */
  withoutRefs: z.union([z.boolean(), z.enum(['true', 'on', 'false']).transform((value) => value !== 'false')]).default(false),
  seed: z.coerce.number().int().min(0).max(4_294_967_295).default(1),
})
export type BankKnobs = z.infer<typeof BankKnobs>

export const BankKnobsChange = BankKnobs.partial()

export function readBankKnobs(store: Store): BankKnobs {
  return BankKnobs.parse(JSON.parse(store.setting('bank:knobs') ?? '{}'))
}

/** Keeps the knobs and starts their random sequence from its beginning. */
export function writeBankKnobs(store: Store, knobs: BankKnobs): void {
  store.transaction(() => {
    store.set('bank:knobs', JSON.stringify(knobs))
    store.set('bank:dice', '0')
  })
}

/** Numbers in [0, 1) that depend on the seed and on how many bookings came before. */
export function bankDice(store: Store, seed: number): () => number {
  const position = Number(store.setting('bank:dice') ?? '0')
  store.set('bank:dice', String(position + 1))
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(position + 1, 0xc2b2ae35)) >>> 0
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
