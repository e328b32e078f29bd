import { describe, expect, it } from 'vitest'
import { priceOf } from './price.ts'

describe('a price as it is typed', () => {
  it.each([
    ['49', 'USD', 4900],
    ['49.5', 'USD', 4950],
    ['49,50', 'EUR', 4950],
    ['٤٩٫٥', 'USD', 4950],
    ['4900', 'JPY', 4900],
    ['1.234', 'KWD', 1234],
    ['', 'USD', 0],
    ['0', 'USD', 0],
  ])('%j in %s is %i in its smallest unit', (text, currency, minor) => {
    expect(priceOf(text, currency)).toEqual({ minor })
  })

  it.each([
    ['49.505', 'USD', 'no-amount'],
    ['49.5', 'JPY', 'no-amount'],
    ['-1', 'USD', 'no-amount'],
    ['1,000.00', 'USD', 'no-amount'],
    ['forty', 'USD', 'no-amount'],
    ['0.49', 'USD', 'too-small'],
    ['1000000.01', 'USD', 'too-large'],
  ])('%j in %s is none: %s', (text, currency, wrong) => {
    expect(priceOf(text, currency)).toMatchObject({ wrong })
  })
})
