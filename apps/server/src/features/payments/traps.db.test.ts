import type { PaymentId } from '@edurise/contracts'
import { newId } from '@edurise/db'
import Fastify, { type FastifyInstance } from 'fastify'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, useWorld, type SignedIn } from '../../testing/world.ts'
import { paymentWebhooks } from './inbox/webhooks.ts'
import { syncPayment } from './sync-payment.ts'
import { suffer } from './testing/fate.ts'
import { tillOf } from './testing/till.ts'

const oldSecret = 'whsec_of_the_first_endpoint'
const newSecret = 'whsec_of_the_second_endpoint'
const world = useWorld({ environment: { STRIPE_WEBHOOK_SECRET: `${oldSecret},${newSecret}` } })
const till = tillOf(world)
const stripe = new Stripe('sk_test_of_the_signatures')
let app: FastifyInstance

beforeAll(async () => {
  app = Fastify()
  await app.register(paymentWebhooks, { platform: world.platform })
})
afterAll(() => app.close())

async function aSale({ priceMinor = 4_900, currency = 'USD' }: { priceMinor?: number; currency?: string } = {}) {
  const tenant = await world.aTenant()
  const learner = await world.signedIn({ tenant, role: 'student' })
  const admin = await world.signedIn({ tenant, role: 'admin' })
  const course = await world.aCourse({ tenantId: tenant.tenantId, priceMinor, currency })
  return { tenant, learner, admin, course, sale: await till.startCheckout(learner, course) }
}

async function aPaidSale() {
  const all = await aSale()
  await till.pay(all.sale)
  await till.sync(all.sale)
  return all
}

/** Sends an event as Stripe does: signed by one endpoint's secret. */
async function tell(object: object, { secret = oldSecret, id = `evt_${crypto.randomUUID()}` } = {}): Promise<string> {
  const at = Math.floor(world.clock.peek() / 1000)
  const event = {
    id,
    object: 'event',
    type: 'checkout.session.completed',
    api_version: Stripe.API_VERSION,
    created: at,
    livemode: false,
    data: { object },
  }
  const payload = JSON.stringify(event)
  const signature = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: at })
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature }
  expect((await app.inject({ method: 'POST', url: '/stripe', headers, payload })).statusCode).toBe(200)
  return id
}

const inboxOf = (id: string) =>
  world.db.open.selectFrom('webhook_inbox').select(['state', 'payment_id']).where('event_id', '=', id).execute()

/** A call as a browser of somebody's own making can send it. */
const startCheckoutWith = (learner: SignedIn, input: object) => learner.api.payments.startCheckout(asInput(input))

/** What the promise does not know: the point of these tests. */
function asInput(input: object): Parameters<SignedIn['api']['payments']['startCheckout']>[0] {
  return input as Parameters<SignedIn['api']['payments']['startCheckout']>[0]
}

describe('what a buyer sends decides nothing about money', () => {
  it.each([
    ['an amount', { amountMinor: 1 }],
    ['a price', { priceMinor: 1 }],
    ['a currency', { currency: 'JPY' }],
    ['a coupon that was never made', { discountMinor: 4_899 }],
    ['another person', { personId: newId() }],
    ['another tenant', { tenantId: newId() }],
  ])('%s in the call is refused, and no order is made', async (_what, extra) => {
    const tenant = await world.aTenant()
    const learner = await world.signedIn({ tenant })
    const { courseId } = await world.aCourse({ tenantId: tenant.tenantId })
    await expect(startCheckoutWith(learner, { courseId, provider: 'stripe', ...extra })).rejects.toMatchObject(refusal('INPUT_INVALID'))
    expect((await learner.marketplace.payments.myOrders({})).items).toEqual([])
  })

  it('an order can be hurried, cancelled and returned by its own buyer only', async () => {
    const { tenant, sale } = await aPaidSale()
    const stranger = await world.signedIn({ tenant })
    const { orderId } = sale
    const { payments, refunds } = stranger.api
    await expect(payments.hurry({ orderId })).rejects.toMatchObject(refusal('ORDER_NOT_FOUND'))
    await expect(payments.cancel({ orderId })).rejects.toMatchObject(refusal('ORDER_NOT_FOUND'))
    await expect(refunds.ask({ orderId, note: 'Mine' })).rejects.toMatchObject(refusal('ORDER_NOT_FOUND'))
  })

  it('money in another currency than the price opens nothing and goes back', async () => {
    const { tenant, sale } = await aSale()
    await world.db.open
      .updateTable('payments')
      .set({ currency: 'EUR' })
      .where('tenant_id', '=', tenant.tenantId)
      .where('id', '=', sale.paymentId)
      .execute()
    await till.pay(sale)
    await till.sync(sale)
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'mismatch', refunded: 4_900 }, live: 0, enrolments: [] })
  })

  it('yen are charged whole, not as hundredths', async () => {
    const { sale } = await aSale({ priceMinor: 3_000, currency: 'JPY' })
    const { items } = await till.state<{ items: { amount: number; currency: string }[] }>(`/payments.json?reference=${sale.paymentId}`)
    expect(items).toMatchObject([{ amount: 3_000, currency: 'jpy' }])
    await till.pay(sale)
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid', captured: 3_000 }, live: 1 })
  })
})

