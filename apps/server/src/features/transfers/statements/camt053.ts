import { exponentOf } from '@edurise/contracts'
import { findReferences } from '../reference.ts'
import { chained, checkTotals, isoDate, limits, minorOf, readIban, StatementRefused, tidy } from './statement.ts'
import type { Booking, Part, Statement } from './statement.ts'
import { all, parseXml, textAt } from './xml.ts'
import type { Element } from './xml.ts'

/** Reads ISO 20022 bank-to-customer statements, camt.053.001.02 and later. Only booked entries count. */
export function readCamt053(text: string): Statement {
  const document = parseXml(text)
  const [body] = all(document, 'BkToCstmrStmt')
  const space = Object.entries(document.attributes).find(([, value]) => /:camt\.\d{3}\.001\.\d\d$/.test(value))?.[1]
  if (document.name !== 'Document' || body === undefined || (space !== undefined && !space.includes(':camt.053.')))
    throw new StatementRefused('not_a_statement', { line: document.line, found: space ?? document.name })
  return chained(all(body, 'Stmt').map(readStatement), 'camt053')
}

function readStatement(statement: Element): Part {
  const bookedCurrencies = all(statement, 'Bal/Amt').concat(all(statement, 'Ntry/Amt'))
  const currency = textAt(statement, 'Acct/Ccy') || (bookedCurrencies[0]?.attributes['Ccy'] ?? '')
  if (!/^[A-Z]{3}$/.test(currency)) throw new StatementRefused('currency_unreadable', { line: statement.line, found: currency })
  const entries = all(statement, 'Ntry').filter((entry) => ['', 'BOOK'].includes(textAt(entry, 'Sts/Cd', 'Sts')))
  if (entries.length > limits.lines) throw new StatementRefused('too_many_lines', { line: statement.line, found: String(entries.length) })
  const bookings = entries.flatMap((entry) => readEntry(entry, currency))
  const openingMinor = balance(statement, currency, ['OPBD', 'PRCD'])
  const closingMinor = balance(statement, currency, ['CLBD'])
  checkTotals(openingMinor, closingMinor, bookings, statement.line)
  return {
    line: statement.line,
    account: { iban: readIban(textAt(statement, 'Acct/Id/IBAN')), number: textAt(statement, 'Acct/Id/Othr/Id', 'Acct/Id/IBAN') || null },
    currency,
    from: dateAt(statement, 'FrToDt/FrDtTm', 'FrToDt/FrDt'),
    to: dateAt(statement, 'FrToDt/ToDtTm', 'FrToDt/ToDt'),
    openingMinor,
    closingMinor,
    bookings,
  }
}

function balance(statement: Element, currency: string, kinds: readonly string[]): number | null {
  for (const kind of kinds) {
    const found = all(statement, 'Bal').find((element) => textAt(element, 'Tp/CdOrPrtry/Cd') === kind)
    if (found !== undefined) return signed(found, currency)
  }
  return null
}

/** The amount of an element with its direction. A reversal's indicator says which way the money went now. */
function signed(element: Element, currency: string, direction = textAt(element, 'CdtDbtInd')): number {
  const [amount] = all(element, 'Amt')
  const minor = amount === undefined ? null : minorOf(amount.text.trim(), '.', exponentOf(currency))
  if (amount === undefined || minor === null || (direction !== 'CRDT' && direction !== 'DBIT'))
    throw new StatementRefused('amount_unreadable', { line: element.line, found: `${amount?.text.trim() ?? ''} ${direction}`.trim() })
  const named = amount.attributes['Ccy']
  if (named !== undefined && named !== currency) throw new StatementRefused('several_currencies', { line: amount.line, found: named })
  // Never −0.
  return direction === 'CRDT' || minor === 0 ? minor : -minor
}

function readEntry(entry: Element, currency: string): Booking[] {
  const amountMinor = signed(entry, currency)
  const bookedOn = dateAt(entry, 'BookgDt/Dt', 'BookgDt/DtTm', 'ValDt/Dt', 'ValDt/DtTm')
  if (bookedOn === null)
    throw new StatementRefused('date_unreadable', { line: entry.line, found: textAt(entry, 'BookgDt/Dt', 'BookgDt/DtTm') })
  const ref = textAt(entry, 'AcctSvcrRef')
  const whole = { bookedOn, currency, reversal: textAt(entry, 'RvslInd') === 'true' }
  const transactions = all(entry, 'NtryDtls/TxDtls')
  const parts = transactions.length > 1 ? split(entry, transactions, currency, amountMinor) : null
  if (parts !== null)
    return parts.map(({ transaction, minor }, index) => {
      const own = textAt(transaction, 'Refs/AcctSvcrRef')
      const identity = own || (ref === '' ? '' : `${ref}/${index + 1}`)
      return { ...whole, ...said([transaction], entry, minor), amountMinor: minor, bankRef: tidy(identity, limits.name), identity }
    })
  const identity = ref || (transactions.length === 1 && transactions[0] ? textAt(transactions[0], 'Refs/AcctSvcrRef') : '')
  const shown = identity || textAt(entry, 'NtryRef')
  return [{ ...whole, ...said(transactions, entry, amountMinor), amountMinor, bankRef: tidy(shown, limits.name), identity }]
}

/** The transactions of a batch booking with their amounts; null unless every one has an amount and together they are the entry. */
function split(
  entry: Element,
  transactions: readonly Element[],
  currency: string,
  amountMinor: number,
): { transaction: Element; minor: number }[] | null {
  const parts: { transaction: Element; minor: number }[] = []
  for (const transaction of transactions) {
    const priced = [transaction, ...all(transaction, 'AmtDtls/TxAmt')].find((element) => all(element, 'Amt').length > 0)
    if (priced === undefined || (all(priced, 'Amt')[0]?.attributes['Ccy'] ?? currency) !== currency) return null
    parts.push({ transaction, minor: signed(priced, currency, textAt(transaction, 'CdtDbtInd') || textAt(entry, 'CdtDbtInd')) })
  }
  return parts.reduce((sum, { minor }) => sum + minor, 0) === amountMinor ? parts : null
}

function said(transactions: readonly Element[], entry: Element, minor: number): { counterparty: string; remittance: string } {
  const other = minor >= 0 ? 'Dbtr' : 'Cdtr'
  const names = transactions.map((transaction) =>
    textAt(transaction, ...[other, `Ultmt${other}`].flatMap((party) => [`RltdPties/${party}/Pty/Nm`, `RltdPties/${party}/Nm`])),
  )
  const remittances = transactions.flatMap((transaction) => {
    const unstructured = all(transaction, 'RmtInf/Ustrd').map(({ text }) => text)
    const structured = all(transaction, 'RmtInf/Strd').map((part) => textAt(part, 'CdtrRefInf/Ref'))
    const words = [...unstructured, ...structured].join(' ')
    // Some payers' banks have one field for a reference, and send it on as the end-to-end id.
    const endToEnd = textAt(transaction, 'Refs/EndToEndId')
    const missing = findReferences(endToEnd).some((reference) => !findReferences(words).includes(reference))
    return missing ? [words, endToEnd] : [words]
  })
  const remittance = tidy(remittances.join(' '))
  return {
    counterparty: tidy([...new Set(names.filter(Boolean))].join(', '), limits.name),
    remittance: remittance === '' ? tidy(textAt(entry, 'AddtlNtryInf')) : remittance,
  }
}

function dateAt(element: Element, ...paths: string[]): string | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(textAt(element, ...paths))
  return match === null ? null : isoDate(Number(match[1]), Number(match[2]), Number(match[3]))
}
