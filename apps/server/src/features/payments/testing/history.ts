import type { OrderId, PaymentId, PaymentState } from '@edurise/contracts'
import { AppError } from '@edurise/contracts'
import { sql } from 'kysely'
import type { Api } from '../../../testing/world.ts'
import { unwatched } from '../../../testing/calls.ts'
import { handlers } from '../../../worker.ts'
import { suffer, type Fate } from './fate.ts'
import { brokenAtRest, brokenNow, type Violation } from './laws.ts'
import type { OraclePayment } from './oracle.ts'
import type { ProviderEvent, School, Town, WaitingJob } from './town.ts'

export interface Sold {
  orderId: OrderId
  paymentId: PaymentId
  buyer: number
  course: number
  provider: string
  /** The provider's object: a session, an order; empty while we do not know it. */
  objectId: string
}

/** How often something happened, by name. */
export type Counts = Map<string, number>

export class LawBroken extends Error {
  override readonly name = 'LawBroken'
  readonly violations: readonly Violation[]

  constructor(violations: readonly Violation[], when: string) {
    super(`${when}: ${violations.map(({ law, how, ref }) => `${law}: ${how} (${ref})`).join('; ')}`)
    this.violations = violations
  }
}

/** One thing that somebody does. `run` answers what came of it, or null when there was nothing to do it to. */
export interface Act {
  words: string
  run: (history: History) => Promise<string | null>
}

const standing: ReadonlySet<PaymentState> = new Set([
  'paid',
  'partially_refunded',
  'refund_pending',
  'refunded',
  'disputed',
  'charged_back',
  'mismatch',
])
const refundRank: Record<string, number> = { pending: 0, succeeded: 1, failed: 2 }

interface Seen {
  id: string
  state: PaymentState
  captured: number
  refunds: Record<string, { status: string }>
  captures: string[]
}

/** What goes on in one school: who bought what, which messages are under way, and what every law says about it at every step. */
export class History {
  readonly sales: Sold[] = []
  /** Events that the provider has and we were not told of. */
  readonly held: ProviderEvent[] = []
  readonly delivered: ProviderEvent[] = []
  /** What was returned in a provider's own pages, and not by us. */
  readonly dashboardRefunds = new Set<string>()
  readonly #acknowledged = new Set<string>()
  #seen = new Map<string, Seen>()
  readonly town: Town
  readonly school: School
  readonly counts: Counts

  constructor(town: Town, school: School, counts: Counts) {
    this.town = town
    this.school = school
    this.counts = counts
  }

