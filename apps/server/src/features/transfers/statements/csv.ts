import { exponentOf } from '@edurise/contracts'
import { CsvError, parse } from 'csv-parse/sync'
import { findReferences } from '../reference.ts'
import { findHeader, readDirection } from './csv-columns.ts'
import { decimalMarkOf, readAmount } from './csv-amounts.ts'
import { dateOrderOf, readDate } from './csv-dates.ts'
import { chained, limits, readIban, StatementRefused, tidy } from './statement.ts'
import type { Answers, Booking, Columns, Statement } from './statement.ts'

export interface Row {
  line: number
  cells: string[]
}

const delimiters = [';', ',', '\t', '|']
/** Rows above the bookings: names of the bank, the account, the period. */
const mostPreamble = 40
const currencies = new Set(Intl.supportedValuesOf('currency'))

/** Reads the CSV files of banks. What the file leaves open it asks: the columns, the order of its dates, its decimal mark, its currency. */
export function readCsv(text: string, answers: Answers): Statement {
  const rows = rowsOf(text)
  if (rows.length === 0) throw new StatementRefused('empty')
  const header = findHeader(rows.slice(0, mostPreamble))
  const columns = answers.columns ?? header?.columns
  if (columns === undefined) throw asked(rows)
  const above = header === undefined ? [] : rows.slice(0, header.index + 1)
  const bookings = bookingRows(header === undefined ? rows : rows.slice(header.index + 1), columns)
  if (bookings.length === 0) throw answers.columns === undefined && header === undefined ? asked(rows) : new StatementRefused('empty')
  if (bookings.length > limits.lines) throw new StatementRefused('too_many_lines', { found: String(bookings.length) })
  const currency = currencyOf(columns, above, bookings, answers)
  const read = readBookings(bookings, columns, currency, answers)
  const { openingMinor, closingMinor } = balances(read)
  const iban = above.flatMap(({ cells }) => cells).flatMap((cell) => ibanIn(cell) ?? [])[0] ?? null
  const part = { line: bookings[0]?.line ?? 1, account: { iban, number: null }, currency, from: null, to: null, openingMinor, closingMinor }
  return chained([{ ...part, bookings: read.map(({ booking }) => booking) }], 'csv')
}

function rowsOf(text: string): Row[] {
  const sample = text.slice(0, 32_000)
  const whole = sample.length === text.length ? sample : sample.slice(0, sample.lastIndexOf('\n') + 1)
  const chosen = delimiters
    .map((delimiter) => ({ delimiter, points: points(parseRows(whole, delimiter, true)) }))
    .reduce((best, each) => (each.points > best.points ? each : best))
  return parseRows(text, chosen.delimiter, false)
}

/** How well a delimiter explains a sample: a known header decides, else how many rows have the same number of cells. */
function points(rows: readonly Row[]): number {
  const header = findHeader(rows.slice(0, mostPreamble))
  const widths = new Map<number, number>()
  for (const { cells } of rows) if (cells.length > 1) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1)
  return (header === undefined ? 0 : 1_000 + header.known * 100) + Math.max(0, ...widths.values()) / Math.max(1, rows.length)
}

