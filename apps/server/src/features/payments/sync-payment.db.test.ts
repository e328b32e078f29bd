import type { OrderId, PaymentId, PersonId, TenantId } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { syncPayment as syncJob } from '@edurise/jobs'
import { describe, expect, it } from 'vitest'
import { refusal, useWorld } from '../../testing/world.ts'
import type { Platform } from '../../context.ts'
import { syncPayment } from './sync-payment.ts'
import { tillOf } from './testing/till.ts'

const world = useWorld()
const till = tillOf(world)

async function aSale(priceMinor = 4_900) {
  const tenant = await world.aTenant()
  const learner = await world.signedIn({ tenant })
  const course = await world.aCourse({ tenantId: tenant.tenantId, priceMinor })
  return { tenant, learner, course, sale: await till.startCheckout(learner, course) }
}

async function aPaidSale() {
  const all = await aSale()
  await till.pay(all.sale)
  await till.sync(all.sale)
  return all
}

/** One more payment of an order, with a session of its own: what two tabs, two providers or a late webhook can lead to. */
async function aSecondPayment(tenantId: TenantId, personId: PersonId, orderId: OrderId) {
  const paymentId = newId<PaymentId>()
  const at = world.clock.now()
  const { open } = world.db
  await open.updateTable('payments').set({ state: 'expired' }).where('order_id', '=', orderId).where('captured_minor', '=', 0).execute()
  await open
    .insertInto('payments')
    .values({
      tenant_id: tenantId,
      id: paymentId,
      order_id: orderId,
      person_id: personId,
      provider: 'stripe',
      account: 'platform',
      livemode: false,
      amount_minor: 4_900,
      currency: 'USD',
      idempotency_key: `open:${paymentId}`,
      created_at: at,
    })
    .execute()
  await open
    .insertInto('payment_routes')
    .values({ payment_id: paymentId, tenant_id: tenantId, order_id: orderId, provider: 'stripe' })
    .execute()
  await till.sync({ paymentId })
  const { facts } = await open.selectFrom('payments').select('facts').where('id', '=', paymentId).executeTakeFirstOrThrow()
  return { paymentId, sessionId: facts.objectId ?? '' }
}

let waiting: (() => void)[] = []

/** A platform whose provider answers only when so many have asked: what follows happens at the same moment. */
function together(count: number): Platform {
  const { stripe } = world.platform.gateways
  const lookup: typeof stripe.lookup = async (payment) => {
    const facts = await stripe.lookup(payment)
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length < count) return
      for (const go of waiting) go()
      waiting = []
    })
    return facts
  }
  return { ...world.platform, gateways: { ...world.platform.gateways, stripe: { ...stripe, lookup } } }
}