describe('a message', () => {
  it('that names no payment of ours is never taken for the latest one', async () => {
    const { sale } = await aSale()
    await till.pay(sale)
    const id = await tell({ id: 'cs_of_somebody_else', object: 'checkout.session', client_reference_id: null, metadata: {} })
    await world.runJobs()
    expect(await inboxOf(id)).toMatchObject([{ state: 'stored', payment_id: null }])
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'awaiting_payer' }, live: 0 })
  })

  it('that names a payment which does not exist is kept, and changes nothing', async () => {
    const paymentId = newId<PaymentId>()
    const id = await tell({ id: 'cs_unknown', object: 'checkout.session', client_reference_id: paymentId, metadata: {} })
    await world.runJobs()
    expect(await inboxOf(id)).toMatchObject([{ state: 'stored', payment_id: null }])
  })

  it('that two endpoints with one address deliver, each with its own secret, is stored once and works once', async () => {
    const { learner, sale } = await aSale()
    await till.pay(sale)
    const object = { id: sale.sessionId, object: 'checkout.session', client_reference_id: sale.paymentId, metadata: {} }
    const id = await tell(object)
    await tell(object, { id, secret: newSecret })
    expect(await inboxOf(id)).toHaveLength(1)
    await world.runJobs()
    await tell(object, { secret: newSecret })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ live: 1, papers: [['invoice', 4_900]] })
    expect(await world.mailsTo(learner.person.email)).toHaveLength(1)
  })

  it('whose work fails in the middle stays stored, and is worked off when it runs again', async () => {
    const { sale } = await aSale()
    await till.pay(sale)
    const id = await tell({ id: sale.sessionId, object: 'checkout.session', client_reference_id: sale.paymentId, metadata: {} })
    for (const crashAt of [10, 16, 22, 28]) {
      expect(await suffer({ crashAt }, () => syncPayment(world.platform, sale))).toMatchObject({ how: 'crashed' })
      expect(await inboxOf(id)).toMatchObject([{ state: 'stored' }])
      expect(await till.factsOf(sale)).toMatchObject({ payment: { captured: 0 }, live: 0, papers: [] })
    }
    await world.runJobs()
    expect(await inboxOf(id)).toMatchObject([{ state: 'done' }])
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1 })
  })

  it('of a dispute that was closed before anybody here had seen the charge ends in the same state', async () => {
    const { sale } = await aSale()
    await till.pay(sale)
    const { id } = await till.control<{ id: string }>(`/payments/${sale.sessionId}/dispute`)
    await till.control(`/disputes/${id}/close`, { outcome: 'lost' })
    await tell({ id, object: 'dispute', charge: null, payment_intent: null, metadata: { payment_id: sale.paymentId } })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'charged_back' }, live: 0, enrolments: [], sum: 0 })
  })
})

type Outcome = 'open' | 'won' | 'lost' | 'lost in part'

