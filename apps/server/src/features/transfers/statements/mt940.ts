import { exponentOf } from '@edurise/contracts'
import { findReferences } from '../reference.ts'
import { chained, checkTotals, isoDate, limits, minorOf, readIban, StatementRefused, tidy } from './statement.ts'
import type { Booking, Part, Statement } from './statement.ts'

interface Field {
  tag: string
  line: number
  /** Continuation lines as they stand. */
  lines: string[]
}

/** Reads SWIFT customer statements (MT940), with or without their envelopes, structured (?20, /REMI/) or plain :86:. */
export function readMt940(text: string): Statement {
  const parts: Part[] = []
  let at: Field[] = []
  for (const field of fieldsOf(text)) {
    if (field.tag === '20' && at.length > 0) {
      parts.push(readStatement(at))
      at = []
    }
    at.push(field)
  }
  if (at.length > 0) parts.push(readStatement(at))
  return chained(parts, 'mt940')
}

function fieldsOf(text: string): Field[] {
  const fields: Field[] = []
  let current: Field | undefined
  text.split(/\r\n|\r|\n/).forEach((given, index) => {
    // Spaces at the end of a line belong to the words that go on in the next.
    const line = given.replace(/^\{1:[^\n]{0,200}\{4:/, '')
    const match = /^:(\d\d[A-Z]?):/.exec(line)
    if (match !== null) {
      current = { tag: match[1] ?? '', line: index + 1, lines: [line.slice(match[0].length)] }
      fields.push(current)
    } else if (line.trimEnd() === '-' || line.startsWith('-}')) {
      current = undefined
    } else if (line.trim() !== '') {
      // Outside a field only envelopes may stand.
      if (current === undefined && !line.startsWith('{') && fields.length > 0)
        throw new StatementRefused('damaged', { line: index + 1, found: line })
      current?.lines.push(line)
    }
  })
  return fields
}

function readStatement(fields: readonly Field[]): Part {
  const [first] = fields
  const begin = first?.line ?? null
  const field = (...tags: string[]) => fields.find(({ tag }) => tags.includes(tag))
  const opening = balance(field('60F', '60M'), begin)
  const closing = balance(field('62F', '62M'), begin)
  if (closing.currency !== opening.currency)
    throw new StatementRefused('several_currencies', { line: closing.line, found: closing.currency })
  const { currency } = opening
  const bookings: Booking[] = []
  let words: string[] = []
  let entry: Field | undefined
  const finish = () => {
    if (entry !== undefined) bookings.push(readEntry(entry, words, currency))
    if (bookings.length > limits.lines) throw new StatementRefused('too_many_lines', { line: entry?.line ?? null })
    entry = undefined
    words = []
  }
  for (const next of fields) {
    if (next.tag === '86') {
      if (entry !== undefined) words.push(...next.lines)
      continue
    }
    finish()
    if (next.tag === '61') entry = next
  }
  finish()
  checkTotals(opening.minor, closing.minor, bookings, closing.line)
  const account = (field('25', '25P')?.lines[0] ?? '').trim()
  return {
    line: begin ?? 1,
    // Some banks add the currency to the account.
    account: { iban: readIban(account) ?? readIban(account.replace(/[A-Z]{3}$/, '')), number: account === '' ? null : account },
    currency,
    from: opening.day,
    to: closing.day,
    openingMinor: opening.minor,
    closingMinor: closing.minor,
    bookings,
  }
}

function balance(field: Field | undefined, begin: number | null): { minor: number; day: string; currency: string; line: number } {
  // Both balances are mandatory: without the closing one the file was cut off.
  if (field === undefined) throw new StatementRefused('damaged', { line: begin })
  const text = field.lines[0] ?? ''
  const match = /^([CD])(\d{6})([A-Z]{3})([\d,]{1,16})$/.exec(text.trim())
  const currency = match?.[3] ?? ''
  const minor = match === null ? null : minorOf(match[4] ?? '', ',', exponentOf(currency))
  const day = match === null ? null : shortDate(match[2] ?? '')
  if (match === null || minor === null) throw new StatementRefused('amount_unreadable', { line: field.line, found: text })
  if (day === null) throw new StatementRefused('date_unreadable', { line: field.line, found: text })
  return { minor: match[1] === 'C' || minor === 0 ? minor : -minor, day, currency, line: field.line }
}

/** Value date, booking date, mark, third letter of the currency, amount, type, the payer's reference, then // and the bank's. */
const entryShape = /^(\d{6})(\d{4})?(R?[CD])([A-Z])?(\d[\d,]{0,15})([A-Z][A-Z0-9]{3})(.{0,100})$/

function readEntry(field: Field, words: readonly string[], currency: string): Booking {
  const text = (field.lines[0] ?? '').trimEnd()
  const match = entryShape.exec(text)
  const minor = match === null ? null : minorOf(match[5] ?? '', ',', exponentOf(currency))
  if (match === null || minor === null) throw new StatementRefused('amount_unreadable', { line: field.line, found: text })
  const valued = shortDate(match[1] ?? '')
  const bookedOn = valued === null ? null : match[2] === undefined ? valued : near(valued, match[2])
  if (bookedOn === null) throw new StatementRefused('date_unreadable', { line: field.line, found: text })
  const mark = match[3] ?? ''
  // A credit taken back goes out, a debit taken back comes in.
  const sign = mark === 'C' || mark === 'RD' ? 1 : -1
  const [payerRef = '', bankRef = ''] = (match[7] ?? '').split('//')
  const identity = bankRef.trim() === 'NONREF' ? '' : bankRef.trim()
  const told = readWords(words)
  const fromPayer = findReferences(payerRef).filter((reference) => !findReferences(told.remittance).includes(reference))
  return {
    bookedOn,
    amountMinor: minor === 0 ? 0 : sign * minor,
    currency,
    reversal: mark.startsWith('R'),
    counterparty: tidy(told.counterparty, limits.name),
    remittance: tidy([told.remittance || field.lines.slice(1).join(' '), ...fromPayer].join(' ')),
    bankRef: tidy(identity, limits.name),
    identity,
  }
}

function shortDate(text: string): string | null {
  return isoDate(2000 + Number(text.slice(0, 2)), Number(text.slice(2, 4)), Number(text.slice(4, 6)))
}

/** The day of month and day (MMDD) that is nearest to a date: value and booking may lie on two sides of a new year. */
function near(valued: string, monthDay: string): string | null {
  const year = Number(valued.slice(0, 4))
  const days = [year, year - 1, year + 1].flatMap((each) => isoDate(each, Number(monthDay.slice(0, 2)), Number(monthDay.slice(2))) ?? [])
  const distance = (day: string) => Math.abs(Date.parse(day) - Date.parse(valued))
  return days.sort((one, other) => distance(one) - distance(other))[0] ?? null
}

/** Keywords with which German banks begin parts of the remittance. */
const keyword = /(?:^|\s)(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC)\+/g
const slashed =
  /\/(EREF|REMI|NAME|ORDP|BENM|IBAN|CNTP|PREF|TRTP|BIC|CSID|MARF|RTRN|ADDR|ID|PURP|USTD|STRD|CDTRREFTP|CDTRREF|CD|SCOR|ISSR)\//g

/** Counterparty and remittance of an :86:, in whichever of its three dialects the bank writes. */
function readWords(lines: readonly string[]): { counterparty: string; remittance: string } {
  const [head = ''] = lines
  const mark = /^\d{3}([?+~@])\d\d/.exec(head)?.[1]
  if (mark !== undefined) return readSubfields(lines.join(''), mark)
  const slashes = wrapped(lines, 65)
  if (/^\/[A-Z]{2,9}\//.test(head)) {
    const parts = sections(slashes, slashed)
    return {
      counterparty: textOf(parts, 'NAME') || textOf(parts, 'CNTP').split('/')[2] || '',
      remittance: [textOf(parts, 'REMI'), textOf(parts, 'USTD'), textOf(parts, 'CDTRREF'), ...onlyReferences(textOf(parts, 'EREF'))]
        .filter(Boolean)
        .join(' '),
    }
  }
  return { counterparty: '', remittance: slashes }
}

function readSubfields(text: string, mark: string): { counterparty: string; remittance: string } {
  const subfields = text
    .split(mark)
    .flatMap((piece) => (/^\d\d/.test(piece) ? [{ code: Number(piece.slice(0, 2)), text: piece.slice(2) }] : []))
  const between = (from: number, to: number) => subfields.filter(({ code }) => code >= from && code <= to).map((subfield) => subfield.text)
  const remittance = wrapped([...between(20, 29), ...between(60, 63)], 27)
  const parts = sections(remittance, keyword)
  const named = parts.has('SVWZ') ? [textOf(parts, 'SVWZ'), ...onlyReferences(textOf(parts, 'EREF'))].join(' ') : remittance
  return { counterparty: textOf(parts, 'ABWA') || between(32, 33).join(''), remittance: named }
}

/** Lines joined as they were before they were cut: a full line goes on in the next without a space. */
function wrapped(lines: readonly string[], width: number): string {
  return lines.reduce((whole, line, index) => `${whole}${index > 0 && (lines[index - 1] ?? '').length < width ? ' ' : ''}${line}`, '')
}

/** Splits by keywords; text before the first has the empty name. */
function sections(text: string, names: RegExp): Map<string, string> {
  const found = [...text.matchAll(names)]
  return new Map(
    found.map((match, index) => [match[1] ?? '', text.slice(match.index + match[0].length, found[index + 1]?.index ?? text.length).trim()]),
  )
}

function textOf(parts: Map<string, string>, name: string): string {
  return parts.get(name) ?? ''
}

function onlyReferences(text: string): string[] {
  return findReferences(text).length > 0 ? [text] : []
}
