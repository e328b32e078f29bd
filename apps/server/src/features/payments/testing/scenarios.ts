import { inTenant, type PaymentFacts } from '@edurise/db'
import { sql } from 'kysely'
import { at, History } from './history.ts'
import { settlePayment } from '../settle-payment.ts'
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
  act: (path: string, body?: object, payment?: number) => Promise<string>
  /** As if nobody had looked yet. */
  forget: () => void
}

type Scenario = (stage: Stage) => Promise<void>

const good = { card: '4242424242424242' }
const declined = { card: '4000000000009995' }

/** Twelve lives of an order, each with at most six looks at it. The first look of each is at an open checkout. */
export const scenarios: Record<string, Scenario> = {
  async 'a card is charged'({ look, act }) {
    await act('/pay', good)
    await look()
  },
  async 'a card is declined, then another one charged'({ look, act }) {
    await act('/pay', declined)
    await look()
    await act('/pay', good)
    await look()
  },
  async 'a bank debit arrives days later'({ look, act }) {
    await act('/sessions/:id/debit')
    await look()
    await act('/sessions/:id/settle', { outcome: 'succeeded' })
    await look()
  },
  async 'a bank debit fails days later'({ look, act }) {
    await act('/sessions/:id/debit')
    await look()
    await act('/sessions/:id/settle', { outcome: 'failed' })
    await look()
  },
  async 'a payment is refunded whole'({ look, act }) {
    await act('/pay', good)
    await look()
    const refund = await act('/payments/:id/refund', { pending: true })
    await look()
    await act(`/refunds/${refund}/settle`, { outcome: 'succeeded' })
    await look()
  },
  async 'a payment is refunded in two parts'({ look, act }) {
    await act('/pay', good)
    await look()
    await act('/payments/:id/refund', { amount: 1_000 })
    await look()
    await act('/payments/:id/refund', { amount: 2_000 })
    await look()
  },
  async 'a refund fails after it had succeeded'({ look, act }) {
    await act('/pay', good)
    await look()
    const refund = await act('/payments/:id/refund', { pending: true })
    await look()
    await act(`/refunds/${refund}/settle`, { outcome: 'succeeded' })
    await look()
    await act(`/refunds/${refund}/settle`, { outcome: 'failed' })
    await look()
  },
  async 'a dispute is won'({ look, act }) {
    await act('/pay', good)
    await look()
    const dispute = await act('/payments/:id/dispute')
    await look()
    await act(`/disputes/${dispute}/close`, { outcome: 'won' })
    await look()
  },
  async 'a dispute is lost after a part was refunded'({ look, act }) {
    await act('/pay', good)
    await look()
    await act('/payments/:id/refund', { amount: 900 })
    await look()
    const dispute = await act('/payments/:id/dispute', { amount: 4_000 })
    await look()
    await act(`/disputes/${dispute}/close`, { outcome: 'lost' })
    await look()
  },
  async 'a charge is disputed before anybody here has seen it'({ look, act }) {
    await act('/pay', { card: '4000000000000259' })
    await look()
  },
  async 'an inquiry becomes a dispute that is withdrawn'({ look, act }) {
    await act('/pay', good)
    await look()
    const dispute = await act('/payments/:id/dispute', { inquiry: true })
    await look()
    await act(`/disputes/${dispute}/escalate`)
    await look()
    await act(`/disputes/${dispute}/close`, { outcome: 'withdrawn' })
    await look()
  },
  async 'two payments of one order are both charged'({ look, act, forget }) {
    // The first had been given up here: nobody looked at it while it could be paid.
    forget()
    await act('/pay', good)
    await look()
    await act('/pay', good, 1)
    await look(1)
  },
}

/** Plays a scenario at the provider, in a town of its own, and keeps every look at it. Nobody here is told of anything. */
export async function record(town: Town, scenario: Scenario): Promise<Recorded> {
  await town.forget()
  const history = new History(town, await town.school([{ priceMinor: 4_900, currency: 'USD' }]), new Map())
  const { courseId } = at(history.school.courses, 0)
  const { orderId, paymentId } = await history.buyer(0).payments.startCheckout({ courseId, provider: 'stripe' })
  history.sales.push({ orderId, paymentId, buyer: 0, course: 0, provider: 'stripe', objectId: '' })
  const looks: Look[] = []
  const { tenantId } = history.school.tenant

  const saleOf = async (payment: number) => {
    if (payment >= history.sales.length) history.sales.push(await secondPayment(history))
    const sale = at(history.sales, payment)
    return { ...sale, objectId: (await history.objectOf(sale)) ?? '' }
  }
  const look = async (payment = 0) => {
    const sale = await saleOf(payment)
    looks.push({ payment, facts: await town.platform.gateways.stripe.lookup({ tenantId, ...sale }) })
  }
  const act = async (path: string, body: object = {}, payment = 0) => {
    const { objectId } = await saleOf(payment)
    const answer = await town.control<{ id?: string }>(
      path.replace(':id', objectId),
      path === '/pay' ? { ...body, sessionId: objectId } : body,
    )
    if (!answer) throw new Error(`the provider refuses ${path}`)
    return answer.id ?? ''
  }
  await look()
  await scenario({ look, act, forget: () => void looks.splice(0) })
  return { history, looks }
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

/** As it was before anybody had looked: the order open, its payments without facts, nothing that follows from them. */
export async function unsee({ history }: Recorded): Promise<void> {
  await sql`do $$ begin
    set local session_replication_role = replica;
    delete from grants; delete from enrolments; delete from ledger_entries; delete from invoices; delete from invoice_series; delete from mails;
    delete from refund_requests; delete from disputes; delete from webhook_inbox; delete from pgboss.job;
    update payments set state = 'expired', facts = '{}', captured_minor = 0, refunded_minor = 0, duplicate = false, unfulfillable = false, paid_at = null;
    update orders set state = 'open', paid_at = null;
  end $$`.execute(history.town.world.db.open)
}

/** What must not depend on the order in which it was learned. */
export async function outcome({ history }: Recorded): Promise<string> {
  const { rows } = await sql<{ picture: string }>`select jsonb_build_object(
    'order', (select jsonb_agg(state) from orders),
    'payments', (select jsonb_agg(jsonb_build_array(state, captured_minor, refunded_minor, duplicate) order by state, duplicate) from payments),
    'live grants', (select count(*) from grants where ended_at is null),
    'open enrolments', (select count(*) from enrolments where state in ('active', 'completed')),
    'papers', (select coalesce(sum(total_minor), 0) from invoices),
    'books', (select jsonb_object_agg(account, total) from (select account, sum(amount_minor) as total from ledger_entries group by 1 having sum(amount_minor) <> 0) b),
    'disputes', (select jsonb_agg(status order by provider_ref) from disputes))::text as picture`.execute(history.town.world.db.open)
  return rows[0]?.picture ?? ''
}

/** Settles the looks one after the other, each in a commit of its own, as syncs do that were overtaken on the way. */
export async function settleAll({ history }: Recorded, looks: readonly Look[]): Promise<void> {
  const { platform, world } = history.town
  const { tenantId } = history.school.tenant
  for (const { payment, facts } of looks) {
    const { orderId, paymentId } = at(history.sales, payment)
    const look = { tenantId, orderId, paymentId, facts, lookedAt: world.clock.now() }
    await inTenant(platform.db, tenantId, (trx) => settlePayment(trx, platform, look))
  }
}
