import type { Row } from '../store.ts'
import type { World } from '../world.ts'
import { bankDice, readBankKnobs } from './knobs.ts'
import type { BankKnobs } from './knobs.ts'

export interface Account {
  readonly iban: string
  readonly currency: string
  readonly holder: string
  readonly openingMinor: number
  readonly balanceMinor: number
}

export interface Booking {
  readonly seq: number
  readonly ref: string
  readonly iban: string
  readonly currency: string
  /** ISO date. */
  readonly bookedOn: string
  readonly amountMinor: number
  readonly counterparty: string
  /** As the payer wrote it. */
  readonly remittance: string
  /** As the bank's statements show it. */
  readonly listed: string
}

/** A refusal of the bank, with the field that is wrong. */
export class BankRefusal extends Error {
  readonly statusCode: number

  constructor(message: string, statusCode = 400) {
    super(message)
    this.statusCode = statusCode
  }
}

export interface Sent {
  readonly iban: string
  readonly currency: string
  /** Credits are positive, debits negative. */
  readonly amountMinor: number
  readonly counterparty: string
  readonly remittance: string
}

/** Opens an account; again, it only learns its holder. */
export function openAccount(
  world: World,
  { iban, currency, holder, openingMinor = 0 }: { iban: string; currency: string; holder: string; openingMinor?: number | undefined },
): Account {
  world.store.run(
    `insert into bank_accounts (iban, currency, holder, opening_minor, opened_at) values (?, ?, ?, ?, ?)
     on conflict (iban, currency) do update set holder = case when excluded.holder = '' then holder else excluded.holder end`,
    iban,
    currency,
    holder,
    openingMinor,
    world.now(),
  )
  return findAccount(world, iban, currency)
}

/** Books money that comes (or goes). An account that nobody opened is opened: every bank's accounts are here. */
export function book(world: World, sent: Sent): Booking {
  const { iban, currency, amountMinor, counterparty, remittance } = sent
  openAccount(world, { iban, currency, holder: '' })
  const knobs = readBankKnobs(world.store)
  const { listed, lateDays } = mangled(remittance, knobs, bankDice(world.store, knobs.seed))
  const { lastInsertRowid } = world.store.run(
    'insert into bank_bookings (iban, currency, booked_on, amount_minor, counterparty, remittance, listed, made_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
    iban,
    currency,
    dayOf(world.now() + lateDays * 86_400_000),
    amountMinor,
    counterparty,
    remittance,
    listed,
    world.now(),
  )
  const row = world.store.one('select * from bank_bookings where seq = ?', lastInsertRowid)
  if (row === undefined) throw new Error('The booking is not there.')
  return bookingOf(row)
}

/** What the bank makes of a payer's words; each knob takes its roll whether it is turned or not, so that one changes no other. */
function mangled(remittance: string, knobs: BankKnobs, roll: () => number): { listed: string; lateDays: number } {
  const [spaces, lowerCase, truncate, late] = [roll(), roll(), roll(), roll()]
  let listed = remittance
  if (spaces < knobs.spaces) {
    const width = 3 + Math.floor(roll() * 6)
    listed = listed.replaceAll(' ', '').replace(new RegExp(`(.{${width}})(?=.)`, 'gu'), '$1 ')
  }
  if (lowerCase < knobs.lowerCase) listed = listed.toLowerCase()
  if (truncate < knobs.truncate) listed = listed.slice(0, 35)
  return { listed, lateDays: late < knobs.late ? knobs.lateDays : 0 }
}

export function listAccounts(world: World): Account[] {
  return world.store
    .all(
      `select a.*, a.opening_minor + coalesce((select sum(b.amount_minor) from bank_bookings b where b.iban = a.iban and b.currency = a.currency), 0) as balance_minor
       from bank_accounts a order by a.opened_at, a.iban, a.currency`,
    )
    .map(accountOf)
}

/** Throws when the bank has no such account, or has it in several currencies and none is named. */
export function findAccount(world: World, iban: string, currency?: string): Account {
  const found = listAccounts(world).filter((account) => account.iban === iban && (currency === undefined || account.currency === currency))
  const [account] = found
  if (account === undefined) throw new BankRefusal(`There is no account ${iban}${currency === undefined ? '' : ` in ${currency}`}.`, 404)
  if (found.length > 1) throw new BankRefusal(`The account ${iban} is kept in ${found.map((each) => each.currency).join(', ')}: name one.`)
  return account
}

/** Bookings of an account between two days, both included, as they were booked. */
export function bookingsBetween(world: World, { iban, currency }: Account, from: string, to: string): Booking[] {
  return world.store
    .all(
      'select * from bank_bookings where iban = ? and currency = ? and booked_on >= ? and booked_on <= ? order by booked_on, seq',
      iban,
      currency,
      from,
      to,
    )
    .map(bookingOf)
}

/** The balance at the beginning of a day. */
export function balanceBefore(world: World, { iban, currency, openingMinor }: Account, day: string): number {
  const row = world.store.one(
    'select coalesce(sum(amount_minor), 0) as moved from bank_bookings where iban = ? and currency = ? and booked_on < ?',
    iban,
    currency,
    day,
  )
  return openingMinor + Number(row?.['moved'])
}

/** Oldest first; `next` is the position to go on from, null at the end. */
export function listBookings(
  world: World,
  { after = 0, limit }: { after?: number | undefined; limit: number },
): {
  bookings: Booking[]
  next: number | null
} {
  const rows = world.store.all('select * from bank_bookings where seq > ? order by seq limit ?', after, limit + 1).map(bookingOf)
  const bookings = rows.slice(0, limit)
  return { bookings, next: rows.length > limit ? (bookings.at(-1)?.seq ?? null) : null }
}

export function latestBookings(world: World, limit: number): Booking[] {
  return world.store.all('select * from bank_bookings order by seq desc limit ?', limit).map(bookingOf)
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function accountOf(row: Row): Account {
  return {
    iban: String(row['iban']),
    currency: String(row['currency']),
    holder: String(row['holder']),
    openingMinor: Number(row['opening_minor']),
    balanceMinor: Number(row['balance_minor']),
  }
}

function bookingOf(row: Row): Booking {
  return {
    seq: Number(row['seq']),
    ref: `SB${String(row['seq']).padStart(10, '0')}`,
    iban: String(row['iban']),
    currency: String(row['currency']),
    bookedOn: String(row['booked_on']),
    amountMinor: Number(row['amount_minor']),
    counterparty: String(row['counterparty']),
    remittance: String(row['remittance']),
    listed: String(row['listed']),
  }
}
