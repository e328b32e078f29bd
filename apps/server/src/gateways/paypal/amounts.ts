import { decimal, parseDecimal } from '@edurise/contracts'
import { ProviderRefused, ProviderSilent } from '../gateway.ts'

/** An amount as PayPal writes it. */
export interface PaypalMoney {
  currency_code: string
  value: string
}

/** Currencies that PayPal takes at all. */
const taken = new Set('AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(' '))
/** Currencies that PayPal takes in whole units only, whatever ISO 4217 says of them. */
const wholeOnly = new Set(['HUF', 'JPY', 'TWD'])

/** Whether anything can be sold for this currency through PayPal. */
export const paypalTakes = (currency: string): boolean => taken.has(currency)

/** Minor units as PayPal writes them. Throws ProviderRefused where PayPal does not take the currency, or knows no such fraction of it. */
export function paypalMoney(minor: number, currency: string): PaypalMoney {
  if (!paypalTakes(currency)) throw new ProviderRefused('CURRENCY_NOT_SUPPORTED')
  const value = decimal({ minor, currency })
  if (!wholeOnly.has(currency)) return { currency_code: currency, value }
  const [whole = '', fraction = ''] = value.split('.')
  if (/[1-9]/.test(fraction)) throw new ProviderRefused('DECIMALS_NOT_SUPPORTED')
  return { currency_code: currency, value: whole }
}

/** PayPal's amount in minor units, with its sign. Throws ProviderSilent when it is none: an amount is never guessed. */
export function minorOf({ currency_code, value }: PaypalMoney): number {
  const negative = value.startsWith('-')
  const minor = parseDecimal(value.replace(/^-/, '').replace(/\.0+$/, ''), currency_code)
  if (minor === null) throw new ProviderSilent(`paypal named an amount that ${currency_code} does not have`)
  return negative && minor !== 0 ? -minor : minor
}
