import { parseDecimal } from '@edurise/contracts/amounts'

/** Digits of the Arabic keyboards, and their point, as the Latin ones. */
export function plainDigits(text: string): string {
  return text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replaceAll('\u066b', '.')
}

/** What somebody typed as an amount, in minor units; null when it is none. A comma may stand for the point. */
export function typedAmount(text: string, currency: string): number | null {
  const plain = plainDigits(text).trim()
  return parseDecimal(/^\d+,\d{1,3}$/.test(plain) ? plain.replace(',', '.') : plain, currency)
}
