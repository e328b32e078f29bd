import { exponentOf } from '@edurise/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { referenceOf } from '../reference.ts'
import { readStatement } from './read-statement.ts'
import type { Columns } from './statement.ts'
import { bytes, refused, taken } from './testing.ts'

const english = 'Date,Description,Amount,Currency\n2026-11-24,RF18 5390 0754 7034,49.00,USD\n'

test('an English file is read', () => {
  expect(taken(english)).toMatchObject({
    format: 'csv',
    account: { iban: null, number: null },
    currency: 'USD',
    from: '2026-11-24',
    to: '2026-11-24',
    openingMinor: null,
    closingMinor: null,
    lines: [
      { bookedOn: '2026-11-24', amountMinor: 4_900, currency: 'USD', counterparty: '', remittance: 'RF18 5390 0754 7034', bankRef: '' },
    ],
  })
})

test('a German file is read: preamble, semicolons, decimal commas, windows-1252', () => {
  const text = [
    '"Kontonummer:";"DE89 3704 0044 0532 0130 00 / Girokonto";',
    '"Kontostand vom 24.11.2026:";"1.049,00 EUR";',
    '',
    '"Buchungstag";"Wertstellung";"Begünstigter / Zahlungspflichtiger";"Verwendungszweck";"Betrag (EUR)";"Saldo"',
    '"24.11.2026";"24.11.2026";"Müller";"RF18 5390 0754 7034";"1.049,00";"2.049,00"',
    '"23.11.26";"23.11.26";"Stadtwerke";"Strom";"-12,50";"1.000,00"',
  ].join('\r\n')
  const read = taken(Buffer.from(text, 'latin1'))
  expect(read).toMatchObject({ account: { iban: 'DE89370400440532013000' }, currency: 'EUR', openingMinor: 101_250, closingMinor: 204_900 })
  expect(read.lines).toMatchObject([
    { bookedOn: '2026-11-24', amountMinor: 104_900, counterparty: 'Müller' },
    { bookedOn: '2026-11-23', amountMinor: -1_250 },
  ])
})

const arabic = 'التاريخ,البيان,المبلغ الدائن,مدين,دائن,العملة\n٢٤/١١/٢٠٢٦,حوالة رقم RF١٨ ٥٣٩٠ ٠٧٥٤ ٧٠٣٤,,,"١٬٢٤٩٫٥٠",SAR\n'

test('an Arabic file is read, in UTF-8, in UTF-16 and in windows-1256', () => {
  const line = { bookedOn: '2026-11-24', amountMinor: 124_950, currency: 'SAR' }
  expect(taken(arabic).lines).toMatchObject([line])
  expect(taken(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(arabic, 'utf16le')])).lines).toMatchObject([line])
  expect(taken(Buffer.from(arabic, 'utf16le')).lines).toMatchObject([line])
  expect(taken(`\uFEFF${arabic}`).lines).toMatchObject([line])
  const old = 'التاريخ;البيان;المبلغ;العملة\n24.11.2026;حوالة واردة من أمينة;1249.50;SAR\n'
  expect(taken(windows1256(old)).lines).toMatchObject([{ ...line, remittance: 'حوالة واردة من أمينة' }])
})

/** Node decodes this code page and does not write it. */
function windows1256(text: string): Uint8Array {
  const decoder = new TextDecoder('windows-1256')
  const codes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]))
  return Uint8Array.from(text, (sign) => codes.get(sign) ?? 0x3f)
}

test('a Somali file with tabs is read', () => {
  const text =
    'Taariikh\tMagaca diraha\tFaahfaahin\tLacag soo gashay\tLacag baxday\tNooca lacagta\n24-Nov-2026\tHodan\trf18539007547034\t49\t\tUSD\n'
  expect(taken(text).lines).toMatchObject([
    { bookedOn: '2026-11-24', amountMinor: 4_900, counterparty: 'Hodan', remittance: 'rf18539007547034' },
  ])
})

