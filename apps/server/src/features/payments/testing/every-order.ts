import type { PaymentFacts } from '@edurise/db'
import { mergeFacts } from '../facts.ts'
import type { Look } from './scenarios.ts'

/** One text for one meaning, whatever the order of the keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
}

export interface EveryOrder {
  /** How many sequences there are in which each look comes once or twice. */
  sequences: number
  /** What they end in: one, if the order says nothing. */
  ends: PaymentFacts[]
}

/**
 * Every sequence in which each look comes once or twice, merged one after the other. What has been seen so far (how often each) and what it came to
 * is all that the rest depends on, so sequences that agree in both are followed once and counted together.
 */
export function mergeInEveryOrder(looks: readonly PaymentFacts[]): EveryOrder {
  let reached = new Map([['', { seen: looks.map(() => 0), facts: asFacts({}), ways: 1 }]])
  let sequences = 0
  const ends = new Map<string, PaymentFacts>()
  while (reached.size) {
    const next: typeof reached = new Map()
    for (const { seen, facts, ways } of reached.values()) {
      if (seen.every((times) => times > 0)) {
        sequences += ways
        ends.set(canonical(facts), facts)
      }
      for (const [index, look] of looks.entries()) {
        if (seen[index] === 2) continue
        const now = seen.with(index, (seen[index] ?? 0) + 1)
        const merged = mergeFacts(facts, look)
        const key = `${now.join('')} ${canonical(merged)}`
        const known = next.get(key)
        next.set(key, { seen: now, facts: merged, ways: ways + (known?.ways ?? 0) })
      }
    }
    reached = next
  }
  return { sequences, ends: [...ends.values()] }
}

function asFacts(facts: PaymentFacts): PaymentFacts {
  return facts
}

/** Every order of these looks, each once: n! of them. */
export function* ordersOf(looks: readonly Look[]): Generator<Look[]> {
  if (looks.length <= 1) {
    yield [...looks]
    return
  }
  for (const [index, first] of looks.entries()) {
    for (const rest of ordersOf(looks.toSpliced(index, 1))) yield [first, ...rest]
  }
}
