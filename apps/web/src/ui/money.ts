/** Digits behind the point where they are not two (ISO 4217). */
const decimals: Record<string, number> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
}
const signs: Record<string, string> = { USD: '$', EUR: '€', GBP: '£' }

export const decimalsOf = (currency: string): number => decimals[currency] ?? 2

/**
 * An amount as every language here writes it: sign or code first, western digits, a comma between thousands. Made by hand, because browsers and
 * servers do not agree on it.
 * @param minor amount in the smallest unit of the currency, a safe integer
 * @param exact keeps `.00`; otherwise whole amounts are written without it
 */
export function formatMoney(minor: number, currency: string, exact = false): string {
  const places = decimalsOf(currency)
  const digits = String(Math.abs(minor)).padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ',')
  const part = places ? digits.slice(-places) : ''
  const number = part && (exact || /[1-9]/.test(part)) ? `${whole}.${part}` : whole
  return `${minor < 0 ? '−' : ''}${signs[currency] ?? `${currency}\u00a0`}${number}`
}

/** The same for the middle of a sentence, kept apart from the direction around it. */
export const isolated = (text: string): string => `\u2066${text}\u2069`
