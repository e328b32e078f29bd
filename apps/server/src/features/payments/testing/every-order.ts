import type { PaymentFacts } from '@edurise/db'
import { mergeFacts } from '../facts.ts'

/** One text for one meaning, whatever the order of the keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
}

export interface EveryOrder<State> {
  /** How many sequences there are in which each look comes once or twice. */
  sequences: number
  /** What they end in, each with one sequence that leads there: one, if the order says nothing. */
  ends: { state: State; sequence: number[] }[]
}

/**
 * Every sequence in which each of so many looks comes once or twice. What has been seen so far (how often each) and what it came to is all that the rest
 * depends on, so sequences that agree in both are followed once and counted together.
 */
export function inEveryOrder<State>(
  looks: number,
  start: State,
  keyOf: (state: State) => string,
  step: (state: State, look: number) => State,
): EveryOrder<State> {
  let reached = new Map([['', { seen: Array.from({ length: looks }, () => 0), state: start, ways: 1, sequence: [0].slice(1) }]])
  let sequences = 0
  const ends = new Map<string, { state: State; sequence: number[] }>()
  while (reached.size) {
    const next: typeof reached = new Map()
    for (const { seen, state, ways, sequence } of reached.values()) {
      if (seen.every((times) => times > 0)) {
        sequences += ways
        if (!ends.has(keyOf(state))) ends.set(keyOf(state), { state, sequence })
      }
      for (const [look, times] of seen.entries()) {
        if (times === 2) continue
        const now = seen.with(look, times + 1)
        const after = step(state, look)
        const key = `${now.join('')} ${keyOf(after)}`
        const known = next.get(key)
        next.set(key, { seen: now, state: after, ways: ways + (known?.ways ?? 0), sequence: known?.sequence ?? [...sequence, look] })
      }
    }
    reached = next
  }
  return { sequences, ends: [...ends.values()] }
}

/** The looks merged one after the other, in every order. */
export function mergeInEveryOrder(looks: readonly PaymentFacts[]): EveryOrder<PaymentFacts> {
  return inEveryOrder<PaymentFacts>(looks.length, {}, canonical, (facts, look) => mergeFacts(facts, looks[look] ?? {}))
}
