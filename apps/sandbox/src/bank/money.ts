/** ISO 4217: what has no decimals, and what has three. */
const withoutDecimals = new Set('BIF CLP DJF GNF JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '))
const withThreeDecimals = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))

function decimalsOf(currency: string): 0 | 2 | 3 {
  if (withoutDecimals.has(currency)) return 0
  return withThreeDecimals.has(currency) ? 3 : 2
}

/** Minor units as digits: 4900 USD is "49.00". */
export function writeAmount(minor: number, currency: string): string {
  const decimals = decimalsOf(currency)
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const sign = minor < 0 ? '-' : ''
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** "49", "49.5" or "49,50" in minor units; undefined when it is no amount of this currency. */
export function readAmount(written: string, currency: string): number | undefined {
  const decimals = decimalsOf(currency)
  const match = /^(\d{1,10})(?:[.,](\d{1,3}))?$/.exec(written.trim())
  const fraction = match?.[2] ?? ''
  if (match === null || fraction.length > decimals) return undefined
  return Number(`${match[1] ?? ''}${fraction.padEnd(decimals, '0')}`)
}

/** As people read it: "1,049.00 EUR". */
export function sayAmount(minor: number, currency: string): string {
  const [whole = '', fraction] = writeAmount(minor, currency).split('.')
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction === undefined ? '' : `.${fraction}`} ${currency}`
}
