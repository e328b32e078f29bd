import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readStatement } from './read-statement.ts'
import { bytes, mt940, refused, taken } from './testing.ts'

test('a structured statement of a German bank is read: subfields joined as they were cut', () => {
  const text = mt940(
    [
      ':61:2611241124CR49,00NTRFNONREF//B261124001',
      ':86:166?00GUTSCHRIFT?109301?20EREF+NOTPROVIDED?21SVWZ+RF18 5390 0754 7034 Co?22urse',
      '?30COBADEFFXXX?31DE89370400440532013000?32AMINA EX?33AMPLE',
    ],
    '1049,00',
  )
  expect(taken(text)).toMatchObject({
    format: 'mt940',
    account: { iban: null, number: '37040044/0532013000' },
    currency: 'EUR',
    from: '2026-11-23',
    to: '2026-11-24',
    openingMinor: 100_000,
    closingMinor: 104_900,
    lines: [
      {
        bookedOn: '2026-11-24',
        amountMinor: 4_900,
        counterparty: 'AMINA EXAMPLE',
        remittance: 'RF18 5390 0754 7034 Course',
        bankRef: 'B261124001',
      },
    ],
  })
})

test('slash keywords and plain words are read too', () => {
  const text = mt940(
    [
      ':61:2611241124C49,00NTRFNONREF//B1',
      ':86:/EREF/NOTPROVIDED//NAME/Amina Example/REMI/RF18539007547034 cou',
      'rse',
      ':61:2611241124C1,5NTRFNONREF',
      ':86:Transfer from Hodan',
      'rf18 5390 0754 7034',
    ],
    '1050,5',
  )
  expect(taken(text).lines).toMatchObject([
    { counterparty: 'Amina Example', remittance: expect.stringContaining('RF18539007547034') },
    { amountMinor: 150, bankRef: '', remittance: 'Transfer from Hodan rf18 5390 0754 7034' },
  ])
})

test('what was taken back goes the other way', () => {
  const text = mt940(
    [':61:261124C10,00NTRFX//1', ':61:261124RC10,00NTRFX//2', ':61:261124D5,00NTRFX//3', ':61:261124RD5,00NTRFX//4'],
    '1000,00',
  )
  expect(taken(text).lines.map(({ amountMinor, reversal }) => [amountMinor, reversal])).toEqual([
    [1_000, false],
    [-1_000, true],
    [-500, false],
    [500, true],
  ])
})

test('a booking of the new year with a value date of the old one keeps its own year', () => {
  const year = (entry: string) => taken(mt940([entry], '1001,00')).lines[0]?.bookedOn
  expect(year(':61:2612310102C1,00NTRFX')).toBe('2027-01-02')
  expect(year(':61:2701011231C1,00NTRFX')).toBe('2026-12-31')
})

test("an envelope around it, other line ends and a reference in the payer's own field change nothing", () => {
  const text = `{1:F01BANKDEFFXXXX0000000000}{2:O940}{4:\n${mt940([':61:2611241124C49,00NTRFRF18539007547034//B1'], '1049,00').replaceAll('\r\n', '\n')}}`
  expect(taken(text).lines).toMatchObject([{ remittance: 'RF18539007547034' }])
})

test('several statements of one account are one; their chain may be broken without a word about totals', () => {
  const day = (from: string, to: string) => mt940([':61:2611241124C49,00NTRFNONREF'], to).replace('EUR1000,00', `EUR${from}`)
  expect(taken(`${day('1000,00', '1049,00')}\r\n${day('1049,00', '1098,00')}`)).toMatchObject({
    openingMinor: 100_000,
    closingMinor: 109_800,
  })
  expect(taken(`${day('1000,00', '1049,00')}\r\n${day('2000,00', '2049,00')}`)).toMatchObject({ openingMinor: null, closingMinor: null })
})

test('totals that do not hold are refused with the difference, a statement without its end is damaged', () => {
  expect(refused(mt940([':61:261124C10,00NTRFX'], '1011,00'))).toMatchObject({ code: 'totals_differ', differenceMinor: 100, line: 6 })
  expect(refused(mt940([], '1000,00').split(':62F')[0] ?? '')).toMatchObject({ code: 'damaged', line: 1 })
})

test('an unreadable entry is refused with its line and what stands there', () => {
  expect(refused(mt940([':61:261124X10,00NTRFX'], '1010,00'))).toMatchObject({
    code: 'amount_unreadable',
    line: 5,
    found: '261124X10,00NTRFX',
  })
  expect(refused(mt940([':61:261324C10,00NTRFX'], '1010,00'))).toMatchObject({ code: 'date_unreadable', line: 5 })
  expect(refused(mt940([':61:261124C10,001NTRFX'], '1010,00'))).toMatchObject({ code: 'amount_unreadable', line: 5 })
})

test('whatever follows a valid head is read or refused, never thrown about', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.string(), fc.constantFrom(':61:261124C1,00NTRFX', ':86:166?20a', ':86:/REMI/', '-', '{', ':62M:C261124EUR1,00')),
      ),
      (lines) => {
        const { statement, refusal } = readStatement(bytes(mt940(lines, '1000,00')))
        expect([statement, refusal]).toContain(null)
      },
    ),
  )
})