describe('money and access are one fact', () => {
  it('opens the course once, with one invoice, balanced books and one receipt, however often the provider is asked', async () => {
    const { learner, sale } = await aSale()
    expect((await till.factsOf(sale)).live).toBe(0)

    await till.pay(sale)
    for (let time = 0; time < 3; time++) await till.sync(sale)
    await Promise.all([till.sync(sale), till.sync(sale)])

    expect(await till.factsOf(sale)).toMatchObject({
      order: 'paid',
      payment: { state: 'paid', captured: 4_900, refunded: 0 },
      live: 1,
      enrolments: ['active'],
      papers: [['invoice', 4_900]],
      atProvider: 4_900 - 172,
      sum: 0,
    })
    const mails = await world.mailsTo(learner.person.email)
    expect(mails).toHaveLength(1)
    expect(mails[0]?.copies).toBe(1)
  })

  it('opens nothing before the money is there', async () => {
    const { sale } = await aSale()
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({
      order: 'open',
      payment: { state: 'awaiting_payer' },
      live: 0,
      enrolments: [],
      papers: [],
    })
  })

  it('says why an attempt failed, and takes the next one', async () => {
    const { learner, sale } = await aSale()
    await till.pay(sale, '4000 0000 0000 9995')
    await till.sync(sale)
    const order = await learner.marketplace.payments.orderById({ orderId: sale.orderId })
    expect(order.payments[0]).toMatchObject({ state: 'attempt_failed', failure: 'insufficient_funds', checkoutUrl: sale.url })

    await till.pay(sale)
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1 })
  })

  it('keeps access through a partial refund, and ends it with a full one: credit notes, books and mail with it', async () => {
    const { learner, sale } = await aPaidSale()
    await till.control(`/payments/${sale.sessionId}/refund`, { amount: 900 })
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({
      order: 'paid',
      payment: { state: 'partially_refunded', refunded: 900 },
      live: 1,
      papers: [
        ['invoice', 4_900],
        ['credit_note', -900],
      ],
      atProvider: 4_900 - 172 - 900,
    })

    await till.control(`/payments/${sale.sessionId}/refund`)
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({
      order: 'refunded',
      payment: { state: 'refunded', refunded: 4_900 },
      live: 0,
      enrolments: ['ended'],
      papers: [
        ['invoice', 4_900],
        ['credit_note', -900],
        ['credit_note', -4_000],
      ],
      atProvider: -172,
      sum: 0,
    })
    expect(await world.mailsTo(learner.person.email)).toHaveLength(3)
  })

  it('gives access back when a refund fails after it had been confirmed', async () => {
    const { sale } = await aPaidSale()
    const { id } = await till.control<{ id: string }>(`/payments/${sale.sessionId}/refund`, { pending: true })
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'refund_pending' }, live: 1 })

    await till.control(`/refunds/${id}/settle`, { outcome: 'succeeded' })
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'refunded' }, live: 0 })
  })

  it('keeps access while a dispute is open, gives the money back to the books when it is won', async () => {
    const { sale } = await aPaidSale()
    const { id } = await till.control<{ id: string }>(`/payments/${sale.sessionId}/dispute`)
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({
      payment: { state: 'disputed' },
      live: 1,
      atProvider: 4_900 - 172 - 4_900 - 1_500,
      sum: 0,
    })

    await till.control(`/disputes/${id}/close`, { outcome: 'won' })
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1, sum: 0 })
  })

  it('ends access when a dispute is lost, with the fee in the books', async () => {
    const { sale } = await aPaidSale()
    const { id } = await till.control<{ id: string }>(`/payments/${sale.sessionId}/dispute`)
    await till.control(`/disputes/${id}/close`, { outcome: 'lost' })
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({
      order: 'refunded',
      payment: { state: 'charged_back' },
      live: 0,
      enrolments: ['ended'],
      papers: [
        ['invoice', 4_900],
        ['credit_note', -4_900],
      ],
      atProvider: -172 - 1_500,
      sum: 0,
    })
  })

  it('opens nothing for another amount than the order says, and sends the money back', async () => {
    const { tenant, sale } = await aSale()
    await world.db.open
      .updateTable('payments')
      .set({ amount_minor: 9_900 })
      .where('tenant_id', '=', tenant.tenantId)
      .where('id', '=', sale.paymentId)
      .execute()
    await till.pay(sale)
    await till.sync(sale)
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({
      payment: { state: 'mismatch', refunded: 4_900 },
      live: 0,
      enrolments: [],
      papers: [],
      sum: 0,
    })
  })

  it('sends the money back with an apology when the course is gone by the time it arrives', async () => {
    const { tenant, learner, course, sale } = await aSale()
    await till.pay(sale)
    await world.db.open
      .updateTable('courses')
      .set({ state: 'archived' })
      .where('tenant_id', '=', tenant.tenantId)
      .where('id', '=', course.courseId)
      .execute()
    await till.sync(sale)
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({
      order: 'refunded',
      payment: { state: 'refunded', unfulfillable: true },
      live: 0,
      enrolments: [],
    })
    expect(await world.mailsTo(learner.person.email)).toHaveLength(1)
  })

  it('gives back the second payment of an order, and keeps the access that the first one bought', async () => {
    const { tenant, learner, sale } = await aSale()
    const second = await aSecondPayment(tenant.tenantId, learner.person.id, sale.orderId)
    await till.pay(sale)
    await till.pay(second)
    await till.sync(sale)
    await till.sync(second)
    await world.runJobs()

    expect(await till.factsOf({ orderId: sale.orderId, paymentId: second.paymentId })).toMatchObject({
      order: 'paid',
      payment: { state: 'refunded', duplicate: true },
      live: 1,
      enrolments: ['active'],
    })
  })

  it('closes the other attempts of an order when one is paid: nobody can pay it twice', async () => {
    const { tenant, learner, sale } = await aSale()
    const second = await aSecondPayment(tenant.tenantId, learner.person.id, sale.orderId)
    await till.pay(sale)
    await till.sync(sale)
    expect((await till.pay(second)).outcome).toBe('expired')
    expect((await till.factsOf({ orderId: sale.orderId, paymentId: second.paymentId })).payment.state).toBe('expired')
  })

  it('opens the course for one of two payments that are confirmed at the same moment, and gives the other back', async () => {
    for (let time = 0; time < 3; time++) {
      const { tenant, learner, sale } = await aSale()
      const second = await aSecondPayment(tenant.tenantId, learner.person.id, sale.orderId)
      await Promise.all([till.pay(sale), till.pay(second)])
      await Promise.all([sale, second].map(({ paymentId }) => syncPayment(together(2), { paymentId })))
      await world.runJobs()
      const both = await Promise.all([sale, second].map(({ paymentId }) => till.factsOf({ orderId: sale.orderId, paymentId })))
      expect(both.map(({ payment }) => payment.duplicate)).toSatisfy((flags: boolean[]) => flags.filter(Boolean).length === 1)
      expect(both.reduce((sum, { payment }) => sum + payment.captured - payment.refunded, 0)).toBe(4_900)
      expect(both[0]).toMatchObject({ order: 'paid', live: 1, enrolments: ['active'] })
    }
  })

  it('takes a payment that arrives after its session was given up', async () => {
    const { sale } = await aSale()
    await till.pay(sale)
    await world.db.open.updateTable('orders').set({ state: 'expired' }).where('id', '=', sale.orderId).execute()
    await world.db.open.updateTable('payments').set({ state: 'expired' }).where('id', '=', sale.paymentId).execute()
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', payment: { state: 'paid' }, live: 1 })
  })
})

