import { parseDecimal } from '@edurise/contracts/amounts'

/** Digits of the Arabic keyboards, and their point, as the Latin ones. */
function plainDigits(text: string): string {
  return text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replaceAll('\u066b', '.')
}

/** Least that a card can be charged, by currency, in minor units. */
const least: Record<string, number> = { USD: 50, EUR: 50 }
const most = 100_000_000

export type Price = { minor: number } | { wrong: 'no-amount' | 'too-small' | 'too-large'; least: number }

/** What somebody typed as a price. Nothing, and zero, are free. A comma may stand for the point. */
export function priceOf(text: string, currency: string): Price {
  const plain = plainDigits(text).trim()
  const from = least[currency] ?? 1
  if (!plain) return { minor: 0 }
  const minor = parseDecimal(/^\d+,\d{1,2}$/.test(plain) ? plain.replace(',', '.') : plain, currency)
  if (minor === null) return { wrong: 'no-amount', least: from }
  if (minor > most) return { wrong: 'too-large', least: from }
  return minor > 0 && minor < from ? { wrong: 'too-small', least: from } : { minor }
}
