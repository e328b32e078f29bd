import { expect, it } from 'vitest'
import { countries } from './country-names.ts'
import { isUnusualVatId } from './vat-form.ts'

it('a VAT number is usual with its country in front or without, with spaces or points', async () => {
  for (const [number, country] of [
    ['DE 136 695 976', 'DE'],
    ['136695976', 'DE'],
    ['FR40303265045', 'FR'],
    ['EL094259216', 'GR'],
    ['094259216', 'GR'],
    ['GB 980 7806 84', 'GB'],
  ] as const)
    expect([number, await isUnusualVatId(number, country)]).toEqual([number, false])
})

it('one of another form, of another country, or with a wrong digit is unusual', async () => {
  for (const [number, country] of [
    ['DE 136 695 97', 'DE'],
    ['DE136695977', 'DE'],
    ['FR40303265045', 'DE'],
    ['nonsense', 'FR'],
  ] as const)
    expect([number, await isUnusualVatId(number, country)]).toEqual([number, true])
})

it('nothing is unusual where no form is known, and where there is no number', async () => {
  expect(await isUnusualVatId('12', 'SO')).toBe(false)
  expect(await isUnusualVatId(' ', 'DE')).toBe(false)
})

it('every country has a name, and stands where its language looks for it', () => {
  const english = countries('en')
  expect(english).toHaveLength(249)
  expect(english.find(({ value }) => value === 'DE')?.label).toBe('Germany')
  expect(countries('ar').find(({ value }) => value === 'DE')?.label).toBe('ألمانيا')
  expect(english.findIndex(({ value }) => value === 'AF')).toBeLessThan(english.findIndex(({ value }) => value === 'ZW'))
})
