import { newId } from '@edurise/db'
import type { Refund } from '@edurise/contracts'
import { afterEach, describe, expect, it } from 'vitest'
import { refusal, useWorld } from '../../../testing/world.ts'
import { sweepPayments } from '../inbox/sweep-payments.ts'
import { tillOf } from '../testing/till.ts'

const world = useWorld()
const till = tillOf(world)
afterEach(() => till.control('/knobs/reset'))

async function aPaidSale({ refundDays = 14 }: { refundDays?: number } = {}) {
  const tenant = await world.aTenant()
  const admin = await world.signedIn({ tenant, role: 'admin' })
  const learner = await world.signedIn({ tenant })
  const course = await world.aCourse({ tenantId: tenant.tenantId, refundDays })
  const sale = await till.startCheckout(learner, course)
  await till.pay(sale)
  await till.sync(sale)
  return { tenant, admin, learner, course, sale }
}

type Paid = Awaited<ReturnType<typeof aPaidSale>>

const key = () => newId<string>()

/** The id of a refund that is a row of ours. */
function idOf(refund: Pick<Refund, 'id'> | undefined) {
  if (!refund?.id) throw new Error('no refund of ours')
  return refund.id
}
const choice = ({ sale }: Paid, amountMinor: number) => ({ paymentId: sale.paymentId, amountMinor, lines: [] })

async function mailKinds(email: string): Promise<string[]> {
  const rows = await world.db.open.selectFrom('mails').select('kind').where('to_email', '=', email).orderBy('created_at').execute()
  return rows.map(({ kind }) => kind)
}

