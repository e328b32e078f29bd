import { createHash } from 'node:crypto'
import { statementLimit } from '@edurise/contracts'

/** One booking of a bank. */
export interface StatementLine {
  /** The bank's own reference; empty where it gives none. */
  bankRef: string
  /** ISO date. */
  bookedOn: string
  /** Minor units: what came is positive, what went negative. */
  amountMinor: number
  currency: string
  counterparty: string
  remittance: string
  /** Takes back an earlier booking. */
  reversal: boolean
  /** The same for the same booking in every statement of its account, and for no other booking. */
  fingerprint: string
}

export interface Statement {
  format: 'csv' | 'camt053' | 'mt940'
  account: { iban: string | null; number: string | null }
  currency: string
  from: string | null
  to: string | null
  openingMinor: number | null
  closingMinor: number | null
  lines: StatementLine[]
}

/** Columns of a CSV file, counted from 0. An amount is one signed column, or two for credits and debits. */
export interface Columns {
  bookedOn: number
  amount: number | null
  credit: number | null
  debit: number | null
  /** Says which way the amount went (C, CR, H … or D, DR, S …). */
  direction: number | null
  currency: number | null
  counterparty: number | null
  remittance: number | null
  bankRef: number | null
  balance: number | null
}

/** What a person answered to a reader's questions. */
export interface Answers {
  columns?: Columns | undefined
  dateOrder?: 'dmy' | 'mdy' | undefined
  decimalMark?: '.' | ',' | undefined
  /** For files that name none. */
  currency?: string | undefined
}

/** What only a person can say about a file. */
export type Question =
  | { ask: 'columns'; header: string[]; rows: string[][] }
  | { ask: 'dateOrder'; example: string }
  | { ask: 'decimalMark'; example: string }
  | { ask: 'currency' }

export type RefusalCode =
  | 'empty'
  | 'too_large'
  | 'too_many_lines'
  | 'not_a_statement'
  | 'damaged'
  | 'document_type_declared'
  | 'date_unreadable'
  | 'amount_unreadable'
  | 'currency_unreadable'
  | 'several_accounts'
  | 'several_currencies'
  | 'totals_differ'
  | 'unanswered'

/** Why a file was not taken. */
export interface Refusal {
  code: RefusalCode
  /** Line of the file, from 1; null where it is the whole file. */
  line: number | null
  /** What stands there, at most 80 characters. */
  found: string
  /** `totals_differ`: closing balance less opening balance and bookings. */
  differenceMinor: number | null
  question: Question | null
}

/** Thrown inside the readers, caught at their door. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused'
  readonly refusal: Refusal

  constructor(
    code: RefusalCode,
    { line = null, found = '', differenceMinor = null, question = null }: Partial<Omit<Refusal, 'code'>> = {},
  ) {
    super(`the statement was refused: ${code}`)
    this.refusal = { code, line, found: found.slice(0, 80), differenceMinor, question }
  }
}

export const limits = { bytes: statementLimit, lines: 20_000, text: 1_000, name: 200 }

/** A booking before it has its fingerprint. `identity` is a reference that the bank gives to this booking alone, if it does. */
export type Booking = Omit<StatementLine, 'fingerprint'> & { identity: string }

/**
 * Lines with their fingerprints. The bank's reference names a booking in every format; without one its words do. Equal bookings of a day are told
 * apart by counting them: the second of a day is the second in every statement that shows both.
 */
export function fingerprinted(bookings: readonly Booking[]): StatementLine[] {
  const seen = new Map<string, number>()
  return bookings.map(({ identity, ...line }) => {
    const words = identity === '' ? [plain(line.counterparty), plain(line.remittance)] : [identity]
    const key = JSON.stringify([line.bookedOn, line.amountMinor, line.currency, ...words])
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return { ...line, fingerprint: createHash('sha256').update(`${key}#${count}`).digest('hex').slice(0, 40) }
  })
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** One line of text: spaces collapsed, controls gone, cut. */
export function tidy(text: string, most = limits.text): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, most)
    .trimEnd()
}

/** Refuses a statement whose bookings do not lead from its opening to its closing balance. */
export function checkTotals(
  opening: number | null,
  closing: number | null,
  lines: readonly { amountMinor: number }[],
  line: number | null,
): void {
  if (opening === null || closing === null) return
  const differenceMinor = closing - lines.reduce((sum, { amountMinor }) => sum + amountMinor, opening)
  if (differenceMinor !== 0) throw new StatementRefused('totals_differ', { line, differenceMinor })
}

/** One bank file may hold several statements of one account: their chain from the first opening to the last closing balance. */
export function chained(parts: readonly Part[], format: Statement['format']): Statement {
  const [first] = parts
  if (first === undefined) throw new StatementRefused('empty')
  const other = parts.find(({ account }) => accountKey(account) !== accountKey(first.account))
  if (other !== undefined) throw new StatementRefused('several_accounts', { line: other.line, found: accountKey(other.account) })
  const foreign = parts.find(({ currency }) => currency !== first.currency)
  if (foreign !== undefined) throw new StatementRefused('several_currencies', { line: foreign.line, found: foreign.currency })
  const unbroken = parts.every((part, index) => index === 0 || part.openingMinor === parts[index - 1]?.closingMinor)
  const bookings = parts.flatMap((part) => part.bookings)
  if (bookings.length > limits.lines) throw new StatementRefused('too_many_lines', { found: String(bookings.length) })
  const days = [...bookings.map(({ bookedOn }) => bookedOn), ...parts.flatMap(({ from, to }) => [from, to])]
    .filter((day) => day !== null)
    .sort()
  return {
    format,
    account: first.account,
    currency: first.currency,
    from: days[0] ?? null,
    to: days.at(-1) ?? null,
    openingMinor: unbroken ? first.openingMinor : null,
    closingMinor: unbroken ? (parts.at(-1)?.closingMinor ?? null) : null,
    lines: fingerprinted(bookings),
  }
}

export interface Part {
  /** Where it begins in the file. */
  line: number
  account: Statement['account']
  currency: string
  from: string | null
  to: string | null
  openingMinor: number | null
  closingMinor: number | null
  bookings: Booking[]
}

function accountKey({ iban, number }: Statement['account']): string {
  return iban ?? number ?? ''
}

/** Capitals without spaces when the text is an IBAN whose check digits hold, else null. */
export function readIban(text: string): string | null {
  const iban = text.replace(/[\s-]/g, '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return null
  let rest = 0
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1 ? iban : null
}

/** An ISO date of numbers, or null when the calendar has no such day between 2000 and 2099. */
export function isoDate(year: number, month: number, day: number): string | null {
  if (year < 2000 || year > 2099) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null
}

/** Digits with a decimal mark ("12,5" or "12.5") in minor units; null when it is no amount of this currency. */
export function minorOf(text: string, mark: '.' | ',', exponent: number): number | null {
  const match = /^(\d{1,15})(?:[.,](\d{0,6}))?$/.exec(text)
  if (match === null || (text.length > (match[1] ?? '').length && text[(match[1] ?? '').length] !== mark)) return null
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > exponent) return null
  const minor = Number(`${match[1] ?? ''}${fraction.padEnd(exponent, '0')}`)
  return minor <= 1_000_000_000_000 ? minor : null
}
