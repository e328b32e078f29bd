import { describe, expect, it } from 'vitest'
import { daysLeft } from './days-left.ts'
import { grouped, ibanProblem } from './iban.ts'

describe('an IBAN', () => {
  it.each(['DE89 3704 0044 0532 0130 00', 'gb82west12345698765432', 'SA03 8000 0000 6080 1016 7519', 'SO21 1000 0010 0100 0100 141'])(
    'whose check digits hold is taken: %s',
    (iban) => expect(ibanProblem(iban)).toBeNull(),
  )

  it.each([
    ['DE89 3704 0044 0532 0130 01', 'digits'],
    ['DE98 3704 0044 0532 0130 00', 'digits'],
    ['DE89 3704 0044 0532 0130', 'length'],
    ['DE89 3704 0044 0532 0130 000', 'length'],
    ['XK05 1212', 'length'],
    ['8937 0400', 'signs'],
    ['DE89 3704 0044 0532 0130 0!', 'signs'],
    ['', 'signs'],
  ] as const)('with a mistake is not: %s', (iban, problem) => expect(ibanProblem(iban)).toBe(problem))

  it('any one wrong digit is found', () => {
    const right = 'DE89370400440532013000'
    const wrong: string[] = []
    for (let at = 2; at < right.length; at += 1)
      for (const digit of '0123456789') wrong.push(right.slice(0, at) + digit + right.slice(at + 1))
    expect(wrong.filter((iban) => iban !== right && ibanProblem(iban) === null)).toEqual([])
  })

  it('is shown in groups of four', () => {
    expect(grouped('de89370400440532013000')).toBe('DE89 3704 0044 0532 0130 00')
  })
})

it('days are counted by the calendar of the reader', () => {
  const now = Date.parse('2026-11-23T20:30:00Z')
  expect(daysLeft('2026-11-23T20:59:00Z', now, 'Africa/Nairobi')).toBe(0)
  expect(daysLeft('2026-11-23T21:30:00Z', now, 'Africa/Nairobi')).toBe(1)
  expect(daysLeft('2026-11-30T20:59:00Z', now, 'Africa/Nairobi')).toBe(7)
  expect(daysLeft('2026-11-23T20:29:00Z', now, 'Africa/Nairobi')).toBe(-1)
})