describe('a checkout', () => {
  it('finds the first payment however often it is clicked, and the provider has one session', async () => {
    const { learner, course, sale } = await aSale()
    const again = await Promise.all([1, 2, 3, 4].map(() => till.startCheckout(learner, course)))
    expect(new Set([sale, ...again].map(({ paymentId, orderId, url }) => `${paymentId} ${orderId} ${url}`)).size).toBe(1)
  })

  it('starts once when the very first click is a double click', async () => {
    const tenant = await world.aTenant()
    const learner = await world.signedIn({ tenant })
    const course = await world.aCourse({ tenantId: tenant.tenantId })
    const sales = await Promise.all([1, 2, 3].map(() => till.startCheckout(learner, course)))
    expect(new Set(sales.map(({ paymentId }) => paymentId)).size).toBe(1)
  })

  it('leads into the course when the open payment was paid meanwhile', async () => {
    const { learner, course, sale } = await aSale()
    await till.pay(sale)
    await expect(till.startCheckout(learner, course)).rejects.toMatchObject(refusal('ALREADY_ENROLLED'))
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1 })
  })

  it('leads to the order, and to no second payment, while the bank is still working on the first', async () => {
    const { learner, course, sale } = await aSale()
    await till.control(`/sessions/${sale.sessionId}/debit`)
    const { url } = await learner.api.payments.startCheckout({ courseId: course.courseId, provider: 'stripe' })
    expect(url).toMatch(new RegExp(`/orders/${sale.orderId}$`))
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'processing' }, live: 0 })

    await till.control(`/sessions/${sale.sessionId}/settle`, { outcome: 'succeeded' })
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1 })
  })

  it('makes a new order at a changed price, and the old session can no longer be paid', async () => {
    const { tenant, learner, course, sale } = await aSale()
    await world.db.open
      .updateTable('courses')
      .set({ price_minor: 5_900 })
      .where('tenant_id', '=', tenant.tenantId)
      .where('id', '=', course.courseId)
      .execute()
    const next = await till.startCheckout(learner, course)
    expect(next.orderId).not.toBe(sale.orderId)
    await world.runJobs()
    expect((await till.pay(sale)).outcome).toBe('expired')
    expect((await till.factsOf(sale)).order).toBe('superseded')
  })

  it('says that nothing was taken when the provider does not answer, and goes on with the same payment later', async () => {
    const tenant = await world.aTenant()
    const learner = await world.signedIn({ tenant })
    const course = await world.aCourse({ tenantId: tenant.tenantId })
    await till.control('/knobs', { fail: 1 })
    await expect(till.startCheckout(learner, course)).rejects.toMatchObject(refusal('PROVIDER_SILENT'))
    await till.control('/knobs/reset')
    const { items } = await learner.marketplace.payments.myOrders({})
    const orderId = items[0]?.id
    const sale = await till.startCheckout(learner, course)
    expect(sale.orderId).toBe(orderId)
  })

  it('has one session at the provider when the call took effect and its answer was lost', async () => {
    const tenant = await world.aTenant()
    const learner = await world.signedIn({ tenant })
    const course = await world.aCourse({ tenantId: tenant.tenantId })
    await till.control('/knobs', { timeoutAfterEffect: 1, hangMs: 0 })
    await expect(till.startCheckout(learner, course)).rejects.toMatchObject(refusal('PROVIDER_SILENT'))
    await till.control('/knobs/reset')
    const sale = await till.startCheckout(learner, course)
    await till.pay(sale)
    await till.sync(sale)
    const { items } = await till.state<{ items: { client_reference_id: string }[] }>('/payments.json?limit=1000')
    expect(items.filter(({ client_reference_id }) => client_reference_id === sale.paymentId)).toHaveLength(1)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1 })
  })

  it('sells no draft, no free course and no course of another portal', async () => {
    const tenant = await world.aTenant()
    const learner = await world.signedIn({ tenant })
    const draft = await world.aCourse({ tenantId: tenant.tenantId, state: 'draft' })
    const free = await world.aCourse({ tenantId: tenant.tenantId, priceMinor: 0 })
    const elsewhere = await world.aCourse({ tenantId: (await world.aTenant()).tenantId })
    await expect(till.startCheckout(learner, draft)).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
    await expect(till.startCheckout(learner, free)).rejects.toMatchObject(refusal('COURSE_NOT_FOR_SALE'))
    await expect(till.startCheckout(learner, elsewhere)).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
  })

  it('shows an order to its buyer and to nobody else', async () => {
    const { tenant, learner, sale } = await aPaidSale()
    const stranger = await world.signedIn({ tenant })
    expect(await learner.marketplace.payments.orderById({ orderId: sale.orderId })).toMatchObject({ access: 'open', state: 'paid' })
    await expect(stranger.marketplace.payments.orderById({ orderId: sale.orderId })).rejects.toMatchObject(refusal('ORDER_NOT_FOUND'))
    await expect(stranger.marketplace.payments.byId({ paymentId: sale.paymentId })).rejects.toMatchObject(refusal('PAYMENT_NOT_FOUND'))
  })
})