test('a word for the direction signs the amount', () => {
  const text = 'Date,Amount,Dr/Cr,Details,Currency\n2026-11-24,10.00,CR,a,USD\n2026-11-24,4.00,DR,b,USD\n'
  expect(taken(text).lines.map(({ amountMinor }) => amountMinor)).toEqual([1_000, -400])
  expect(refused(text.replace('DR,b', 'XX,b'))).toMatchObject({ code: 'amount_unreadable', line: 3 })
})

test('a date that may be two days is asked for, and the answer is taken', () => {
  const text = 'Date,Details,Amount,Currency\n03/04/2026,a,10.00,USD\n05/05/2026,b,1.00,USD\n'
  expect(refused(text)).toMatchObject({ code: 'unanswered', line: 2, question: { ask: 'dateOrder', example: '03/04/2026' } })
  expect(taken(text, { dateOrder: 'dmy' }).lines[0]?.bookedOn).toBe('2026-04-03')
  expect(taken(text, { dateOrder: 'mdy' }).lines[0]?.bookedOn).toBe('2026-03-04')
})

test('a date that tells the order answers for the whole file, and one that contradicts it is refused with its line', () => {
  expect(taken('Date,Amount,Currency\n03/04/2026,10.00,USD\n04/13/2026,1.00,USD\n').lines[0]?.bookedOn).toBe('2026-03-04')
  expect(refused('Date,Amount,Currency\n13/04/2026,10.00,USD\n04/13/2026,1.00,USD\n')).toMatchObject({
    code: 'date_unreadable',
    line: 3,
    found: '04/13/2026',
  })
  expect(refused('Date,Amount,Currency\n2026-02-30,10.00,USD\n')).toMatchObject({ code: 'date_unreadable', line: 2 })
})

test('a file without known heads asks for its columns, and takes them', () => {
  const text = 'foo;bar;baz\n24.11.2026;Hodan RF18539007547034;49,00\n'
  expect(refused(text)).toMatchObject({
    code: 'unanswered',
    question: {
      ask: 'columns',
      rows: [
        ['foo', 'bar', 'baz'],
        ['24.11.2026', 'Hodan RF18539007547034', '49,00'],
      ],
    },
  })
  const columns: Columns = {
    bookedOn: 0,
    amount: 2,
    remittance: 1,
    credit: null,
    debit: null,
    direction: null,
    currency: null,
    counterparty: null,
    bankRef: null,
    balance: null,
  }
  expect(taken(text, { columns, currency: 'EUR' }).lines).toMatchObject([{ amountMinor: 4_900, remittance: 'Hodan RF18539007547034' }])
  expect(refused(text, { columns })).toMatchObject({ code: 'unanswered', question: { ask: 'currency' } })
})

test('"1,234" are thousands of dollars, and a question in dinars', () => {
  const text = (currency: string) => `Date,Details,Credit,Currency\n2026-11-24,a,"1,234",${currency}\n`
  expect(taken(text('USD')).lines[0]?.amountMinor).toBe(123_400)
  expect(taken(text('JPY')).lines[0]?.amountMinor).toBe(1_234)
  expect(refused(text('KWD'))).toMatchObject({ code: 'unanswered', line: 2, question: { ask: 'decimalMark', example: '1,234' } })
  expect(taken(text('KWD'), { decimalMark: ',' }).lines[0]?.amountMinor).toBe(1_234)
  expect(taken(text('KWD'), { decimalMark: '.' }).lines[0]?.amountMinor).toBe(1_234_000)
})

test.each([
  ['1 234,50', 123_450],
  ["1'234.50", 123_450],
  ['+1.234,50 €', 123_450],
  ['-1,234.50', -123_450],
  ['(12.50)', -1_250],
  ['12,50-', -1_250],
  ['−12.50', -1_250],
  ['USD 12.5', 1_250],
  ['1,00,000.00', 10_000_000],
])('the amount %s is read', (text, minor) => {
  expect(taken(`Date;Amount;Currency\n2026-11-24;"${text}";USD\n`).lines[0]?.amountMinor).toBe(minor)
})

