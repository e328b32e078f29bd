import type { AddressInfo } from 'node:net'
import { newId } from '@edurise/db'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { refusal, useWorld } from '../../testing/world.ts'
import { sweepPayments } from './inbox/sweep-payments.ts'
import { paymentWebhooks } from './inbox/webhooks.ts'
import { syncPayment } from './sync-payment.ts'
import { paypalTillOf, type PaypalSale } from './testing/paypal-till.ts'

const world = useWorld()
const till = paypalTillOf(world)

afterEach(() => till.control('/knobs/reset'))

async function aSale(wishes?: Parameters<typeof till.aShop>[0]) {
  const shop = await till.aShop(wishes)
  return { ...shop, sale: await till.startCheckout(shop.learner, shop.course) }
}

async function aPaidSale() {
  const all = await aSale()
  await till.approve(all.sale)
  await till.sync(all.sale)
  return all
}

const paid = {
  order: 'paid',
  payment: { state: 'paid', captured: 4_900, refunded: 0 },
  live: 1,
  enrolments: ['active'],
  papers: [['invoice', 4_900]],
  sum: 0,
}

const paypal = () => {
  const gateway = world.platform.gateways.paypal
  if (!gateway) throw new Error('this world has no PayPal')
  return gateway
}

/** Every line of our account at PayPal. */
async function accountAtPaypal() {
  const lines = []
  for await (const line of paypal().movements(new Date('2025-12-31T00:00:00Z'), world.clock.now())) lines.push(line)
  return lines
}

const stateOf = async (sale: PaypalSale) => (await till.factsOf(sale)).payment.state

