import { z } from 'zod'
import type { Store } from './store.ts'

const share = z.coerce.number().min(0).max(1)
const range = z
  .strictObject({ min: z.coerce.number().int().min(0).max(60_000).default(0), max: z.coerce.number().int().min(0).max(60_000).default(0) })
  .refine((value) => value.max >= value.min, { message: 'max is below min' })

/** What can be made to go wrong, as shares of all webhooks (first five) or of all API calls. */
export const Knobs = z.strictObject({
  /** Never delivered, never tried again. */
  drop: share.default(0),
  /** Delivered twice. */
  duplicate: share.default(0),
  /** Held back until one to three later events went out, for 3 s at most. */
  reorder: share.default(0),
  /** The first attempt arrives with one byte changed, so its signature fails. */
  corrupt: share.default(0),
  /** Milliseconds between the event and its first delivery. */
  delayMs: range.default({ min: 0, max: 0 }),
  /** API calls answered 500 before they take effect. */
  fail: share.default(0),
  /** API calls that take effect and are never answered. */
  timeoutAfterEffect: share.default(0),
  /** Milliseconds an API call waits before it takes effect. */
  apiDelayMs: range.default({ min: 0, max: 0 }),
  /** Milliseconds an unanswered call hangs before its socket closes; every second one closes at once. */
  hangMs: z.coerce.number().int().min(0).max(120_000).default(5_000),
  seed: z.coerce.number().int().min(0).max(4_294_967_295).default(1),
})
export type Knobs = z.infer<typeof Knobs>

/** A change of some knobs; the others stay as they are. */
export const KnobsChange = Knobs.partial()

const defaults = Knobs.parse({})

export function readKnobs(store: Store): Knobs {
  const kept = store.setting('knobs')
  return kept === undefined ? defaults : Knobs.parse(JSON.parse(kept))
}

/** Keeps the knobs and starts their random sequence from its beginning. */
export function writeKnobs(store: Store, knobs: Knobs): void {
  store.transaction(() => {
    store.set('knobs', JSON.stringify(knobs))
    store.set('dice:webhook', '0')
    store.set('dice:api', '0')
  })
}

export function resetKnobs(store: Store): Knobs {
  writeKnobs(store, defaults)
  return defaults
}

/** Numbers in [0, 1) that depend on seed, stream and position only: a run can be repeated. */
export function nextDice(store: Store, stream: 'webhook' | 'api', seed: number): () => number {
  const position = Number(store.setting(`dice:${stream}`) ?? '0')
  store.set(`dice:${stream}`, String(position + 1))
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(position + 1, 0x85ebca6b) ^ (stream === 'api' ? 0x5bd1e995 : 0)) >>> 0
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function within({ min, max }: { min: number; max: number }, roll: number): number {
  return min + Math.floor(roll * (max - min + 1))
}

/** What befalls one API call: refused before its effect, late, or done and never answered. */
export function rollFaults(store: Store): { fail: boolean; delayMs: number; hangMs: number | undefined } {
  const knobs = readKnobs(store)
  if (knobs.fail === 0 && knobs.timeoutAfterEffect === 0 && knobs.apiDelayMs.max === 0)
    return { fail: false, delayMs: 0, hangMs: undefined }
  const roll = nextDice(store, 'api', knobs.seed)
  const [fail, timeout, delay, manner] = [roll(), roll(), roll(), roll()]
  return {
    fail: fail < knobs.fail,
    delayMs: within(knobs.apiDelayMs, delay),
    hangMs: timeout < knobs.timeoutAfterEffect ? (manner < 0.5 ? 0 : knobs.hangMs) : undefined,
  }
}