test.each([['12.345.6'], ['1,2,3'], ['12..50'], ['abc'], ['12.501'], ['9999999999999999.00'], ['--5'], ['1.2,3.4']])(
  'the amount %s is refused with its line',
  (text) => {
    expect(refused(`Date;Amount;Currency\n2026-11-24;7.50;USD\n2026-11-24;"${text}";USD\n2026-11-25;1.00;USD\n`)).toMatchObject({
      code: 'amount_unreadable',
      line: 3,
    })
  },
)

test('two currencies in one file are refused with the line of the second', () => {
  expect(refused(`${english}2026-11-24,b,1.00,EUR\n`)).toMatchObject({ code: 'several_currencies', line: 3, found: 'EUR' })
  expect(refused(`${english}2026-11-24,b,1.00,dollars\n`)).toMatchObject({ code: 'currency_unreadable', line: 3 })
})

test('a quote that is never closed is refused', () => {
  expect(refused('Date,Details,Amount,Currency\n2026-11-24,"a,49.00,USD\n2026-11-25,b,1.00,USD\n')).toMatchObject({
    code: 'damaged',
    line: 2,
  })
})

test('a reference in any other column of the row is among the words', () => {
  expect(
    taken('Date,Amount,Currency,Details,Reference no,Own field\n2026-11-24,49.00,USD,course,1,RF18 5390 0754 7034\n').lines[0]?.remittance,
  ).toBe('course RF18539007547034')
})

test('what is no statement is refused by what it is', () => {
  expect(refused(new Uint8Array())).toMatchObject({ code: 'empty' })
  expect(refused(' \n ')).toMatchObject({ code: 'empty' })
  expect(refused('%PDF-1.7 …')).toMatchObject({ code: 'not_a_statement', found: 'pdf' })
  expect(refused('PK\u0003\u0004rest')).toMatchObject({ code: 'not_a_statement', found: 'zip, xlsx' })
  expect(refused('Date,Amount,Currency\n')).toMatchObject({ code: 'empty' })
  expect(refused(new Uint8Array(5_000_001))).toMatchObject({ code: 'too_large' })
})

test('twenty thousand and one bookings are refused, twenty thousand are read', () => {
  const many = (count: number) => `Date,Amount,Currency\n${'2026-11-24,1.00,USD\n'.repeat(count)}`
  expect(taken(many(20_000)).lines).toHaveLength(20_000)
  expect(refused(many(20_001))).toMatchObject({ code: 'too_many_lines' })
})

const booking = fc.record({
  day: fc.integer({ min: 1, max: 28 }),
  minor: fc.integer({ min: -9_999_999, max: 9_999_999 }).filter((minor) => minor !== 0),
  words: fc.string({ unit: 'grapheme', maxLength: 40 }),
  digits: fc.stringMatching(/^\d{12}$/),
})

