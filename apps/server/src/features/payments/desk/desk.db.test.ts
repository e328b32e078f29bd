import type { OrderView } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { filesOnDisk } from '../../../gateways/files-on-disk.ts'
import { useWorld, type SignedIn } from '../../../testing/world.ts'
import { tillOf } from '../testing/till.ts'
import { searchFor } from './list-orders.ts'

const world = useWorld({ parts: ({ config }) => ({ files: filesOnDisk(config) }) })
const till = tillOf(world)

async function aDesk() {
  const admin = await world.signedIn({ role: 'admin' })
  const course = await world.aCourse({ tenantId: admin.tenantId })
  const buy = async ({ paid = true }: { paid?: boolean } = {}) => {
    const learner = await world.signedIn({ tenant: admin })
    const sale = await till.startCheckout(learner, course)
    if (paid) {
      await till.pay(sale)
      await till.sync(sale)
    }
    return { ...sale, learner }
  }
  return { admin, course, buy }
}

const shown = async ({ api }: SignedIn, view: OrderView) => (await api.payments.listOrders({ view })).items.map(({ id }) => id)

/** A transfer for an order, as the desk of transfers would have it. */
async function aTransfer(orderId: string, state: string, reference: string) {
  const at = world.clock.now()
  const account = newId<string>()
  await sql`insert into bank_accounts (tenant_id, id, currency, holder, bank_name, iban, created_at)
    select tenant_id, ${account}, 'USD', 'Harbour', 'A bank', 'DE89370400440532013000', ${at} from orders where id = ${orderId}`.execute(
    world.db.open,
  )
  await sql`insert into transfers (tenant_id, id, payment_id, order_id, person_id, account_id, reference, amount_minor, currency, account, state, deadline_at, created_at, updated_at)
    select p.tenant_id, ${newId<string>()}, p.id, p.order_id, p.person_id, ${account}, ${reference}, 4900, 'USD', '{}', ${state}, ${at}, ${at}, ${at}
    from payments p where p.order_id = ${orderId}`.execute(world.db.open)
}

describe("the orders desk's search", () => {
  it.each([
    ['  ', null],
    ['amina@example.org', { email: 'amina@example.org' }],
    ['EDU-2026-000017', { number: 17, amountMinor: null }],
    ['#17', { number: 17, amountMinor: null }],
    ['49', { number: 49, amountMinor: 4_900 }],
    ['49.00', { number: null, amountMinor: 4_900 }],
    ['$ 49.50', { number: null, amountMinor: 4_950 }],
    ['pi_123', { objectId: 'pi_123' }],
    ['5O190127TN364715T', { objectId: '5O190127TN364715T' }],
    ['PP-D-4012', { objectId: 'PP-D-4012' }],
    ['rf18 5390 0754 7034', { reference: 'RF18539007547034' }],
    ['RF18-5390-0754-7034', { reference: 'RF18539007547034' }],
  ])('takes %j for what it is', (q, search) => {
    expect(searchFor(q)).toEqual(search)
  })

  it('finds an order by its buyer, its number, its id, its provider, its reference and its amount', async () => {
    const { admin, buy } = await aDesk()
    const { orderId, sessionId, learner } = await buy()
    const other = await buy({ paid: false })
    await aTransfer(orderId, 'waiting', 'RF18539007547034')
    const row = (await admin.api.payments.listOrders({})).items.find(({ id }) => id === orderId)
    const find = async (q: string) => (await admin.api.payments.listOrders({ q })).items.map(({ id }) => id)
    for (const q of [learner.person.email, row?.number ?? '', orderId, sessionId, 'rf18 5390 0754 7034'])
      expect([q, await find(q)]).toEqual([q, [orderId]])
    for (const q of ['49.00', '49']) expect([q, await find(q)]).toEqual([q, [other.orderId, orderId]])
    const first = await admin.api.payments.listOrders({ q: '49', limit: 1 })
    expect((await admin.api.payments.listOrders({ q: '49', limit: 1, cursor: first.nextCursor ?? '' })).items).toMatchObject([
      { id: orderId },
    ])
    expect(await find('48.00')).toEqual([])
  })
})