describe('a refund that an admin decides', () => {
  it('is requested until the provider confirms, and only then ends access, with books, credit note and mail', async () => {
    const paid = await aPaidSale()
    const { admin, sale, learner } = paid
    const refund = await admin.api.refunds.make({ ...choice(paid, 4_900), requestKey: key(), note: 'Asked by phone' })
    expect(refund).toMatchObject({ state: 'requested', amountMinor: 4_900, reason: 'decided' })
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1, enrolments: ['active'] })

    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({
      order: 'refunded',
      payment: { state: 'refunded', refunded: 4_900 },
      live: 0,
      enrolments: ['ended'],
      papers: [
        ['invoice', 4_900],
        ['credit_note', -4_900],
      ],
      sum: 0,
    })
    const { items } = await admin.api.refunds.list({ state: 'succeeded' })
    expect(items).toEqual([expect.objectContaining({ id: refund.id, state: 'succeeded', note: 'Asked by phone' })])
    expect(await mailKinds(learner.person.email)).toEqual(['receipt', 'refunded'])
  })

  it('of a part keeps access, and a second part that completes it ends it', async () => {
    const paid = await aPaidSale()
    await paid.admin.api.refunds.make({ ...choice(paid, 1_000), requestKey: key(), note: '' })
    await world.runJobs()
    expect(await till.factsOf(paid.sale)).toMatchObject({ payment: { state: 'partially_refunded', refunded: 1_000 }, live: 1 })
    await paid.admin.api.refunds.make({ ...choice(paid, 3_900), requestKey: key(), note: '' })
    await world.runJobs()
    expect(await till.factsOf(paid.sale)).toMatchObject({ payment: { state: 'refunded', refunded: 4_900 }, live: 0 })
  })

  it('is decided once by a double click, and sent to the provider once', async () => {
    const paid = await aPaidSale()
    const requestKey = key()
    const twice = await Promise.all([1, 2].map(() => paid.admin.api.refunds.make({ ...choice(paid, 1_500), requestKey, note: '' })))
    expect(new Set(twice.map(({ id }) => id)).size).toBe(1)
    await world.runJobs()
    expect((await till.factsOf(paid.sale)).payment.refunded).toBe(1_500)
  })

  it('never returns more than was paid, however many decide at once', async () => {
    const paid = await aPaidSale()
    const other = await world.signedIn({ tenant: paid.tenant, role: 'admin' })
    const decisions = await Promise.allSettled(
      [paid.admin, other, paid.admin].map((who) => who.api.refunds.make({ ...choice(paid, 3_000), requestKey: key(), note: '' })),
    )
    expect(decisions.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    await world.runJobs()
    expect((await till.factsOf(paid.sale)).payment.refunded).toBe(3_000)
    await expect(paid.admin.api.refunds.make({ ...choice(paid, 1_901), requestKey: key(), note: '' })).rejects.toMatchObject({
      cause: { code: 'REFUND_TOO_LARGE', data: { refundableMinor: 1_900, currency: 'USD' } },
    })
  })

  it('that names a line takes no more than the line has left', async () => {
    const paid = await aPaidSale()
    const preview = await paid.admin.api.refunds.preview({ ...choice(paid, 4_900) })
    const lineId = preview.lines[0]?.lineId ?? ''
    expect(preview).toMatchObject({ access: 'ends', refundableMinor: 4_900, credits: expect.stringContaining('-') })
    await expect(
      paid.admin.api.refunds.make({
        paymentId: paid.sale.paymentId,
        amountMinor: 900,
        lines: [{ lineId, amountMinor: 800 }],
        requestKey: key(),
        note: '',
      }),
    ).rejects.toMatchObject(refusal('REFUND_LINES_WRONG'))
    await expect(
      paid.admin.api.refunds.make({
        paymentId: paid.sale.paymentId,
        amountMinor: 900,
        lines: [{ lineId: key(), amountMinor: 900 }],
        requestKey: key(),
        note: '',
      }),
    ).rejects.toMatchObject(refusal('REFUND_LINES_WRONG'))
    await paid.admin.api.refunds.make({
      paymentId: paid.sale.paymentId,
      amountMinor: 4_900,
      lines: [{ lineId, amountMinor: 4_900 }],
      requestKey: key(),
      note: '',
    })
    await world.runJobs()
    expect(await till.factsOf(paid.sale)).toMatchObject({ payment: { state: 'refunded' }, live: 0, enrolments: ['ended'] })
  })

  it('can leave the course open as a gift, which is a source of its own', async () => {
    const paid = await aPaidSale()
    await paid.admin.api.refunds.make({ ...choice(paid, 4_900), requestKey: key(), note: 'Goodwill', keepAccess: true })
    await world.runJobs()
    const facts = await till.factsOf(paid.sale)
    expect(facts).toMatchObject({ payment: { state: 'refunded' }, live: 0, enrolments: ['active'] })
    const grants = await world.db.open
      .selectFrom('grants')
      .select(['source_kind as kind', 'reason', 'ended_at as endedAt'])
      .where('person_id', '=', paid.learner.person.id)
      .execute()
    expect(grants.filter(({ endedAt }) => endedAt === null)).toEqual([{ kind: 'admin', reason: 'Goodwill', endedAt: null }])
  })

  it('says before the click that another source will carry the course', async () => {
    const paid = await aPaidSale()
    await paid.admin.api.enrolments.grant({
      personId: paid.learner.person.id,
      courseId: paid.course.courseId,
      reason: 'A prize',
      requestKey: key(),
    })
    expect(await paid.admin.api.refunds.preview(choice(paid, 4_900))).toMatchObject({ access: 'carried', otherSources: ['admin'] })
    expect(await paid.admin.api.refunds.preview(choice(paid, 1_000))).toMatchObject({ access: 'keeps' })
  })

  it('that the provider refuses is shown as failed, changes nothing, tells the admins, and can be tried again', async () => {
    const paid = await aPaidSale()
    const refund = await paid.admin.api.refunds.make({ ...choice(paid, 4_900), requestKey: key(), note: '' })
    // Meanwhile somebody returns half of it in the provider's own dashboard: the decided amount is more than is left.
    await till.control(`/payments/${paid.sale.sessionId}/refund`, { amount: 3_000 })
    await world.runJobs()
    const failed = (await paid.admin.api.refunds.list({ state: 'failed' })).items[0]
    expect(failed).toMatchObject({ id: refund.id, failure: expect.any(String) })
    expect(await till.factsOf(paid.sale)).toMatchObject({ payment: { state: 'partially_refunded', refunded: 3_000 }, live: 1 })
    expect(await mailKinds(paid.admin.person.email)).toContain('refund_failed')
    await expect(paid.admin.api.refunds.again({ refundId: idOf(refund), requestKey: key() })).rejects.toMatchObject({
      cause: { code: 'REFUND_TOO_LARGE', data: { refundableMinor: 1_900, currency: 'USD' } },
    })
  })

  it('is asked again with the same key when the provider does not answer, and the money goes back once', async () => {
    const paid = await aPaidSale()
    await paid.admin.api.refunds.make({ ...choice(paid, 2_000), requestKey: key(), note: '' })
    await till.control('/knobs', { timeoutAfterEffect: 1, hangMs: 0 })
    await world.runJobs({ mayFail: ['makeRefund', 'syncPayment'] })
    await till.control('/knobs/reset')
    expect((await till.factsOf(paid.sale)).payment.refunded).toBe(0)
    world.clock.advance(10 * 60_000)
    await sweepPayments(world.platform, {})
    await world.runJobs()
    expect((await till.factsOf(paid.sale)).payment.refunded).toBe(2_000)
    const { refunds } = await till.state<{ refunds: { amount: number }[] }>(`/state?kind=refund&limit=500`)
    expect(refunds.filter(({ amount }) => amount === 2_000)).toHaveLength(1)
  })

  it('of a disputed payment is refused: the money is not the tenant’s to give', async () => {
    const paid = await aPaidSale()
    await till.control(`/payments/${paid.sale.sessionId}/dispute`)
    await till.sync(paid.sale)
    await expect(paid.admin.api.refunds.make({ ...choice(paid, 100), requestKey: key(), note: '' })).rejects.toMatchObject({
      cause: { code: 'NOT_REFUNDABLE', data: { because: 'disputed' } },
    })
  })

  it('is nobody’s but an admin’s of that tenant', async () => {
    const paid = await aPaidSale()
    const teacher = await world.signedIn({ tenant: paid.tenant, role: 'teacher' })
    const stranger = await world.signedIn({ role: 'admin' })
    await expect(teacher.api.refunds.make({ ...choice(paid, 100), requestKey: key(), note: '' })).rejects.toMatchObject(
      refusal('NOT_ALLOWED'),
    )
    await expect(stranger.api.refunds.make({ ...choice(paid, 100), requestKey: key(), note: '' })).rejects.toMatchObject(
      refusal('PAYMENT_NOT_FOUND'),
    )
  })
})