describe('the orders desk', () => {
  it('shows the three facts, whether they agree, and all that happened', async () => {
    const { tenant, sale } = await aPaidSale()
    const admin = await world.signedIn({ tenant, role: 'admin' })
    const details = await admin.api.payments.orderDetails({ orderId: sale.orderId })
    expect(details).toMatchObject({ money: 'paid', access: 'open', paper: 'invoiced', agree: true })
    expect(details.events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['order_created', 'payment_created', 'money_captured', 'access_opened', 'invoice_issued', 'mail_sent']),
    )

    const { items } = await admin.api.payments.listOrders({ view: 'paid', q: String(Number(details.order.number.split('-').at(-1))) })
    expect(items.map(({ id }) => id)).toEqual([sale.orderId])
    for (const q of [sale.sessionId, sale.orderId, details.order.buyerEmail.slice(0, 8), '49.00']) {
      expect((await admin.api.payments.listOrders({ q })).items.map(({ id }) => id)).toContain(sale.orderId)
    }
  })

  it('calls for somebody when money is there without access', async () => {
    const { tenant, sale } = await aPaidSale()
    const admin = await world.signedIn({ tenant, role: 'admin' })
    await world.db.open
      .updateTable('grants')
      .set({ ended_at: world.clock.now(), ended_reason: 'a hand in the database' })
      .where('tenant_id', '=', tenant.tenantId)
      .execute()
    expect((await admin.api.payments.countOrders({})).needs_you).toBe(1)
    expect((await admin.api.payments.orderDetails({ orderId: sale.orderId })).agree).toBe(false)

    await admin.api.payments.checkAgain({ orderId: sale.orderId })
    await world.runJobs()
    expect((await admin.api.payments.countOrders({})).needs_you).toBe(0)
    expect(await till.factsOf(sale)).toMatchObject({ live: 1, enrolments: ['active'] })
  })
})

it('a sync of a payment that is not ours fails loudly', async () => {
  await expect(async () => {
    await world.platform.enqueue(world.platform.db.open, syncJob, { paymentId: newId<PaymentId>() })
    await world.runJobs()
  }).rejects.toThrow('no payment')
})
