import { inTenant, type PaymentFacts, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'
import { gatewayOf } from '../../../gateways/gateway.ts'
import { settlePayment } from '../settle-payment.ts'
import { inEveryOrder, type EveryOrder } from './every-order.ts'
import { at, History } from './history.ts'
import { brokenNow, type Violation } from './laws.ts'
import type { Town } from './town.ts'

/** One look at one of the order's payments: all that its provider said at that moment. */
export interface Look {
  payment: number
  facts: PaymentFacts
}

/** A payment's life at its provider, and what it looked like on the way. */
export interface Recorded {
  history: History
  looks: Look[]
}

interface Stage {
  /** Asks the provider how a payment is, and keeps the answer. */
  look: (payment?: number) => Promise<void>
  /** What payers, banks and the provider do. */
  act: (path: string, body?: object, payment?: number) => Promise<string>
  /** The server's own part of a PayPal order: what was approved is taken. */
  capture: () => Promise<void>
  /** What staff say and do about a transfer. */
  staff: Staff
  /** As if nobody had looked yet. */
  forget: () => void
}

interface Staff {
  approve: (amountMinor: number) => Promise<void>
  undo: () => Promise<void>
  /** Decides to return a part of the price, and puts it on the list to send back. */
  refund: (amountMinor: number) => Promise<void>
  /** Puts on the list what came beyond the price. */
  returnSurplus: () => Promise<void>
  settleReturn: (outcome: 'sent' | 'failed') => Promise<void>
}

type Provider = 'stripe' | 'paypal' | 'bank_transfer'
export interface Scenario {
  provider: Provider
  play: (stage: Stage) => Promise<void>
}

const card = (play: Scenario['play']): Scenario => ({ provider: 'stripe', play })
const paypal = (play: Scenario['play']): Scenario => ({ provider: 'paypal', play })
const transfer = (play: Scenario['play']): Scenario => ({ provider: 'bank_transfer', play })

const good = { card: '4242424242424242' }
const declined = { card: '4000000000009995' }
const priceMinor = 4_900

/** Lives of an order by each way of paying, each with at most six looks at it. The first look of each is at an open checkout. */
export const scenarios: Record<string, Scenario> = {
  'card: a card is charged': card(async ({ look, act }) => {
    await act('/pay', good)
    await look()
  }),
  'card: a card is declined, then another one charged': card(async ({ look, act }) => {
    await act('/pay', declined)
    await look()
    await act('/pay', good)
    await look()
  }),
  'card: a bank debit arrives days later': card(async ({ look, act }) => {
    await act('/sessions/:id/debit')
    await look()
    await act('/sessions/:id/settle', { outcome: 'succeeded' })
    await look()
  }),
  'card: a bank debit fails days later': card(async ({ look, act }) => {
    await act('/sessions/:id/debit')
    await look()
    await act('/sessions/:id/settle', { outcome: 'failed' })
    await look()
  }),
  'card: a payment is refunded whole': card(async ({ look, act }) => {
    await act('/pay', good)
    await look()
    const refund = await act('/payments/:id/refund', { pending: true })
    await look()
    await act(`/refunds/${refund}/settle`, { outcome: 'succeeded' })
    await look()
  }),
  'card: a payment is refunded in two parts': card(async ({ look, act }) => {
    await act('/pay', good)
    await look()
    await act('/payments/:id/refund', { amount: 1_000 })
    await look()
    await act('/payments/:id/refund', { amount: 2_000 })
    await look()
  }),
  'card: a refund fails after it had succeeded': card(async ({ look, act }) => {
    await act('/pay', good)
    await look()
    const refund = await act('/payments/:id/refund', { pending: true })
    await look()
    await act(`/refunds/${refund}/settle`, { outcome: 'succeeded' })
    await look()
    await act(`/refunds/${refund}/settle`, { outcome: 'failed' })
    await look()
  }),
  'card: a dispute is won': card(async ({ look, act }) => {
    await act('/pay', good)
    await look()
    const dispute = await act('/payments/:id/dispute')
    await look()
    await act(`/disputes/${dispute}/close`, { outcome: 'won' })
    await look()
  }),
  'card: a dispute is lost after a part was refunded': card(async ({ look, act }) => {
    await act('/pay', good)
    await look()
    await act('/payments/:id/refund', { amount: 900 })
    await look()
    const dispute = await act('/payments/:id/dispute', { amount: 4_000 })
    await look()
    await act(`/disputes/${dispute}/close`, { outcome: 'lost' })
    await look()
  }),
  'card: a charge is disputed before anybody here has seen it': card(async ({ look, act }) => {
    await act('/pay', { card: '4000000000000259' })
    await look()
  }),
  'card: an inquiry becomes a dispute that is withdrawn': card(async ({ look, act }) => {
    await act('/pay', good)
    await look()
    const dispute = await act('/payments/:id/dispute', { inquiry: true })
    await look()
    await act(`/disputes/${dispute}/escalate`)
    await look()
    await act(`/disputes/${dispute}/close`, { outcome: 'withdrawn' })
    await look()
  }),
  'card: two payments of one order are both charged': card(async ({ look, act, forget }) => {
    // The first had been given up here: nobody looked at it while it could be paid.
    forget()
    await act('/pay', good)
    await look()
    await act('/pay', good, 1)
    await look(1)
  }),
  'PayPal: an order is approved and captured': paypal(async ({ look, act, capture }) => {
    await act('/paypal/orders/:id/approve')
    await look()
    await capture()
    await look()
  }),
  'PayPal: a capture is denied after it had been pending': paypal(async ({ look, act, capture }) => {
    await act('/paypal/orders/:id/approve', { outcome: 'pending' })
    await look()
    await capture()
    await look()
    await act('/paypal/orders/:id/settle', { outcome: 'failed' })
    await look()
  }),
  'PayPal: a pending capture completes and is refunded whole': paypal(async ({ look, act, capture }) => {
    await act('/paypal/orders/:id/approve', { outcome: 'pending' })
    await look()
    await capture()
    await look()
    await act('/paypal/orders/:id/settle', { outcome: 'succeeded' })
    await look()
    const refund = await act('/paypal/orders/:id/refund', { pending: true })
    await look()
    await act(`/paypal/refunds/${refund}/settle`, { outcome: 'succeeded' })
    await look()
  }),
  'PayPal: a dispute is lost in part after a part was refunded': paypal(async ({ look, act, capture }) => {
    await act('/paypal/orders/:id/approve')
    await capture()
    await look()
    await act('/paypal/orders/:id/refund', { amount: 900 })
    await look()
    const dispute = await act('/paypal/orders/:id/dispute', { amount: 4_000 })
    await look()
    await act(`/paypal/disputes/${dispute}/close`, { outcome: 'partial', amount: 700 })
    await look()
  }),
  'PayPal: an inquiry becomes a claim that is won': paypal(async ({ look, act, capture }) => {
    await act('/paypal/orders/:id/approve')
    await capture()
    await look()
    const dispute = await act('/paypal/orders/:id/dispute', { inquiry: true })
    await look()
    await act(`/paypal/disputes/${dispute}/escalate`)
    await look()
    await act(`/paypal/disputes/${dispute}/close`, { outcome: 'won' })
    await look()
  }),
  'transfer: the price comes in two parts': transfer(async ({ look, staff }) => {
    await staff.approve(2_000)
    await look()
    await staff.approve(2_900)
    await look()
  }),
  'transfer: too much comes in two parts, and the surplus goes back': transfer(async ({ look, staff }) => {
    await staff.approve(2_000)
    await look()
    await staff.approve(3_500)
    await look()
    await staff.returnSurplus()
    await look()
    await staff.settleReturn('sent')
    await look()
  }),
  'transfer: a part is returned': transfer(async ({ look, staff }) => {
    await staff.approve(priceMinor)
    await look()
    await staff.refund(900)
    await look()
    await staff.settleReturn('sent')
    await look()
  }),
  'transfer: the price is returned, and comes back undeliverable': transfer(async ({ look, staff }) => {
    await staff.approve(priceMinor)
    await look()
    await staff.refund(priceMinor)
    await look()
    await staff.settleReturn('failed')
    await look()
  }),
  'transfer: an approval that was a mistake is undone': transfer(async ({ look, staff }) => {
    await staff.approve(priceMinor)
    await look()
    await staff.undo()
    await look()
  }),
}

/** Plays a scenario at the provider, in a town of its own, and keeps every look at it. Nobody here is told of anything. */
export async function record(town: Town, { provider, play }: Scenario): Promise<Recorded> {
  await town.forget()
  const history = new History(town, await town.school([{ priceMinor, currency: 'USD' }]), new Map())
  const { tenantId } = history.school.tenant
  // One person's word is enough for any amount.
  await town.world.db.open.updateTable('bank_accounts').set({ two_person_above_minor: null }).where('tenant_id', '=', tenantId).execute()
  const { courseId } = at(history.school.courses, 0)
  const { orderId, paymentId } = await history.buyer(0).payments.startCheckout({ courseId, provider })
  history.sales.push({ orderId, paymentId, buyer: 0, course: 0, provider, objectId: '' })
  const looks: Look[] = []
  const gateway = gatewayOf(town.platform.gateways, provider)

  const saleOf = async (payment: number) => {
    if (payment >= history.sales.length) history.sales.push(await secondPayment(history))
    const sale = at(history.sales, payment)
    return { ...sale, objectId: (await history.objectOf(sale)) ?? '' }
  }
  const look = async (payment = 0) => {
    const sale = await saleOf(payment)
    looks.push({ payment, facts: await gateway.lookup({ tenantId, ...sale }) })
  }
  const act = async (path: string, body: object = {}, payment = 0) => {
    const { objectId } = await saleOf(payment)
    const answer = await town.control<{ id?: string }>(
      path.replace(':id', objectId),
      path === '/pay' ? { ...body, sessionId: objectId } : body,
    )
    if (!answer) throw new Error(`the provider refuses ${path}`)
    if (path.endsWith('/refund') && answer.id) history.dashboardRefunds.add(answer.id)
    return answer.id ?? ''
  }
  const capture = async () => {
    const { objectId } = await saleOf(0)
    await gateway.capture({ tenantId, paymentId, objectId, idempotencyKey: `capture:${paymentId}` })
  }
  await look()
  await play({ look, act, capture, staff: staffOf(history), forget: () => void looks.splice(0) })
  if (looks.length > 6) throw new Error('more than six looks')
  await unsee(history)
  return { history, looks }
}

function staffOf(history: History): Staff {
  const { orderId, paymentId } = at(history.sales, 0)
  const admin = history.admin(0)
  const transferId = async () => {
    const found = await history.transferOf(orderId)
    if (!found) throw new Error('there is no transfer')
    return found.id
  }
  return {
    async approve(amountMinor) {
      const word = { transferId: await transferId(), amountMinor, requestKey: crypto.randomUUID(), reason: '' }
      await admin.transfers.approve(word)
    },
    async undo() {
      await admin.transfers.undo({ transferId: await transferId(), reason: 'Another school' })
    },
    async refund(amountMinor) {
      await admin.refunds.make({ paymentId, amountMinor, lines: [], requestKey: crypto.randomUUID(), note: '' })
      await history.workAll()
    },
    async returnSurplus() {
      await history.workAll()
    },
    async settleReturn(outcome) {
      const [returnId] = await history.returns()
      if (!returnId) throw new Error('nothing is to be sent back')
      await admin.transfers.settleReturn({ returnId, outcome })
    },
  }
}

/** A second attempt to pay the same order, as two tabs lead to when the first had ended here and not at the provider. */
async function secondPayment(history: History) {
  const { open } = history.town.world.db
  const [first] = history.sales
  if (!first) throw new Error('there is no first payment')
  await open.updateTable('payments').set({ state: 'expired', idempotency_key: 'open:first' }).where('id', '=', first.paymentId).execute()
  const { orderId, paymentId } = await history
    .buyer(0)
    .payments.startCheckout({ courseId: at(history.school.courses, 0).courseId, provider: 'stripe' })
  if (orderId !== first.orderId || paymentId === first.paymentId) throw new Error('the second payment is of another order')
  return { orderId, paymentId, buyer: 0, course: 0, provider: 'stripe', objectId: '' }
}

/**
 * As it was before anybody had looked: the order open, its payments without facts, nothing that follows from them. Of refunds that were asked for with a
 * provider, the decision and the provider's name for it stand.
 */
async function unsee({ town }: History): Promise<void> {
  await sql`do $$ begin
    set local session_replication_role = replica;
    delete from grants; delete from enrolments; delete from ledger_entries; delete from invoices; delete from invoice_documents; delete from invoice_series;
    delete from mails; delete from disputes; delete from webhook_inbox; delete from pgboss.job;
    delete from refund_requests where provider_ref is null;
    update refund_requests set state = 'pending', settled_at = null;
    update payments set state = 'expired', facts = '{}', captured_minor = 0, refunded_minor = 0, duplicate = false, unfulfillable = false, paid_at = null;
    update orders set state = 'open', paid_at = null;
  end $$`.execute(town.world.db.open)
}

interface Reached {
  /** Every row that a settlement reads or writes, without times and without ids that are made anew each time: what comes next depends on nothing else. */
  rows: string
  /** What must not depend on the order in which it was learned. */
  outcome: string
}

async function whatIsThere(trx: TenantDb): Promise<Reached> {
  const { rows } = await sql<Reached>`select jsonb_build_object(
    'orders', (select jsonb_agg(jsonb_build_array(state, paid_at is null)) from orders),
    'payments', (select jsonb_agg(jsonb_build_array(id, state, facts, captured_minor, refunded_minor, duplicate, unfulfillable, paid_at is null) order by id) from payments),
    'grants', (select jsonb_agg(jsonb_build_array(source_kind, source_id, reason, ended_at is null) order by source_id) from grants),
    'enrolments', (select jsonb_agg(state) from enrolments),
    'books', (select jsonb_agg(jsonb_build_array(payment_id, provider_ref, kind, account, amount_minor) order by payment_id, provider_ref, kind, account, amount_minor) from ledger_entries),
    'papers', (select jsonb_agg(jsonb_build_array(effect_key, kind, total_minor) order by effect_key) from invoices),
    'mails', (select jsonb_agg(jsonb_build_array(effect_key, kind, data) order by effect_key) from mails),
    'refunds', (select jsonb_agg(jsonb_build_array(payment_id, reason, state, amount_minor, provider_ref) order by payment_id, reason, amount_minor, provider_ref) from refund_requests),
    'disputes', (select jsonb_agg(jsonb_build_array(provider_ref, status, amount_minor, fee_minor, lost_minor, closed_at is null) order by provider_ref) from disputes),
    'jobs', (select jsonb_agg(jsonb_build_array(name, data ->> 'paymentId') order by name, data ->> 'paymentId') from pgboss.job))::text as rows,
  jsonb_build_object(
    'order', (select jsonb_agg(state) from orders),
    'payments', (select jsonb_agg(jsonb_build_array(state, captured_minor, refunded_minor, duplicate) order by state, duplicate) from payments),
    'live grants', (select count(*) from grants where ended_at is null),
    'open enrolments', (select count(*) from enrolments where state in ('active', 'completed')),
    'papers', (select coalesce(sum(total_minor), 0) from invoices),
    'books', (select jsonb_object_agg(account, total) from (select account, sum(amount_minor) as total from ledger_entries group by 1 having sum(amount_minor) <> 0) b),
    'refunds', (select jsonb_agg(jsonb_build_array(reason, state, amount_minor) order by reason, state, amount_minor) from refund_requests),
    'disputes', (select jsonb_agg(status order by provider_ref) from disputes))::text as outcome`.execute(trx)
  return at(rows, 0)
}

async function settle({ history }: Recorded, trx: TenantDb, { payment, facts }: Look): Promise<void> {
  const { platform, world } = history.town
  const { tenantId } = history.school.tenant
  const { orderId, paymentId } = at(history.sales, payment)
  await settlePayment(trx, platform, { tenantId, orderId, paymentId, facts, lookedAt: world.clock.now() })
}

export interface Settlements {
  orders: EveryOrder<Reached>
  /** Distinct sets of rows that were met on the way, the empty one included. */
  states: number
  /** Settlements that were made: each look once in each of them. */
  settlements: number
  /** Laws that did not hold in one of them. */
  broken: Violation[]
}

/**
 * Settles every look in every set of rows that any sequence of looks leads to, going back by savepoints; which sequence leads where follows from that,
 * since the rows are all that a settlement depends on. Of the laws, those that hold at every moment are held against each of them.
 */
export async function settleInEveryOrder(recorded: Recorded): Promise<Settlements> {
  const { history, looks } = recorded
  const leads = new Map<string, Reached[]>()
  const broken: Violation[] = []
  const { start, settlements } = await inTenant(history.town.platform.db, history.school.tenant.tenantId, async (trx) => {
    let made = 0
    const visit = async ({ rows }: Reached) => {
      const next: Reached[] = []
      leads.set(rows, next)
      for (const look of looks) {
        await sql`savepoint here`.execute(trx)
        await settle(recorded, trx, look)
        made += 1
        const reached = await whatIsThere(trx)
        next.push(reached)
        if (!leads.has(reached.rows)) {
          broken.push(...(await brokenNow({ open: trx })))
          await visit(reached)
        }
        await sql`rollback to savepoint here`.execute(trx)
        await sql`release savepoint here`.execute(trx)
      }
    }
    const before = await whatIsThere(trx)
    await visit(before)
    return { start: before, settlements: made }
  })
  const orders = inEveryOrder(
    looks.length,
    start,
    ({ rows }) => rows,
    ({ rows }, look) => at(leads.get(rows) ?? [], look),
  )
  return { orders, states: leads.size, settlements, broken }
}

/** Lives the scenario anew, settles its looks in this sequence, each in a commit of its own, and holds every law against the provider at rest. */
export async function restAfter(town: Town, scenario: Scenario, sequence: readonly number[]): Promise<void> {
  const recorded = await record(town, scenario)
  const { history, looks } = recorded
  for (const look of sequence) {
    await inTenant(town.platform.db, history.school.tenant.tenantId, (trx) => settle(recorded, trx, at(looks, look)))
  }
  await history.comeToRest()
  await history.judge('at rest')
}
