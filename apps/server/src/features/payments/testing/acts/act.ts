import fc from 'fast-check'
import type { Fate } from '../fate.ts'
import type { Act, History, Sold } from '../history.ts'

export const some = fc.nat(11)

/** Seldom anything: otherwise death before or after one of the first calls, or a provider that is silent once. */
export const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.record({ crashAt: fc.nat(79) }) },
  { weight: 2, arbitrary: fc.record({ silentAt: fc.nat(2), afterEffect: fc.boolean() }) },
)

export function befalls({ crashAt, silentAt, afterEffect }: Fate): string {
  if (crashAt !== undefined) return `, killed ${crashAt % 2 ? 'after' : 'before'} call ${crashAt >> 1}`
  return silentAt === undefined ? '' : `, the provider's answer ${silentAt} ${afterEffect ? 'lost' : 'missing'}`
}

interface Kind<T> {
  weight: number
  of: fc.Arbitrary<T>
  say: (values: T) => string
  run: (history: History, values: T) => Promise<string | null>
}

export function kind<T>({ weight, of, say, run }: Kind<T>): { weight: number; arbitrary: fc.Arbitrary<Act> } {
  return {
    weight,
    arbitrary: of.map((values) => ({ words: say(values), run: (history) => run(history, values) })),
  }
}

export const which = (count: number, name: string) => `${name} ${count}`

export const provider = fc.oneof(
  { weight: 5, arbitrary: fc.constant('stripe' as const) },
  { weight: 4, arbitrary: fc.constant('paypal' as const) },
  { weight: 3, arbitrary: fc.constant('bank_transfer' as const) },
)
export type Provider = 'stripe' | 'paypal' | 'bank_transfer'

export const priceOf = ({ course }: Sold) => (course === 0 ? 4_900 : 3_000)

export const shares = [1, 0.5, 0.1] as const
