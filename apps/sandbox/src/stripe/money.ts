/** Stripe's own lists (https://docs.stripe.com/currencies), which differ from ISO 4217 in places. */
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '))

const minimum: Readonly<Record<string, number>> = { usd: 50, eur: 50, gbp: 30, jpy: 50, aed: 200, cad: 50, aud: 50, inr: 50, kes: 50 }

export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (zeroDecimal.has(currency)) return 0
  return threeDecimal.has(currency) ? 3 : 2
}

/** The least that can be charged, in minor units. */
export function minimumOf(currency: string): number {
  return minimum[currency] ?? (decimalsOf(currency) === 3 ? 500 : 50)
}

/** Minor units as people read them: "$49.00", "¥500". The same order in every language. */
export function sayMoney(minor: number, currency: string): string {
  const decimals = decimalsOf(currency)
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency: currency.toUpperCase(),
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(minor / 10 ** decimals)
}

/** Digits with a point ("12.50") to minor units; undefined when it is not an amount of this currency. */
export function readMoney(written: string, currency: string): number | undefined {
  const decimals = decimalsOf(currency)
  const match = /^(\d{1,10})(?:[.](\d{1,3}))?$/.exec(written.trim())
  const fraction = match?.[2] ?? ''
  if (match === null || fraction.length > decimals) return undefined
  return Number(`${match[1] ?? ''}${fraction.padEnd(decimals, '0')}`)
}
