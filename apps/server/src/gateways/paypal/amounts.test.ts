import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProviderRefused } from '../gateway.ts'
import { minorOf, paypalMoney } from './amounts.ts'
import { clipped } from './sale.ts'

describe('amounts', () => {
  it.each([
    [4_900, 'USD', '49.00'],
    [5, 'EUR', '0.05'],
    [4_900, 'JPY', '4900'],
    [490_000, 'HUF', '4900'],
    [490_000, 'TWD', '4900'],
  ])('%i of %s are written as PayPal writes them: %s', (minor, currency, value) => {
    expect(paypalMoney(minor, currency)).toEqual({ currency_code: currency, value })
  })

  it('that PayPal cannot take to the last fraction are refused, never rounded', () => {
    expect(() => paypalMoney(490_050, 'HUF')).toThrow(ProviderRefused)
    expect(() => paypalMoney(1, 'TWD')).toThrow(ProviderRefused)
  })

  it('of a currency that PayPal does not take are refused', () => {
    expect(() => paypalMoney(4_900, 'SOS')).toThrow(new ProviderRefused('CURRENCY_NOT_SUPPORTED'))
  })

  it('come back as they went, in every currency', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.constantFrom('USD', 'EUR', 'JPY', 'HUF', 'TWD'), (amount, currency) => {
        const minor = currency === 'HUF' || currency === 'TWD' ? amount * 100 : amount
        expect(minorOf(paypalMoney(minor, currency))).toBe(minor)
        expect(minorOf({ currency_code: currency, value: `-${paypalMoney(minor, currency).value}` })).toBe(0 - minor)
      }),
    )
  })
})

it('a name is cut to 127 bytes between whole characters', () => {
  expect(clipped('a'.repeat(200))).toHaveLength(127)
  const arabic = clipped('ن'.repeat(200))
  expect(Buffer.byteLength(arabic)).toBe(126)
  expect(clipped('👩‍🏫'.repeat(20))).toBe('👩‍🏫'.repeat(11))
  expect(clipped('  Weaving  ')).toBe('Weaving')
})
