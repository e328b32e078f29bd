import type { Json } from '../stripe/shapes.ts'

/** Currencies PayPal takes, with its own decimals (https://developer.paypal.com/api/rest/reference/currency-codes/): HUF and TWD have none here. */
const decimals: Readonly<Record<string, 0 | 2>> = {
  ...Object.fromEntries(
    'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD ILS MXN MYR NOK NZD PHP PLN SEK SGD THB USD'.split(' ').map((code) => [code, 2]),
  ),
  HUF: 0,
  JPY: 0,
  TWD: 0,
}

export function decimalsOf(currency: string): 0 | 2 | undefined {
  return decimals[currency]
}

/** 3.49 % rounded half up, and 49 minor units whatever the currency; never more than the amount. */
export function feeOf(amount: number): number {
  return Math.min(amount, Math.floor((amount * 349 + 5_000) / 10_000) + 49)
}

/** What a chargeback costs besides its amount, in minor units whatever the currency. */
export const chargebackFee = 2_000

/** `{ currency_code, value }` of minor units. */
export function money(minor: number, currency: string): { readonly currency_code: string; readonly value: string } {
  const places = decimalsOf(currency) ?? 2
  const digits = String(Math.abs(minor)).padStart(places + 1, '0')
  const value = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
  return { currency_code: currency, value: minor < 0 ? `-${value}` : value }
}

/** Minor units as people read them, with the decimals PayPal gives the currency. */
export function sayMoney(minor: number, currency: string): string {
  const places = decimalsOf(currency.toUpperCase()) ?? 2
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency: currency.toUpperCase(),
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format(minor / 10 ** places)
}

/** Minor units of `12.5`; undefined with more decimals than the currency has. */
export function minorOf(value: string, currency: string): number | undefined {
  const places = decimalsOf(currency)
  const match = /^(-?)(\d*)(?:[.](\d+))?$/.exec(value)
  const fraction = match?.[3] ?? ''
  if (places === undefined || match === null || fraction.length > places) return undefined
  const minor = Number(`${match[2] ?? ''}${fraction.padEnd(places, '0')}`)
  return match[1] === '-' ? -minor : minor
}

export type Tree = { readonly [field: string]: Json | undefined }
