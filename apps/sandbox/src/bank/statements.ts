import { escape } from '../pages/layout.ts'
import type { World } from '../world.ts'
import { balanceBefore, bookingsBetween, dayOf } from './bank.ts'
import type { Account, Booking } from './bank.ts'
import { readBankKnobs } from './knobs.ts'
import { writeAmount } from './money.ts'

export const formats = ['csv', 'camt053', 'mt940'] as const
export type Format = (typeof formats)[number]

interface Period {
  readonly account: Account
  readonly from: string
  readonly to: string
  readonly openingMinor: number
  readonly closingMinor: number
  readonly bookings: readonly Booking[]
  readonly withRefs: boolean
}

interface File {
  readonly body: string
  readonly mime: string
  readonly name: string
}

/** An account's statement for a period, both days included; nothing of tomorrow is on it. */
export function statementOf(world: World, account: Account, format: Format, from: string, to: string): File {
  const { overlapDays, withoutRefs } = readBankKnobs(world.store)
  const today = dayOf(world.now())
  const first = dayOf(Date.parse(from) - overlapDays * 86_400_000)
  const last = to > today ? today : to
  const bookings = bookingsBetween(world, account, first, last)
  const openingMinor = balanceBefore(world, account, first)
  const closingMinor = bookings.reduce((sum, { amountMinor }) => sum + amountMinor, openingMinor)
  const period = { account, from: first, to: last, openingMinor, closingMinor, bookings, withRefs: !withoutRefs }
  return { ...writers[format](period), name: `statement-${account.iban}-${first}-${last}.${extensions[format]}` }
}

const extensions: Readonly<Record<Format, string>> = { csv: 'csv', camt053: 'xml', mt940: 'sta' }

const writers: Readonly<Record<Format, (period: Period) => { body: string; mime: string }>> = {
  csv: writeCsv,
  camt053: writeCamt053,
  mt940: writeMt940,
}

function writeCsv({ account, bookings, openingMinor, withRefs }: Period): { body: string; mime: string } {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  let balance = openingMinor
  const rows = bookings.map((booking) => {
    balance += booking.amountMinor
    return [
      booking.bookedOn,
      quoted(booking.counterparty),
      quoted(booking.listed),
      writeAmount(booking.amountMinor, account.currency),
      account.currency,
      writeAmount(balance, account.currency),
      withRefs ? booking.ref : '',
    ].join(',')
  })
  const head = `Account,${account.iban}\r\n\r\nBooking date,Counterparty,Remittance information,Amount,Currency,Balance,Bank reference`
  return { body: `\uFEFF${[head, ...rows].join('\r\n')}\r\n`, mime: 'text/csv; charset=utf-8' }
}

function writeCamt053({ account, from, to, openingMinor, closingMinor, bookings, withRefs }: Period): { body: string; mime: string } {
  const amount = (minor: number) =>
    `<Amt Ccy="${account.currency}">${writeAmount(Math.abs(minor), account.currency)}</Amt><CdtDbtInd>${minor < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`
  const balance = (kind: string, minor: number, day: string) =>
    `<Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp>${amount(minor)}<Dt><Dt>${day}</Dt></Dt></Bal>`
  const entries = bookings.map((booking) => {
    const party = booking.amountMinor < 0 ? 'Cdtr' : 'Dbtr'
    // An unstructured line holds 140 characters.
    const lines = (booking.listed.match(/.{1,140}/gsu) ?? []).map((line) => `<Ustrd>${escape(line)}</Ustrd>`)
    return [
      `<Ntry><NtryRef>${booking.seq}</NtryRef>${amount(booking.amountMinor)}<Sts><Cd>BOOK</Cd></Sts>`,
      `<BookgDt><Dt>${booking.bookedOn}</Dt></BookgDt><ValDt><Dt>${booking.bookedOn}</Dt></ValDt>`,
      withRefs ? `<AcctSvcrRef>${booking.ref}</AcctSvcrRef>` : '',
      '<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>',
      `<RltdPties><${party}><Pty><Nm>${escape(booking.counterparty)}</Nm></Pty></${party}></RltdPties>`,
      `<RmtInf>${lines.join('')}</RmtInf></TxDtls></NtryDtls></Ntry>`,
    ].join('')
  })
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>',
    `<GrpHdr><MsgId>SANDBOX-${to}</MsgId><CreDtTm>${to}T23:59:59Z</CreDtTm></GrpHdr>`,
    `<Stmt><Id>${from}-${to}</Id><FrToDt><FrDtTm>${from}T00:00:00Z</FrDtTm><ToDtTm>${to}T23:59:59Z</ToDtTm></FrToDt>`,
    `<Acct><Id>${identified(account.iban)}</Id><Ccy>${account.currency}</Ccy></Acct>`,
    balance('OPBD', openingMinor, from),
    balance('CLBD', closingMinor, to),
    ...entries,
    '</Stmt></BkToCstmrStmt></Document>',
  ]
  return { body: `${body.join('\n')}\n`, mime: 'application/xml; charset=utf-8' }
}

function identified(number: string): string {
  return /^[A-Z]{2}\d{2}/.test(number) ? `<IBAN>${number}</IBAN>` : `<Othr><Id>${number}</Id></Othr>`
}

function writeMt940({ account, from, to, openingMinor, closingMinor, bookings, withRefs }: Period): { body: string; mime: string } {
  const day = (iso: string) => iso.slice(2).replaceAll('-', '')
  const amount = (minor: number) => {
    const written = writeAmount(Math.abs(minor), account.currency).replace('.', ',')
    return written.includes(',') ? written : `${written},`
  }
  const balance = (minor: number, iso: string) => `${minor < 0 ? 'D' : 'C'}${day(iso)}${account.currency}${amount(minor)}`
  const lines = bookings.flatMap((booking) => {
    const mark = booking.amountMinor < 0 ? 'D' : 'C'
    const words = cut(swift(booking.listed), 27).slice(0, 10)
    const names = cut(swift(booking.counterparty), 27).slice(0, 2)
    const subfields = [
      '166?00TRANSFER',
      ...words.map((word, index) => `?2${index}${word}`),
      ...names.map((name, index) => `?3${2 + index}${name}`),
    ]
    return [
      `:61:${day(booking.bookedOn)}${day(booking.bookedOn).slice(2)}${mark}${amount(booking.amountMinor)}NTRFNONREF${withRefs ? `//${booking.ref}` : ''}`,
      ...cut(`:86:${subfields.join('')}`, 65),
    ]
  })
  const body = [
    ':20:SANDBOX',
    `:25:${account.iban}`,
    ':28C:1/1',
    `:60F:${balance(openingMinor, from)}`,
    ...lines,
    `:62F:${balance(closingMinor, to)}`,
    '-',
  ]
  return { body: `${body.join('\r\n')}\r\n`, mime: 'text/plain; charset=utf-8' }
}

/** The letters that SWIFT carries; others arrive as a point. */
function swift(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9/:().,'+ -]/gu, '.')
}

function cut(text: string, width: number): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += width) pieces.push(text.slice(at, at + width))
  return pieces
}