describe("the orders desk's views", () => {
  it('name what needs somebody: a wish, a refund that failed, a dispute to answer, a transfer to check, money without access; and nothing else', async () => {
    const { admin, buy } = await aDesk()
    const fine = await buy()
    const waiting = await buy({ paid: false })
    const wished = await buy()
    await wished.learner.api.refunds.ask({ orderId: wished.orderId, note: 'Not for me' })
    const failed = await buy()
    await sql`insert into refund_requests (tenant_id, id, payment_id, order_id, person_id, amount_minor, reason, state, idempotency_key, failure, created_at, settled_at)
      select tenant_id, ${newId<string>()}, id, order_id, person_id, 900, 'decided', 'failed', 'k', 'no_balance', created_at, created_at
      from payments where id = ${failed.paymentId}`.execute(world.db.open)
    const disputed = await buy()
    await till.control(`/payments/${disputed.sessionId}/dispute`)
    await till.sync(disputed)
    const answered = await buy()
    await till.control(`/payments/${answered.sessionId}/dispute`)
    await till.sync(answered)
    await sql`update disputes set evidence_state = 'submitted' where order_id = ${answered.orderId}`.execute(world.db.open)
    const closedOut = await buy()
    await sql`update grants set ended_at = starts_at, ended_reason = 'lost' where source_id in (select id from order_lines where order_id = ${closedOut.orderId})`.execute(
      world.db.open,
    )
    const late = await buy({ paid: false })
    await aTransfer(late.orderId, 'proof_sent', 'RF18539007547034')
    world.clock.advance(25 * 3_600_000)

    const needing = [wished, failed, disputed, closedOut, late].map(({ orderId }) => orderId)
    expect((await shown(admin, 'needs_you')).sort()).toEqual([...needing].sort())
    expect(await shown(admin, 'refund_asked')).toEqual([wished.orderId])
    expect((await shown(admin, 'disputed')).sort()).toEqual([disputed.orderId, answered.orderId].sort())
    const rows = (await admin.api.payments.listOrders({ limit: 100 })).items
    expect(Object.fromEntries(rows.flatMap(({ id, needs }) => (needs ? [[id, needs]] : [])))).toEqual({
      [wished.orderId]: 'refund_asked',
      [failed.orderId]: 'refund_failed',
      [disputed.orderId]: 'dispute',
      [closedOut.orderId]: 'no_access',
      [late.orderId]: 'transfer',
    })
    expect(await admin.api.payments.countOrders({})).toEqual({
      needs_you: 5,
      refund_asked: 1,
      disputed: 2,
      paid: 6,
      open: 2,
      returned: 0,
      all: 8,
    })
    expect(await shown(admin, 'paid')).toContain(fine.orderId)
    expect(await shown(admin, 'open')).toContain(waiting.orderId)
  })

  it('let a failed refund go once it was decided anew', async () => {
    const { admin, buy } = await aDesk()
    const { orderId, paymentId } = await buy()
    for (const [state, key, later] of [
      ['failed', 'one', 0],
      ['succeeded', 'two', 60],
    ] as const) {
      await sql`insert into refund_requests (tenant_id, id, payment_id, order_id, person_id, amount_minor, reason, state, idempotency_key, created_at)
        select tenant_id, ${newId<string>()}, id, order_id, person_id, 900, 'decided', ${state}, ${key}, created_at + ${later} * interval '1 second'
        from payments where id = ${paymentId}`.execute(world.db.open)
      expect(await shown(admin, 'needs_you')).toEqual(state === 'failed' ? [orderId] : [])
    }
  })
})