test('what a bank wrote is what is read, whatever its separator, marks and order of dates', () => {
  fc.assert(
    fc.property(
      fc.array(booking, { minLength: 1, maxLength: 30 }),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('.' as const, ',' as const),
      fc.constantFrom('USD', 'KWD', 'JPY'),
      fc.constantFrom('iso', 'dmy', 'dotted'),
      (bookings, separator, mark, currency, dates) => {
        const exponent = exponentOf(currency)
        const day = (number: number) => String(number).padStart(2, '0')
        const date = (number: number) =>
          dates === 'iso' ? `2026-11-${day(number)}` : dates === 'dmy' ? `${day(number)}/11/2026` : `${day(number)}.11.2026`
        const amount = (minor: number) => {
          const [whole = '', fraction] = (Math.abs(minor) / 10 ** exponent).toFixed(exponent).split('.')
          const grouped = whole.replace(/\B(?=(\d{3})+$)/g, mark === '.' ? ',' : '.')
          return `${minor < 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : mark + fraction}`
        }
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
        const rows = bookings.map(({ day: number, minor, words, digits }) =>
          [date(number), quoted(`${words} | ${referenceOf(digits)}`), quoted(amount(minor)), currency].join(separator),
        )
        const text = [['Date', 'Description', 'Amount', 'Currency'].join(separator), ...rows].join('\r\n')
        const { lines } = taken(text, { dateOrder: 'dmy', decimalMark: mark })
        expect(lines.map(({ bookedOn, amountMinor }) => [bookedOn, amountMinor])).toEqual(
          bookings.map(({ day: number, minor }) => [`2026-11-${day(number)}`, minor]),
        )
        lines.forEach(({ remittance }, index) => expect(remittance).toContain(referenceOf(bookings[index]?.digits ?? '')))
      },
    ),
  )
})

test('overlapping statements show the same booking under the same fingerprint, and equal bookings of a day under their own', () => {
  fc.assert(
    fc.property(fc.array(booking, { minLength: 2, maxLength: 40 }), fc.nat(), fc.nat(), (given, from, to) => {
      const bookings = given.toSorted((one, other) => one.day - other.day)
      const statement = (part: typeof bookings) =>
        part.length === 0
          ? []
          : taken(
              `Date,Description,Amount,Currency\n${part.map(({ day, minor, words }) => `2026-11-${String(day).padStart(2, '0')},"${words.replaceAll('"', '""')}",${(minor / 100).toFixed(2)},USD`).join('\n')}`,
            ).lines.map(({ fingerprint }) => fingerprint)
      const whole = statement(bookings)
      expect(new Set(whole).size).toBe(bookings.length)
      // Periods of whole days, as banks give them.
      const part = bookings.filter(({ day }) => day >= from % 28 && day <= to % 28)
      expect(whole).toEqual(expect.arrayContaining(statement(part)))
    }),
  )
})

test('arbitrary bytes are read or refused, never thrown about', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 400 }).map(bytes)), (content) => {
      const { statement, refusal } = readStatement(content)
      expect([statement, refusal]).toContain(null)
    }),
    { numRuns: 1_000 },
  )
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.oneof(fc.string(), fc.constantFrom('2026-11-24', '1.00', '1,5', '"', '-', 'USD', '٣'))), { maxLength: 12 }),
      (rows) => {
        const { statement, refusal } = readStatement(
          bytes(`Date,Amount,Credit,Debit,Balance\n${rows.map((row) => row.join(',')).join('\n')}`),
          { currency: 'USD' },
        )
        expect([statement, refusal]).toContain(null)
      },
    ),
    { numRuns: 1_000 },
  )
})

test.each([
  ['quotes', '"'.repeat(4_900_000)],
  ['separators', ','.repeat(4_900_000)],
  ['empty lines', '\n'.repeat(4_900_000)],
  ['one word', 'a'.repeat(4_900_000)],
  ['digits', `Date,Amount,Currency\n2026-11-24,${'1'.repeat(90_000)},USD\n`.repeat(50)],
  ['open tags', '<a '.repeat(1_600_000)],
  ['spaces', `${' '.repeat(4_900_000)}x`],
  ['heads of references', `Date,Details,Amount,Currency\n${`2026-11-24,${'RF18 '.repeat(45)},1.00,USD\n`.repeat(19_000)}`],
  ['fields', `:20:A\n${':86:/REMI/\n'.repeat(440_000)}`],
])('a hostile file of %s takes seconds at most', (_name, text) => {
  const began = performance.now()
  const { statement, refusal } = readStatement(bytes(text))
  expect([statement, refusal]).toContain(null)
  expect(performance.now() - began).toBeLessThan(5_000)
})