describe('a buyer who pays through PayPal', () => {
  it('approves there, is charged once by us, and is let in with an invoice and balanced books', async () => {
    const { learner, sale } = await aSale()
    expect(sale.url).toContain('/paypal/')
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'awaiting_payer' }, live: 0 })

    await till.approve(sale)
    expect((await accountAtPaypal()).filter(({ kind }) => kind === 'capture')).toEqual([])
    await till.sync(sale)
    await Promise.all([till.sync(sale), till.sync(sale)])
    expect(await till.factsOf(sale)).toMatchObject(paid)
    expect(await world.mailsTo(learner.person.email)).toHaveLength(1)
  })

  it('who closes the tab after approving is let in by the sweep, with every webhook lost', async () => {
    const { sale } = await aSale()
    await till.approve(sale)
    await sweepPayments(world.platform, {})
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject(paid)
  })

  it('who closes the tab is let in even when PayPal lists no events', async () => {
    const { sale } = await aSale()
    await till.approve(sale)
    world.clock.advance(5 * 60_000)
    const silentList = { ...paypal(), messagesSince: () => Promise.reject(new Error('no list')) }
    await sweepPayments({ ...world.platform, gateways: { ...world.platform.gateways, paypal: silentList } }, {})
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject(paid)
  })

  it('is charged once when the answer to the charge is lost, and asked for again with the same key', async () => {
    const { sale } = await aSale()
    await till.approve(sale)
    await till.control('/knobs', { timeoutAfterEffect: 1, hangMs: 0 })
    const impatient = paypal()
    await expect(
      impatient.capture({
        tenantId: newId(),
        paymentId: sale.paymentId,
        objectId: sale.paypalId,
        idempotencyKey: `capture:${sale.paymentId}`,
      }),
    ).rejects.toMatchObject({ name: 'ProviderSilent' })
    await till.control('/knobs/reset')
    await impatient.capture({
      tenantId: newId(),
      paymentId: sale.paymentId,
      objectId: sale.paypalId,
      idempotencyKey: `capture:${sale.paymentId}`,
    })
    await impatient.capture({ tenantId: newId(), paymentId: sale.paymentId, objectId: sale.paypalId, idempotencyKey: 'another key' })
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject(paid)
  })

  it('finds one order at PayPal, however often the answer to the first call was lost', async () => {
    const { learner, course } = await till.aShop()
    await till.control('/knobs', { timeoutAfterEffect: 1, hangMs: 0 })
    await expect(learner.api.payments.startCheckout({ courseId: course.courseId, provider: 'paypal' })).rejects.toMatchObject(
      refusal('PROVIDER_SILENT'),
    )
    await till.control('/knobs/reset')
    const [one, other] = [await till.startCheckout(learner, course), await till.startCheckout(learner, course)]
    expect(one).toEqual(other)
    await till.approve(one)
    await till.sync(one)
    expect(await till.factsOf(one)).toMatchObject(paid)
  })

  it('who approved just before PayPal went down is charged and let in once it is up again', async () => {
    const { sale } = await aSale()
    await till.approve(sale)
    await till.control('/knobs', { fail: 1 })
    for (let time = 0; time < 3; time += 1) {
      world.clock.advance(30 * 60_000)
      await sweepPayments(world.platform, {})
      await world.runJobs({ mayFail: ['syncPayment', 'capturePayment'] })
    }
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'awaiting_payer' }, live: 0 })
    await till.control('/knobs/reset')
    world.clock.advance(5 * 60_000)
    await sweepPayments(world.platform, {})
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject(paid)
  })

  it('whose payment PayPal looks at first is let in once it comes through', async () => {
    const { sale } = await aSale()
    await till.approve(sale, 'pending')
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'processing' }, live: 0 })
    await till.settleCapture(sale, true)
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject(paid)
  })

  it('whose payment PayPal looked at and denied is not let in, and may try again', async () => {
    const { learner, course, sale } = await aSale()
    await till.approve(sale, 'pending')
    await till.sync(sale)
    await till.settleCapture(sale, false)
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'expired' }, live: 0 })
    const again = await till.startCheckout(learner, course)
    expect(again.paypalId).not.toBe(sale.paypalId)
  })

  it('whose card is declined at the charge is not let in, and pays with a new order', async () => {
    const { learner, course, sale } = await aSale()
    await till.approve(sale, 'declined')
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ live: 0, papers: [] })
    const { payments } = await learner.api.payments.orderById({ orderId: sale.orderId })
    expect(payments).toMatchObject([{ state: 'expired', failure: 'card_declined', checkoutUrl: null }])
    const again = await till.startCheckout(learner, course)
    expect(again.paypalId).not.toBe(sale.paypalId)
    await till.approve(again)
    await till.sync(again)
    expect(await till.factsOf(again)).toMatchObject(paid)
  })

  it('who never approves keeps nothing open: PayPal forgets the order, and so do we', async () => {
    const { sale } = await aSale()
    world.clock.advance(4 * 3_600_000)
    await till.sync(sale)
    expect(await stateOf(sale)).toBe('expired')
  })

  it('is not offered PayPal in a currency that it does not take', async () => {
    const { tenant, admin, learner } = await till.aShop()
    const course = await world.aCourse({ tenantId: tenant.tenantId, currency: 'SOS', priceMinor: 100_000 })
    await expect(admin.api.payments.switchMethod({ currency: 'SOS', provider: 'paypal', enabled: true })).rejects.toMatchObject(
      refusal('METHOD_NOT_OFFERED'),
    )
    await expect(learner.api.payments.startCheckout({ courseId: course.courseId, provider: 'paypal' })).rejects.toMatchObject(
      refusal('METHOD_NOT_OFFERED'),
    )
  })

  it('pays whole yen, not a hundredth of them', async () => {
    const { sale } = await aSale({ currency: 'JPY', priceMinor: 4_900 })
    await till.approve(sale)
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject(paid)
    expect((await accountAtPaypal()).filter(({ currency }) => currency === 'JPY').map(({ amountMinor }) => amountMinor)).toEqual([4_900])
  })

  it('keeps access when PayPal has forgotten the order of a payment that it took', async () => {
    const { sale } = await aPaidSale()
    const forgetful = {
      ...paypal(),
      lookup: async () => ({
        objectId: sale.paypalId,
        checkoutUrl: '',
        account: 'platform',
        livemode: false,
        ended: true,
        observedAt: new Date().toISOString(),
      }),
    }
    await syncPayment({ ...world.platform, gateways: { ...world.platform.gateways, paypal: forgetful } }, { paymentId: sale.paymentId })
    expect(await till.factsOf(sale)).toMatchObject(paid)
  })
})

