import { plainDigits, typedAmount } from '../../../../ui/typed-amount.ts'

/** Least that a card can be charged, by currency, in minor units. */
const least: Record<string, number> = { USD: 50, EUR: 50 }
const most = 100_000_000

export type Price = { minor: number } | { wrong: 'no-amount' | 'too-small' | 'too-large'; least: number }

/** What somebody typed as a price. Nothing, and zero, are free. A comma may stand for the point. */
export function priceOf(text: string, currency: string): Price {
  const plain = plainDigits(text).trim()
  const from = least[currency] ?? 1
  if (!plain) return { minor: 0 }
  const minor = typedAmount(plain, currency)
  if (minor === null) return { wrong: 'no-amount', least: from }
  if (minor > most) return { wrong: 'too-large', least: from }
  return minor > 0 && minor < from ? { wrong: 'too-small', least: from } : { minor }
}
