import { decimal } from '@edurise/contracts'

const signs: Record<string, string> = { USD: '$', EUR: '€', GBP: '£' }

/** An amount as the site writes it in every language: sign or code first, western digits, all decimals. */
export function amount({ amountMinor, currency }: { amountMinor: number; currency: string }): string {
  const [whole = '0', part] = decimal({ minor: Math.abs(amountMinor), currency }).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${amountMinor < 0 ? '−' : ''}${signs[currency] ?? `${currency}\u00a0`}${part === undefined ? grouped : `${grouped}.${part}`}`
}