describe('money that goes back through PayPal', () => {
  it('ends access when staff return all of it, with a credit note and balanced books', async () => {
    const { admin, sale } = await aPaidSale()
    await admin.api.refunds.make({ paymentId: sale.paymentId, amountMinor: 4_900, lines: [], requestKey: newId<string>(), note: 'asked' })
    expect(await stateOf(sale)).toBe('paid')
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({
      order: 'refunded',
      payment: { state: 'refunded', refunded: 4_900 },
      live: 0,
      papers: [
        ['invoice', 4_900],
        ['credit_note', -4_900],
      ],
      sum: 0,
    })
  })

  it('goes back once when the answer to the refund was lost', async () => {
    const { admin, sale } = await aPaidSale()
    await admin.api.refunds.make({ paymentId: sale.paymentId, amountMinor: 1_000, lines: [], requestKey: newId<string>(), note: 'asked' })
    await till.control('/knobs', { timeoutAfterEffect: 1, hangMs: 0 })
    await world.runJobs({ mayFail: ['makeRefund', 'syncPayment'] })
    await till.control('/knobs/reset')
    world.clock.advance(5 * 60_000)
    await sweepPayments(world.platform, {})
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'partially_refunded', refunded: 1_000 }, live: 1, sum: 0 })
  })

  it('has the same effect when it was returned in PayPal’s own pages', async () => {
    const { sale } = await aPaidSale()
    await till.refundAtPaypal(sale, 1_000)
    await sweepPayments(world.platform, {})
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'partially_refunded', refunded: 1_000 }, live: 1 })
    await till.refundAtPaypal(sale)
    await sweepPayments(world.platform, {})
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'refunded', refunded: 4_900 }, live: 0, sum: 0 })
  })
})

describe('a dispute at PayPal', () => {
  it('leaves access while it is open, and ends it when it is lost, with the fee in the books', async () => {
    const { sale } = await aPaidSale()
    const dispute = await till.dispute(sale)
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'disputed' }, live: 1 })
    await till.closeDispute(dispute, 'lost')
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'charged_back' }, live: 0, sum: 0 })
  })

  it('that is won or withdrawn leaves the payment as it was', async () => {
    for (const outcome of ['won', 'withdrawn'] as const) {
      const { sale } = await aPaidSale()
      const dispute = await till.dispute(sale)
      await till.sync(sale)
      await till.closeDispute(dispute, outcome)
      await till.sync(sale)
      expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1, sum: 0 })
    }
  })

  it('that is lost in part leaves access, and the part is gone', async () => {
    const { sale } = await aPaidSale()
    const dispute = await till.dispute(sale)
    await till.closeDispute(dispute, 'partial', 2_000)
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'partially_refunded' }, live: 1, sum: 0 })
  })

  it('that is only a question takes nothing', async () => {
    const { sale } = await aPaidSale()
    const before = (await till.factsOf(sale)).atProvider
    const dispute = await till.dispute(sale, { inquiry: true })
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'disputed' }, live: 1, atProvider: before })
    await till.closeDispute(dispute, 'withdrawn')
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ ...paid, atProvider: before })
  })

  it('is answered once, however often evidence is sent', async () => {
    const { sale } = await aPaidSale()
    const dispute = await till.dispute(sale)
    const evidence = {
      disputeId: dispute,
      customerName: 'Amina Said',
      customerEmail: 'amina@example.org',
      productDescription: 'Weaving for beginners',
      serviceDate: '2026-01-01',
      accessLog: 'opened\n'.repeat(1_000),
      refundPolicy: '14 days',
      correspondence: 'a receipt',
      idempotencyKey: `evidence:${dispute}`,
    }
    await paypal().submitEvidence?.(evidence)
    await paypal().submitEvidence?.(evidence)
    const { disputes } = await paypal().lookup({ ...sale, tenantId: newId(), objectId: sale.paypalId })
    expect(disputes?.[dispute]).toMatchObject({ status: 'under_review', answered: true })
  })

  it('is answered once as an inquiry, and once more when it has become a dispute', async () => {
    const { sale } = await aPaidSale()
    const dispute = await till.dispute(sale, { inquiry: true })
    const evidence = {
      disputeId: dispute,
      customerName: 'Amina Said',
      customerEmail: 'amina@example.org',
      productDescription: 'Weaving for beginners',
      serviceDate: '2026-01-01',
      accessLog: 'opened',
      refundPolicy: '14 days',
      correspondence: 'a receipt',
    }
    const standing = async () => {
      const { disputes } = await paypal().lookup({ ...sale, tenantId: newId(), objectId: sale.paypalId })
      return disputes?.[dispute]
    }
    await paypal().submitEvidence?.({ ...evidence, idempotencyKey: 'evidence:first' })
    expect(await standing()).toMatchObject({ status: 'warning', answered: true })
    await till.control(`/paypal/disputes/${dispute}/escalate`)
    const asked = await standing()
    expect(asked).toMatchObject({ status: 'needs_response', dueAt: expect.any(String) })
    expect(asked).not.toHaveProperty('answered')
    await paypal().submitEvidence?.({ ...evidence, idempotencyKey: 'evidence:second' })
    expect(await standing()).toMatchObject({ status: 'under_review', answered: true })
  })
})