  count(what: string, times = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times)
  }

  buyer(number: number): Api {
    return at(this.school.buyers, number)
  }
  admin(number: number): Api {
    return at(this.school.admins, number)
  }

  /** A call of somebody's browser. A refusal that was promised is an answer; anything else that is thrown is a breach. */
  async call<T>(fate: Fate, what: string, work: () => Promise<T>): Promise<{ value: T | null; told: string }> {
    const outcome = await suffer(fate, work)
    this.count('provider silent', outcome.silences)
    if (outcome.how === 'done') return { value: outcome.value, told: what }
    if (outcome.how === 'crashed') return { value: null, told: this.#crashed(what, outcome.point) }
    const refused = refusalOf(outcome.error)
    if (refused) return { value: null, told: `${what}: ${refused}` }
    throw outcome.error
  }

  #crashed(what: string, point: string): string {
    this.count('killed in the middle')
    return `${what}: killed ${point}`
  }

  sale(number: number): Sold | undefined {
    return this.sales.length ? at(this.sales, number) : undefined
  }

  refunds() {
    return this.town.world.db.open
      .selectFrom('refund_requests')
      .select(['id', 'state', 'order_id as orderId', 'payment_id as paymentId', 'amount_minor as amountMinor'])
      .orderBy('created_at')
      .orderBy('id')
      .execute()
  }

  /** Live sources of access, oldest first. */
  async grants() {
    const rows = await this.town.world.db.open
      .selectFrom('grants')
      .select('id')
      .where('ended_at', 'is', null)
      .orderBy('starts_at')
      .orderBy('id')
      .execute()
    return rows.map(({ id }) => id)
  }

  transferOf(orderId: OrderId) {
    return this.town.world.db.open
      .selectFrom('transfers')
      .select(['id', 'amount_minor as amountMinor', 'reference'])
      .where('order_id', '=', orderId)
      .orderBy('created_at', 'desc')
      .executeTakeFirst()
  }

  async proposalOf(transferId: string) {
    const rows = await this.town.world.db.open.selectFrom('transfer_receipts').select(['id', 'transfer_id', 'state']).execute()
    return rows.find((row) => row.transfer_id === transferId && row.state === 'proposed')?.id
  }

  /** Bookings of the bank that belong to nothing yet. */
  async openLines() {
    const { open } = this.town.world.db
    const rows = await open.selectFrom('statement_lines').select('id').where('state', '=', 'open').orderBy('id').execute()
    return rows.map(({ id }) => id)
  }

  async statements() {
    const { open } = this.town.world.db
    const rows = await open.selectFrom('bank_statements').select('id').where('undone_at', 'is', null).orderBy('id').execute()
    return rows.map(({ id }) => id)
  }

  async bankAccountOf(iban: string): Promise<string> {
    const { open } = this.town.world.db
    return (await open.selectFrom('bank_accounts').select('id').where('iban', '=', iban).executeTakeFirstOrThrow()).id
  }

  /** Money that somebody has to send back by hand. */
  async returns() {
    const { open } = this.town.world.db
    const rows = await open
      .selectFrom('transfer_returns')
      .select('id')
      .where('state', '=', 'pending')
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map(({ id }) => id)
  }

  async disputes() {
    return (await this.town.world.db.open.selectFrom('disputes').select('id').orderBy('opened_at').orderBy('id').execute()).map(
      ({ id }) => id,
    )
  }

  /** The provider's object of a sale, as far as anybody here knows it. */
  async objectOf(sale: Sold): Promise<string | null> {
    if (sale.objectId) return sale.objectId
    const payment = await this.town.world.db.open.selectFrom('payments').select('facts').where('id', '=', sale.paymentId).executeTakeFirst()
    sale.objectId = payment?.facts.objectId ?? ''
    return sale.objectId || null
  }

  async deliver(event: ProviderEvent, fate: Fate = {}): Promise<string> {
    const outcome = await suffer(fate, () => this.town.deliver(event))
    if (outcome.how === 'done' && outcome.value === 200) {
      this.#acknowledged.add(event.id)
      return 'webhook acknowledged'
    }
    if (outcome.how === 'failed') throw outcome.error
    // An answer that never came, or one that is no 2xx: the provider has to send it again.
    this.held.push(event)
    if (outcome.how === 'crashed') return this.#crashed('webhook', outcome.point)
    if (fate.crashAt === undefined) throw new Error(`a webhook was answered ${outcome.value}`)
    return this.#crashed('webhook', 'inside')
  }

  /** A job as the queue runs it: killed or failed, it comes again; and again too, when only the queue was not told that it had ended. */
  async work(job: WaitingJob, fate: Fate = {}, forgotten = false): Promise<string> {
    if (!(await unwatched(() => this.town.begin(job)))) return `job ${job.name}: taken by somebody else`
    const outcome = await suffer(fate, () => this.town.work(job))
    this.count('provider silent', outcome.silences)
    if (outcome.how === 'failed') throw outcome.error
    if (outcome.how === 'crashed') {
      await unwatched(() => this.town.end(job, false))
      return this.#crashed(`job ${job.name}`, outcome.point)
    }
    const { error } = outcome.value
    await unwatched(() => this.town.end(job, error === null && !forgotten))
    if (error === null) return forgotten ? `job ${job.name}, its end forgotten` : `job ${job.name}`
    if (outcome.silences > 0) return `job ${job.name}: failed, comes again`
    throw error
  }

  async workAll(): Promise<number> {
    let worked = 0
    for (let round = 0; round < 40; round++) {
      const jobs = await unwatched(() => this.town.waiting())
      if (!jobs.length) return worked
      for (const job of jobs) await this.work(job)
      worked += jobs.length
    }
    throw new Error(`jobs go on without end: ${(await this.town.waiting()).map(({ name }) => name).join(', ')}`)
  }

  async sweep(fate: Fate = {}): Promise<string> {
    const outcome = await suffer(fate, () => handlers.sweepPayments(this.town.platform, {}))
    if (outcome.how === 'failed') throw outcome.error
    return outcome.how === 'crashed' ? this.#crashed('sweep', outcome.point) : 'sweep'
  }

  /** Takes what the provider has recorded since, in its order. */
  async listen(): Promise<void> {
    this.held.push(...(await this.town.newEvents()))
  }

  /** Time and the sweep alone: whatever was lost until now has its effect by then. */
  async comeToRest(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      this.town.world.clock.advance(5 * 60_000)
      await this.sweep()
      await this.workAll()
    }
  }

  /** What holds after every act. */
  async lookAround(when: string): Promise<void> {
    const broken = [...(await brokenNow(this.town.world.db)), ...(await this.#forgotten())]
    if (broken.length) throw new LawBroken(broken, when)
  }

  /** I7: what was seen of money is never unseen. */
  async #forgotten(): Promise<Violation[]> {
    const rows = await this.town.world.db.open
      .selectFrom('payments')
      .select(['id', 'state', 'captured_minor as captured', 'facts'])
      .execute()
    const now = new Map<string, Seen>(
      rows.map(({ id, state, captured, facts }) => [
        id,
        { id, state, captured, refunds: facts.refunds ?? {}, captures: Object.keys(facts.captures ?? {}) },
      ]),
    )
    const broken: Violation[] = []
    for (const before of this.#seen.values()) {
      const after = now.get(before.id)
      const how = after ? downgrade(before, after) : 'a payment is gone'
      if (how) broken.push({ law: 'I7', how, ref: before.id })
    }
    this.#seen = now
    return broken
  }

  /** Every law, against the providers' own records. */
  async judge(when: string): Promise<void> {
    const { payments, balances, bookings } = await this.town.oracle()
    const ours = ({ refunds }: OraclePayment) => refunds.filter(({ id }) => !this.dashboardRefunds.has(id)).length
    const told = payments.map((payment) => ({ ...payment, ours: ours(payment) }))
    const broken = await brokenAtRest(this.town.world.db, { payments: told, balances, bookings })
    const inbox = new Set(
      (await this.town.world.db.open.selectFrom('webhook_inbox').select('event_id').execute()).map((row) => row.event_id),
    )
    for (const id of this.#acknowledged)
      if (!inbox.has(id)) broken.push({ law: 'I6', how: 'an event that was acknowledged and is not there', ref: id })
    const sent = await this.town.world.db.open.selectFrom('mails').select('id').where('state', '=', 'sent').execute()
    const arrived = await this.town.arrived()
    for (const { id } of sent) if (!arrived.has(id)) broken.push({ law: 'I10', how: 'a mail marked as sent that never left', ref: id })
    broken.push(...(await this.#forgotten()))
    if (broken.length) throw new LawBroken(broken, when)
  }

  /** I5: all events once more, in another order and some twice, into an inbox that knows none of them. */
  async replay(order: (count: number) => number[]): Promise<void> {
    // A provider does not tell of everything: of a refund on its way PayPal says nothing. What a look shows is no doing of the replay.
    const payments = await this.town.world.db.open.selectFrom('payments').select('id as paymentId').execute()
    for (const payment of payments) await handlers.syncPayment(this.town.platform, payment)
    await this.workAll()
    const before = await this.picture()
    await sql`delete from webhook_inbox`.execute(this.town.world.db.open)
    this.#acknowledged.clear()
    const events = [...this.delivered, ...this.held.splice(0)]
    for (const index of order(events.length)) {
      const event = events[index]
      if (event) await this.deliver(event)
    }
    await this.workAll()
    const after = await this.picture()
    if (before !== after)
      throw new LawBroken([{ law: 'I5', how: 'another final state after a replay', ref: `${before} became ${after}` }], 'after a replay')
  }

  /** All that followed from the money, without names and times. */
  async picture(): Promise<string> {
    const { rows } = await sql<{ picture: string }>`select jsonb_build_object(
      'orders', (select jsonb_agg(jsonb_build_array(id, state) order by id) from orders),
      'payments', (select jsonb_agg(jsonb_build_array(id, state, captured_minor, refunded_minor, duplicate, unfulfillable) order by id) from payments),
      'grants', (select jsonb_agg(jsonb_build_array(source_id, ended_at is null) order by source_id) from grants),
      'enrolments', (select jsonb_agg(jsonb_build_array(id, state) order by id) from enrolments),
      'papers', (select jsonb_agg(jsonb_build_array(effect_key, total_minor) order by effect_key) from invoices),
      'books', (select jsonb_agg(jsonb_build_array(provider_ref, kind, account, amount_minor) order by provider_ref, kind, account) from ledger_entries),
      'refunds', (select jsonb_agg(jsonb_build_array(id, state, provider_ref) order by id) from refund_requests),
      'mails', (select jsonb_agg(effect_key order by effect_key) from mails))::text as picture`.execute(this.town.world.db.open)
    return rows[0]?.picture ?? ''
  }
}

function downgrade(before: Seen, after: Seen): string | null {
  if (after.captured < before.captured || before.captures.some((id) => !after.captures.includes(id))) return 'a capture was forgotten'
  // An approval of another amount, of which nothing was taken, may still be closed.
  const stands = standing.has(before.state) && (before.state !== 'mismatch' || before.captured > 0)
  if (stands && !standing.has(after.state)) return `${before.state} became ${after.state}`
  for (const [id, { status }] of Object.entries(before.refunds)) {
    if ((refundRank[after.refunds[id]?.status ?? ''] ?? -1) < (refundRank[status] ?? 0)) return `refund ${id} went back from ${status}`
  }
  return null
}

/** The member that a number of any size names. */
export function at<T>(list: readonly T[], number: number): T {
  const member = list[number % list.length]
  if (member === undefined) throw new Error('an empty list has no member')
  return member
}

function refusalOf(error: unknown): string | null {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof AppError ? cause.code : null
}