function parseRows(text: string, delimiter: string, sample: boolean): Row[] {
  const rows: Row[] = []
  try {
    parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: 100_000,
      to: limits.lines + mostPreamble + 100,
      on_record: (record: string[], { lines }) => {
        if (record.some((cell) => cell.trim() !== '')) rows.push({ line: lines, cells: record.map((cell) => cell.trim()) })
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    if (!sample) throw new StatementRefused('damaged', { line: rows.length === 0 ? 1 : (rows.at(-1)?.line ?? 0) + 1, found: error.code })
  }
  return rows
}

function asked(rows: readonly Row[]): StatementRefused {
  const shown = rows.slice(0, 8).map(({ cells }) => cells.slice(0, 20).map((cell) => tidy(cell, 80)))
  const width = Math.max(...shown.map((cells) => cells.length))
  const header = shown.find((cells) => cells.length === width) ?? []
  return new StatementRefused('unanswered', { line: 1, question: { ask: 'columns', header, rows: shown } })
}

/** Rows between what stands above the bookings and what stands below. */
function bookingRows(rows: readonly Row[], columns: Columns): Row[] {
  const isBooking = ({ cells }: Row) =>
    dateShape.test(cells[columns.bookedOn] ?? '') && amountCells(cells, columns).some((cell) => cell !== '')
  const first = rows.findIndex(isBooking)
  const last = rows.findLastIndex(isBooking)
  return first === -1 ? [] : rows.slice(first, last + 1)
}

const dateShape = /[\d٠-٩۰-۹]{1,4}/

function amountCells(cells: readonly string[], columns: Columns): string[] {
  return [columns.amount, columns.credit, columns.debit].flatMap((column) => (column === null ? [] : [cells[column] ?? '']))
}

function currencyOf(columns: Columns, above: readonly Row[], rows: readonly Row[], answers: Answers): string {
  const { currency: column } = columns
  if (column !== null) {
    const named = rows.map((row) => ({ row, code: (row.cells[column] ?? '').toUpperCase() }))
    const unknown = named.find(({ code }) => !currencies.has(code))
    if (unknown !== undefined) throw new StatementRefused('currency_unreadable', { line: unknown.row.line, found: unknown.code })
    const other = named.find(({ code }) => code !== named[0]?.code)
    if (other !== undefined) throw new StatementRefused('several_currencies', { line: other.row.line, found: other.code })
    if (named[0] !== undefined) return named[0].code
  }
  const heads = above.at(-1)?.cells ?? []
  const places = [columns.amount, columns.credit, columns.debit, columns.balance].flatMap((place) => (place === null ? [] : [place]))
  const written = [...places.map((place) => heads[place] ?? ''), ...places.map((place) => rows[0]?.cells[place] ?? '')]
  for (const text of written) {
    const code = text
      .toUpperCase()
      .match(/(?<![A-Z])[A-Z]{3}(?![A-Z])/g)
      ?.find((each) => currencies.has(each))
    if (code !== undefined) return code
  }
  if (answers.currency !== undefined) return answers.currency
  throw new StatementRefused('unanswered', { line: rows[0]?.line ?? null, question: { ask: 'currency' } })
}

interface ReadRow {
  booking: Booking
  balanceMinor: number | null
}

function readBookings(rows: readonly Row[], columns: Columns, currency: string, answers: Answers): ReadRow[] {
  const exponent = exponentOf(currency)
  const places = [columns.amount, columns.credit, columns.debit].flatMap((place) => (place === null ? [] : [place]))
  const mark = decimalMarkOf(rows, places, exponent, answers.decimalMark)
  const order = dateOrderOf(rows, columns.bookedOn, answers.dateOrder)
  const cell = (row: Row, place: number | null) => (place === null ? '' : (row.cells[place] ?? ''))
  return rows.map((row) => {
    const bookedOn = readDate(cell(row, columns.bookedOn), order)
    if (bookedOn === null) throw new StatementRefused('date_unreadable', { line: row.line, found: cell(row, columns.bookedOn) })
    const amountMinor = amountOf(row, columns, (text) => readAmount(text, mark, exponent))
    if (amountMinor === null)
      throw new StatementRefused('amount_unreadable', { line: row.line, found: amountCells(row.cells, columns).join(' ').trim() })
    const remittance = tidy(cell(row, columns.remittance))
    const elsewhere = findReferences(row.cells.filter((_, place) => place !== columns.remittance && !places.includes(place)).join(' | '))
    const inside = findReferences(remittance)
    const bankRef = tidy(cell(row, columns.bankRef), limits.name)
    return {
      booking: {
        bookedOn,
        amountMinor,
        currency,
        reversal: false,
        counterparty: tidy(cell(row, columns.counterparty), limits.name),
        remittance: tidy([remittance, ...elsewhere.filter((reference) => !inside.includes(reference))].join(' ')),
        bankRef,
        // A reference of the bank has a number in it; words such as "Transfer" are none.
        identity: bankRef.length >= 6 && /\d/.test(bankRef) ? bankRef : '',
      },
      balanceMinor: columns.balance === null ? null : readAmount(cell(row, columns.balance), mark, exponent),
    }
  })
}

function amountOf(row: Row, columns: Columns, read: (text: string) => number | null): number | null {
  const cell = (place: number | null) => (place === null ? '' : (row.cells[place] ?? ''))
  const [credit, debit] = [cell(columns.credit), cell(columns.debit)]
  if (columns.credit !== null || columns.debit !== null) {
    const [came, went] = [credit === '' ? 0 : read(credit), debit === '' ? 0 : read(debit)]
    if (came === null || went === null || (credit === '' && debit === '' && cell(columns.amount) === '')) return null
    if (came !== 0 && went !== 0) return null
    if (came !== 0) return came
    if (went !== 0) return -Math.abs(went)
  }
  if (columns.amount === null) return 0
  const minor = read(cell(columns.amount))
  if (minor === null || columns.direction === null || minor === 0) return minor
  const direction = readDirection(cell(columns.direction))
  return direction === null ? null : direction * Math.abs(minor)
}

/** Opening and closing balance from a column of running balances, when it runs: upwards or downwards. */
function balances(rows: readonly ReadRow[]): { openingMinor: number | null; closingMinor: number | null } {
  const none = { openingMinor: null, closingMinor: null }
  const [top, bottom] = [rows[0], rows.at(-1)]
  if (top === undefined || bottom === undefined || rows.some(({ balanceMinor }) => balanceMinor === null)) return none
  const runs = (newer: -1 | 1) =>
    rows.every(({ booking, balanceMinor }, index) => {
      const before = rows[index - newer]
      return before === undefined || before.balanceMinor === (balanceMinor ?? 0) - booking.amountMinor
    })
  const ends = (oldest: ReadRow, newest: ReadRow) => ({
    openingMinor: (oldest.balanceMinor ?? 0) - oldest.booking.amountMinor,
    closingMinor: newest.balanceMinor,
  })
  if (runs(1)) return ends(top, bottom)
  return runs(-1) ? ends(bottom, top) : none
}

function ibanIn(cell: string): string | null {
  const written = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}/i.exec(cell.slice(0, 200))?.[0] ?? ''
  return readIban(written)
}