describe('a dispute beside a refund', () => {
  it.each<[refunded: 'nothing' | 'a part' | 'all', outcome: Outcome, state: string, live: number]>([
    ['nothing', 'open', 'disputed', 1],
    ['nothing', 'won', 'paid', 1],
    ['nothing', 'lost', 'charged_back', 0],
    ['nothing', 'lost in part', 'partially_refunded', 1],
    ['a part', 'open', 'disputed', 1],
    ['a part', 'won', 'partially_refunded', 1],
    ['a part', 'lost', 'charged_back', 0],
    ['a part', 'lost in part', 'partially_refunded', 1],
    ['all', 'open', 'disputed', 0],
    ['all', 'won', 'refunded', 0],
  ])('with %s refunded, %s: %s, and %i source of access', async (refunded, outcome, state, live) => {
    const { sale } = await aPaidSale()
    if (refunded !== 'nothing') await till.control(`/payments/${sale.sessionId}/refund`, refunded === 'a part' ? { amount: 900 } : {})
    await till.sync(sale)
    const amount = outcome === 'lost in part' ? 1_000 : refunded === 'a part' ? 4_000 : 4_900
    const { id } = await till.control<{ id: string }>(`/payments/${sale.sessionId}/dispute`, { amount })
    await till.sync(sale)
    if (outcome !== 'open') await till.control(`/disputes/${id}/close`, { outcome: outcome === 'won' ? 'won' : 'lost' })
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state }, live, sum: 0 })
  })
})

describe('access with two sources', () => {
  it('stays when one ends, ends with the last, and a new purchase finds the progress where it was', async () => {
    const { learner, admin, course, sale } = await aPaidSale()
    const { courseId } = course
    const [lessonId] = course.lessonIds
    if (!lessonId) throw new Error('a course without lessons')
    await learner.api.enrolments.completeLesson({ courseId, lessonId })
    const gift = await admin.api.enrolments.grant({
      personId: learner.person.id,
      courseId,
      reason: 'A prize',
      requestKey: crypto.randomUUID(),
    })

    await till.control(`/payments/${sale.sessionId}/refund`)
    await till.sync(sale)
    expect(await learner.api.enrolments.standing({ courseId })).toMatchObject({ state: 'enrolled', lessonsDone: 1 })
    await admin.api.enrolments.revoke({ grantId: gift.id, reason: 'The prize was for somebody else' })
    expect(await learner.api.enrolments.standing({ courseId })).toMatchObject({ state: 'ended' })

    const again = await till.startCheckout(learner, course)
    expect(again.orderId).not.toBe(sale.orderId)
    await till.pay(again)
    await till.sync(again)
    expect(await learner.api.enrolments.standing({ courseId })).toMatchObject({ state: 'enrolled', lessonsDone: 1 })
  })

  it('that another payment of the order has bought outlives the payment that was returned, however often that one is looked at', async () => {
    const { tenant, learner, sale } = await aSale()
    await till.pay(sale)
    await till.control(`/payments/${sale.sessionId}/refund`)
    await till.sync(sale)
    const { open } = world.db
    await open.updateTable('orders').set({ state: 'open' }).where('id', '=', sale.orderId).execute()
    const paymentId = newId<PaymentId>()
    const { orderId } = sale
    const copied = { tenant_id: tenant.tenantId, order_id: orderId, provider: 'stripe' as const }
    await open
      .insertInto('payments')
      .values({
        ...copied,
        id: paymentId,
        person_id: learner.person.id,
        account: 'platform',
        livemode: false,
        amount_minor: 4_900,
        currency: 'USD',
        idempotency_key: `open:${paymentId}`,
        created_at: world.clock.now(),
      })
      .execute()
    await open
      .insertInto('payment_routes')
      .values({ ...copied, payment_id: paymentId })
      .execute()
    await till.sync({ paymentId })
    const { facts } = await open.selectFrom('payments').select('facts').where('id', '=', paymentId).executeTakeFirstOrThrow()
    await till.pay({ sessionId: facts.objectId ?? '' })
    await till.sync({ paymentId })
    await till.sync(sale)
    expect(await till.factsOf({ orderId, paymentId })).toMatchObject({
      order: 'paid',
      payment: { state: 'paid' },
      live: 1,
      enrolments: ['active'],
    })
  })
})

it('money that a provider refuses to return is asked for once, and then left to staff', async () => {
  const { tenant, sale } = await aSale()
  await world.db.open
    .updateTable('payments')
    .set({ amount_minor: 9_900 })
    .where('tenant_id', '=', tenant.tenantId)
    .where('id', '=', sale.paymentId)
    .execute()
  await till.pay(sale)
  await syncPayment(world.platform, sale)
  await till.control(`/payments/${sale.sessionId}/dispute`)
  await world.runJobs()
  await till.sync(sale)
  const asked = await world.db.open
    .selectFrom('refund_requests')
    .select(['reason', 'state'])
    .where('payment_id', '=', sale.paymentId)
    .execute()
  expect(asked).toEqual([{ reason: 'mismatch', state: 'failed' }])
})
