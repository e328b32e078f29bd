import { expect, it } from 'vitest'
import { formatDate } from './dates.ts'
import { formatMoney } from './money.ts'

const instant = '2026-12-07T20:14:07Z'

it('says a moment in the words of each language, with western digits', () => {
  expect(formatDate(instant, 'moment', 'en', 'UTC')).toBe('Mon 7 Dec, 20:14')
  expect(formatDate(instant, 'moment', 'ar', 'UTC')).toBe('الاثنين 7 ديسمبر، 20:14')
  expect(formatDate(instant, 'date', 'so', 'UTC')).toBe('7 Diseembar 2026')
  expect(formatDate(instant, 'stamp', 'en', 'UTC')).toBe('7 Dec 2026, 20:14:07')
})

it('shows a moment in the reader’s zone, where it may be another day', () => {
  expect(formatDate('2026-12-07T22:30:00Z', 'moment', 'en', 'Africa/Nairobi')).toBe('Tue 8 Dec, 01:30')
})

it('writes amounts with the decimals of their currency', () => {
  expect(formatMoney(5568, 'USD')).toBe('$55.68')
  expect(formatMoney(4800, 'USD')).toBe('$48')
  expect(formatMoney(4800, 'USD', true)).toBe('$48.00')
  expect(formatMoney(123456789, 'USD')).toBe('$1,234,567.89')
  expect(formatMoney(4900, 'JPY')).toBe('JPY\u00a04,900')
  expect(formatMoney(1899, 'KWD')).toBe('KWD\u00a01.899')
  expect(formatMoney(-500, 'USD')).toBe('−$5')
})
