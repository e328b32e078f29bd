import { decimal } from '@edurise/contracts/amounts'

const signs: Record<string, string> = { USD: '$', EUR: '€', GBP: '£' }

/**
 * An amount as every language here writes it: sign or code first, western digits, a comma between thousands. Made by hand, because browsers and
 * servers do not agree on it.
 * @param minor amount in the smallest unit of the currency, a safe integer
 * @param exact keeps `.00`; otherwise whole amounts are written without it
 */
export function formatMoney(minor: number, currency: string, exact = false): string {
  const [whole = '0', part = ''] = decimal({ minor: Math.abs(minor), currency }).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const number = part && (exact || /[1-9]/.test(part)) ? `${grouped}.${part}` : grouped
  return `${minor < 0 ? '−' : ''}${signs[currency] ?? `${currency}\u00a0`}${number}`
}

/** The same for the middle of a sentence, kept apart from the direction around it. */
export const isolated = (text: string): string => `\u2066${text}\u2069`