describe('a learner who wants their money back', () => {
  it('may ask within the window that was promised, once, and the course stays open until somebody decides', async () => {
    const paid = await aPaidSale()
    const { learner, sale, admin } = paid
    expect(await learner.api.refunds.eligibility({ orderId: sale.orderId })).toMatchObject({ may: true, amountMinor: 4_900 })
    const asked: Refund[] = await Promise.all([1, 2].map(() => learner.api.refunds.ask({ orderId: sale.orderId, note: 'Not for me' })))
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1)
    expect(await learner.api.refunds.eligibility({ orderId: sale.orderId })).toMatchObject({ may: false, because: 'asked_already' })
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1 })

    const wish = (await admin.api.refunds.list({ state: 'asked' })).items[0]
    await admin.api.refunds.make({ ...choice(paid, 4_900), refundId: idOf(wish), requestKey: key(), note: '' })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'refunded' }, live: 0 })
    const order = await learner.api.payments.orderById({ orderId: sale.orderId })
    expect(order.refunds.map(({ state }) => state)).toEqual(['succeeded', 'withdrawn'])
    expect(order.eligibility).toMatchObject({ may: false, because: 'returned' })
  })

  it('cannot ask when the window is over, and not for somebody else’s order', async () => {
    const { learner, sale, tenant } = await aPaidSale({ refundDays: 7 })
    const other = await world.signedIn({ tenant })
    await expect(other.api.refunds.ask({ orderId: sale.orderId, note: '' })).rejects.toMatchObject(refusal('ORDER_NOT_FOUND'))
    world.clock.advance(8 * 24 * 3_600_000)
    await expect(learner.api.refunds.ask({ orderId: sale.orderId, note: '' })).rejects.toMatchObject({
      cause: { code: 'NOT_REFUNDABLE', data: { because: 'window_over' } },
    })
  })

  it('hears why when it is declined, and may withdraw before', async () => {
    const { learner, sale, admin } = await aPaidSale()
    const { id } = await learner.api.refunds.ask({ orderId: sale.orderId, note: '' })
    const withdrawn = await learner.api.refunds.withdraw({ orderId: sale.orderId, refundId: idOf({ id }) })
    expect(withdrawn.state).toBe('withdrawn')
    const again = await learner.api.refunds.ask({ orderId: sale.orderId, note: '' })
    await admin.api.refunds.decline({ refundId: idOf(again), answer: 'You finished the course.' })
    await expect(learner.api.refunds.withdraw({ orderId: sale.orderId, refundId: idOf(again) })).rejects.toMatchObject({
      cause: { code: 'REFUND_DECIDED', data: { state: 'declined' } },
    })
    expect(await mailKinds(learner.person.email)).toContain('refund_declined')
  })
})

describe('an order that its buyer gives up', () => {
  it('can no longer be paid, and its course can be bought anew', async () => {
    const tenant = await world.aTenant()
    const learner = await world.signedIn({ tenant })
    const course = await world.aCourse({ tenantId: tenant.tenantId })
    const sale = await till.startCheckout(learner, course)
    expect(await learner.api.payments.cancel({ orderId: sale.orderId })).toEqual({ state: 'expired' })
    await world.runJobs()
    expect((await till.pay(sale)).outcome).toBe('expired')
    const next = await till.startCheckout(learner, course)
    expect(next.orderId).not.toBe(sale.orderId)
    await expect(learner.api.payments.cancel({ orderId: sale.orderId })).rejects.toMatchObject(refusal('ORDER_NOT_OPEN'))
  })

  it('is paid all the same when the money was faster', async () => {
    const tenant = await world.aTenant()
    const learner = await world.signedIn({ tenant })
    const course = await world.aCourse({ tenantId: tenant.tenantId })
    const sale = await till.startCheckout(learner, course)
    await till.pay(sale)
    await learner.api.payments.cancel({ orderId: sale.orderId })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', payment: { state: 'paid' }, live: 1, enrolments: ['active'] })
  })
})
