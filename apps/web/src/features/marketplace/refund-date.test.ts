import { expect, it } from 'vitest'
import { formatDate } from '../../ui/dates.ts'
import { refundUntil } from './refund-date.ts'

it('counts the refund window in whole days from the moment of buying', () => {
  const now = Date.parse('2026-11-23T20:00:00Z')
  expect(refundUntil(now, 14)).toBe('2026-12-07T20:00:00.000Z')
  expect(formatDate(refundUntil(now, 14), 'day', 'en', 'UTC')).toBe('Mon 7 Dec')
})

it('names the day that it is where the reader is', () => {
  const until = refundUntil(Date.parse('2026-11-23T22:30:00Z'), 14)
  expect(formatDate(until, 'day', 'en', 'Africa/Nairobi')).toBe('Tue 8 Dec')
})
