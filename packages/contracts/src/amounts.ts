/** Minor units of a currency (ISO 4217 code, upper case): cents of a dollar, but whole yen. Never a fraction. */
export interface Money {
  minor: number
  currency: string
}

const withoutDecimals = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'UGX',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
])
const withThreeDecimals = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'])

/** Decimals of a currency (ISO 4217 exponent): 0, 2 or 3. */
export function exponentOf(currency: string): 0 | 2 | 3 {
  if (withoutDecimals.has(currency)) return 0
  return withThreeDecimals.has(currency) ? 3 : 2
}

/** Minor units as a decimal text: 4900 USD → "49.00", 4900 JPY → "4900". */
export function decimal({ minor, currency }: Money): string {
  const exponent = exponentOf(currency)
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
  const sign = minor < 0 ? '-' : ''
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/**
 * Decimal text as minor units, or null when it is no amount of this currency: "49.5" USD → 4950, "49.5" JPY → null.
 * Takes digits with an optional point; neither signs nor separators of thousands.
 */
export function parseDecimal(text: string, currency: string): number | null {
  const exponent = exponentOf(currency)
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(text.trim())
  if (!match) return null
  const [, whole = '', fraction = ''] = match
  if (fraction.length > exponent) return null
  const minor = Number(whole + fraction.padEnd(exponent, '0'))
  return Number.isSafeInteger(minor) && minor <= 1_000_000_000_000 ? minor : null
}

/**
 * Splits an amount by weights so that the parts add up to the whole (largest remainder; the earlier part wins a tie).
 * @param weights not negative, at least one above 0
 */
export function split(minor: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (!(sum > 0) || weights.some((weight) => weight < 0)) throw new RangeError('weights must be positive')
  const total = BigInt(Math.abs(minor))
  // Weights are counts or minor units themselves: scaled to integers so that the shares are exact.
  const scaled = weights.map((weight) => BigInt(Math.round(weight * 1_000_000)))
  const scaledSum = scaled.reduce((one, other) => one + other, 0n)
  const shares = scaled.map((weight, index) => ({ index, share: (total * weight) / scaledSum, rest: (total * weight) % scaledSum }))
  let left = total - shares.reduce((taken, { share }) => taken + share, 0n)
  for (const entry of [...shares].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break
    entry.share += 1n
    left -= 1n
  }
  const sign = minor < 0 ? -1 : 1
  return shares.map(({ share }) => Number(share) * sign)
}