describe('messages of PayPal', () => {
  let app: FastifyInstance
  let address: string

  beforeAll(async () => {
    app = Fastify()
    await app.register(paymentWebhooks, { platform: world.platform })
    await app.listen({ port: 0, host: '127.0.0.1' })
    address = `http://127.0.0.1:${portOf(app.server.address())}`
  })
  afterAll(() => app.close())

  it('are believed by their certificate alone, stored once, and let the buyer in', async () => {
    const { sale } = await aSale()
    const verify = vi.spyOn(paypal(), 'verify')
    world.sandbox.setWebhookUrl(`${address}/stripe`)
    await till.approve(sale)
    await vi.waitFor(async () => expect(await inboxOf(sale)).toHaveLength(1), { timeout: 10_000 })
    expect(await verify.mock.results[0]?.value).toMatchObject({ type: 'CHECKOUT.ORDER.APPROVED', trust: 'signature' })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject(paid)
  })

  it('that anybody else sends are refused, and change nothing', async () => {
    const { sale } = await aSale()
    const body = JSON.stringify({
      id: 'WH-FORGED',
      event_type: 'PAYMENT.CAPTURE.COMPLETED',
      create_time: new Date(world.clock.peek()).toISOString(),
      resource: { id: 'FORGED', custom_id: sale.paymentId },
    })
    const headers = {
      'content-type': 'application/json',
      'paypal-transmission-id': '69cd13f0-d67a-11e5',
      'paypal-transmission-time': new Date(world.clock.peek()).toISOString(),
      'paypal-transmission-sig': Buffer.alloc(256, 1).toString('base64'),
      'paypal-cert-url': `${world.sandbox.paypalBase}/v1/notifications/certs/NOBODYS`,
      'paypal-auth-algo': 'SHA256withRSA',
    }
    const answer = await app.inject({ method: 'POST', url: '/paypal', headers, payload: body })
    expect(answer.statusCode).toBe(400)
    expect(await inboxOf(sale)).toEqual([])
  })

  it('of the older kind are believed when PayPal says that it sent these very bytes', async () => {
    await till.control('/paypal/ipn', { url: `${address}/paypal-ipn` })
    const { sale } = await aSale()
    await till.approve(sale)
    await till.sync(sale)
    await vi.waitFor(async () => expect((await inboxOf(sale)).map(({ type }) => type)).toContain('IPN.COMPLETED'), { timeout: 10_000 })
    const forged = await app.inject({
      method: 'POST',
      url: '/paypal-ipn',
      payload: `txn_id=FORGED&payment_status=Completed&custom=${sale.paymentId}`,
    })
    expect(forged.statusCode).toBe(400)
  })
})

it('the books hold at every moment what PayPal’s account holds', async () => {
  const { open } = world.db
  const payments = await open.selectFrom('payments').select('id').where('provider', '=', 'paypal').execute()
  for (const { id } of payments) await till.sync({ paymentId: id })
  const entries = await open
    .selectFrom('ledger_entries')
    .innerJoin('payments', 'payments.id', 'ledger_entries.payment_id')
    .select(['ledger_entries.currency', 'ledger_entries.amount_minor as amount'])
    .where('ledger_entries.account', '=', 'provider_balance')
    .where('payments.provider', '=', 'paypal')
    .execute()
  const total = (lines: { currency: string; amount: number }[]) =>
    Object.fromEntries(
      [...new Set(lines.map(({ currency }) => currency))]
        .sort()
        .map((currency) => [currency, lines.filter((line) => line.currency === currency).reduce((sum, { amount }) => sum + amount, 0)]),
    )
  const lines = await accountAtPaypal()
  expect(lines.length).toBeGreaterThan(10)
  expect(total(entries)).toEqual(total(lines.map(({ currency, amountMinor, feeMinor }) => ({ currency, amount: amountMinor - feeMinor }))))
})

it('the proof finds every payment at PayPal, with what it took', async () => {
  const found = new Set<string>()
  for await (const { paymentId, facts } of paypal().paymentsSince(new Date('2025-12-31T00:00:00Z'))) {
    expect(facts.paymentEcho).toBe(paymentId)
    expect(Object.keys(facts.captures ?? {})).toHaveLength(1)
    if (paymentId) found.add(paymentId)
  }
  const rows = await world.db.open
    .selectFrom('payments')
    .select('id')
    .where('provider', '=', 'paypal')
    .where('captured_minor', '>', 0)
    .execute()
  expect([...found].sort()).toEqual(rows.map(({ id }) => id).sort())
})

const inboxOf = ({ paymentId }: PaypalSale) =>
  world.db.open.selectFrom('webhook_inbox').select(['event_id', 'type']).where('payment_id', '=', paymentId).execute()

/** A server that listens on a port has an address of this kind. */
function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}
