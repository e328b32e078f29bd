import { decimal, parseDecimal } from '@edurise/contracts'
import { ProviderRefused, ProviderSilent } from '../gateway.ts'

/** An amount as PayPal writes it. */
export interface PaypalMoney {
  currency_code: string
  value: string
}

/** Currencies that PayPal takes in whole units only, whatever ISO 4217 says of them. */
const wholeOnly = new Set(['HUF', 'JPY', 'TWD'])

/** Minor units as PayPal writes them. Throws ProviderRefused where PayPal knows no such fraction of the currency. */
export function paypalMoney(minor: number, currency: string): PaypalMoney {
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
