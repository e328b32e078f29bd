import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal, exponentOf, parseDecimal, split } from './amounts.ts'

const currency = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'UGX', 'TND')

describe('money', () => {
  it('reads back every amount it writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        currency,
        (minor, code) => parseDecimal(decimal({ minor, currency: code }), code) === minor,
      ),
    )
  })

  it('knows that yen have no cents and dinars have a thousand parts', () => {
    expect(decimal({ minor: 4900, currency: 'USD' })).toBe('49.00')
    expect(decimal({ minor: 4900, currency: 'JPY' })).toBe('4900')
    expect(decimal({ minor: 4900, currency: 'KWD' })).toBe('4.900')
    expect(decimal({ minor: -5, currency: 'USD' })).toBe('-0.05')
    expect(exponentOf('XOF')).toBe(0)
  })

  it.each(['', 'abc', '1,5', '-3', '1.234', '1e5', '49.', '99999999999999'])('takes %j for no amount of dollars', (text) => {
    expect(parseDecimal(text, 'USD')).toBeNull()
  })

  it('takes no fraction of a yen', () => {
    expect(parseDecimal('49.5', 'JPY')).toBeNull()
  })

  it('splits so that the parts add up to the whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
        fc
          .array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 20 })
          .filter((weights) => weights.some((weight) => weight > 0)),
        (minor, weights) => {
          const parts = split(minor, weights)
          const sum = weights.reduce((one, other) => one + other, 0)
          expect(parts.reduce((one, other) => one + other, 0)).toBe(minor)
          parts.forEach((part, index) => expect(Math.abs(part - (minor * (weights[index] ?? 0)) / sum)).toBeLessThan(1))
        },
      ),
    )
  })

  it('refuses to split by nothing', () => {
    expect(() => split(100, [0, 0])).toThrow(RangeError)
    expect(() => split(100, [-1, 2])).toThrow(RangeError)
  })
})