describe('an order on the desk', () => {
  it('shows every source of access for its course, its disputes and refunds, and all that happened in one line', async () => {
    const { admin, course, buy } = await aDesk()
    const sale = await buy()
    const { learner, orderId } = sale
    const gift = await admin.api.enrolments.grant({
      personId: learner.person.id,
      courseId: course.courseId,
      reason: 'A second chance',
      requestKey: newId<string>(),
    })
    await admin.api.enrolments.revoke({ grantId: gift.id, reason: 'Not needed' })
    await learner.api.refunds.ask({ orderId, note: 'Too hard' })
    const [wish] = (await admin.api.refunds.list({})).items
    if (!wish) throw new Error('the desk has no wish')
    await admin.api.refunds.decline({ refundId: wish.id, answer: 'Try once more' })
    const dispute = await till.control<{ id: string }>(`/payments/${sale.sessionId}/dispute`)
    await till.sync(sale)
    const [row] = (await admin.api.disputes.list({})).items
    if (!row) throw new Error('the desk has no dispute')
    const { pack } = await admin.api.disputes.byId({ disputeId: row.id })
    await admin.api.disputes.submitEvidence({ disputeId: row.id, pack, requestKey: newId<string>() })
    await world.runJobs()
    await till.control(`/disputes/${dispute.id}/close`, { outcome: 'won' })
    await till.sync(sale)

    const details = await admin.api.payments.orderDetails({ orderId })
    expect(details).toMatchObject({ money: 'paid', access: 'open', paper: 'invoiced', agree: true, personId: learner.person.id })
    expect(details.grants).toMatchObject([
      { source: 'admin', own: false, reason: 'A second chance', endedReason: 'Not needed' },
      { source: 'order_line', own: true, reason: '', endedAt: null },
    ])
    expect(details.disputes).toMatchObject([
      { providerRef: dispute.id, status: 'won', orderNumber: details.order.number, buyerName: learner.person.name },
    ])
    expect(details.order.refunds).toMatchObject([{ state: 'declined', note: 'Too hard', answer: 'Try once more' }])
    const kinds = new Set(details.events.map(({ kind }) => kind))
    for (const kind of [
      'order_created',
      'payment_created',
      'money_captured',
      'fee_booked',
      'access_opened',
      'invoice_issued',
      'mail_sent',
      'access_given',
      'access_taken',
      'refund_asked',
      'refund_declined',
      'dispute_opened',
      'dispute_answered',
      'dispute_closed',
      'money_disputed',
      'money_returned',
    ] as const)
      expect([kind, kinds.has(kind)]).toEqual([kind, true])
    expect(details.events.find(({ kind }) => kind === 'access_given')?.detail).toBe('A second chance')
    const times = details.events.map(({ at }) => Date.parse(at))
    expect(times).toEqual(times.toSorted((one, other) => other - one))
  })

  it('tells a mail that was sent from one that waits and one that was given up, each at its moment', async () => {
    const { admin, buy } = await aDesk()
    const { orderId } = await buy()
    const mails = async () => {
      const { events } = await admin.api.payments.orderDetails({ orderId })
      return events.filter(({ kind }) => kind.startsWith('mail_')).map(({ kind, at }) => ({ kind, at }))
    }
    const { sent_at: sentAt, created_at: queuedAt } = await world.db.open
      .selectFrom('mails')
      .select(['sent_at', 'created_at'])
      .where('order_id', '=', orderId)
      .executeTakeFirstOrThrow()
    expect(await mails()).toEqual([{ kind: 'mail_sent', at: sentAt }])
    const triedAt = world.clock.now().toISOString()
    for (const [state, expected] of [
      ['failed', { kind: 'mail_failed', at: triedAt }],
      ['queued', { kind: 'mail_queued', at: queuedAt }],
    ] as const) {
      await sql`update mails set state = ${state}, sent_at = null, last_attempt_at = ${triedAt} where order_id = ${orderId}`.execute(
        world.db.open,
      )
      expect(await mails()).toEqual([expected])
    }
  })
})
