import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Stripe } from 'stripe'
import { aSandbox, order, press, readPayments, sdkFor, secretKey } from '../testing.ts'
import type { Sandbox } from '../sandbox.ts'
import { apiVersion } from './events.ts'

let sandbox: Sandbox
let stripe: Stripe
/** Milliseconds that the sandbox's clock is ahead. */
let later = 0
beforeAll(async () => {
  sandbox = await aSandbox({ now: () => Date.now() + later })
  stripe = sdkFor(sandbox)
})
afterAll(() => sandbox.close())

async function paid(card?: string) {
  const session = await stripe.checkout.sessions.create(order)
  await press(sandbox, '/control/pay', { sessionId: session.id, ...(card === undefined ? {} : { card }) })
  return stripe.checkout.sessions.retrieve(session.id, {
    expand: ['payment_intent.latest_charge.balance_transaction', 'payment_intent.latest_charge.refunds', 'line_items'],
  })
}

function chargeOf(session: Stripe.Checkout.Session): Stripe.Charge {
  const intent = session.payment_intent
  if (intent === null || typeof intent === 'string' || intent.latest_charge === null || typeof intent.latest_charge === 'string')
    throw new Error('not expanded')
  return intent.latest_charge
}

async function refusal(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error('the call was not refused')
  return error
}

describe('checkout', () => {
  test('a paid session carries the order through intent, charge and balance', async () => {
    const session = await paid()
    const charge = chargeOf(session)
    expect(session).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      amount_total: 4_900,
      client_reference_id: 'order-1',
      livemode: false,
    })
    expect(session.line_items?.data.map((item) => item.description)).toEqual(['Sea navigation'])
    expect(charge).toMatchObject({
      amount_captured: 4_900,
      metadata: { orderId: 'order-1' },
      refunds: { data: [] },
      balance_transaction: { amount: 4_900, fee: 172, net: 4_728 },
    })
  })

  test('the versions of the SDK and of the events agree', () => {
    expect(apiVersion).toBe(Stripe.API_VERSION)
  })

  test('a session that was never tried has no payment intent', async () => {
    const session = await stripe.checkout.sessions.create(order)
    expect(session).toMatchObject({ status: 'open', payment_intent: null })
    expect(session.url).toContain(`${sandbox.url}/pay/${session.id}`)
  })

  test('an expired session cannot be paid, and says so once', async () => {
    const session = await stripe.checkout.sessions.create(order)
    await stripe.checkout.sessions.expire(session.id)
    expect(await press(sandbox, '/control/pay', { sessionId: session.id })).toMatchObject({ outcome: 'expired' })
    expect((await refusal(stripe.checkout.sessions.expire(session.id))).message).toContain(
      'Only Checkout Sessions with a status in ["open"]',
    )
  })

  test('a debit is complete but unpaid until its bank answers', async () => {
    const session = await stripe.checkout.sessions.create(order)
    await press(sandbox, `/control/sessions/${session.id}/debit`)
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'complete', payment_status: 'unpaid' })
    await press(sandbox, `/control/sessions/${session.id}/settle`, { outcome: 'succeeded' })
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: 'paid' })
  })

  test.each([
    ['a missing address', { ...order, success_url: undefined }, 'Missing required param: success_url.', 'success_url'],
    ['an unknown param', { ...order, colour: 'red' }, 'Received unknown parameter: colour', 'colour'],
    [
      'too little money',
      { ...order, line_items: [{ ...order.line_items[0], price_data: { ...order.line_items[0].price_data, unit_amount: 49 } }] },
      'at least $0.50 usd',
      undefined,
    ],
    ['a language Stripe does not speak', { ...order, locale: 'ar' as const }, 'Invalid locale: must be one of auto', 'locale'],
    ['an end in the past', { ...order, expires_at: 5 }, 'at least 30 minutes', 'expires_at'],
  ])("refuses %s in Stripe's words", async (_what, params, message, param) => {
    const error = await refusal(stripe.rawRequest('POST', '/v1/checkout/sessions', params))
    expect(error).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError', ...(param === undefined ? {} : { param }) })
    expect(error.message).toContain(message)
  })

  test('yen have no decimals: the least is 50 yen', async () => {
    const inYen = (unit_amount: number) => ({
      ...order,
      line_items: [{ price_data: { currency: 'jpy', unit_amount, product_data: { name: 'Sea navigation' } }, quantity: 1 }],
    })
    expect((await refusal(stripe.checkout.sessions.create(inYen(49)))).message).toContain('¥50 jpy')
    expect(await stripe.checkout.sessions.create(inYen(50))).toMatchObject({ amount_total: 50 })
  })
})

describe('access', () => {
  test('another key gets 401 and an unknown address 404', async () => {
    expect(await refusal(sdkFor(sandbox, 'sk_test_somebody_else').balance.retrieve())).toMatchObject({ statusCode: 401 })
    const unknown = await refusal(stripe.rawRequest('GET', '/v1/customers'))
    expect(unknown).toMatchObject({ statusCode: 404 })
    expect(unknown.message).toContain('Unrecognized request URL (GET: /v1/customers)')
    expect(await refusal(stripe.paymentIntents.retrieve('pi_none'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'intent',
    })
  })

  test('every answer has a request id', async () => {
    expect((await stripe.account.retrieveCurrent()).lastResponse.requestId).toMatch(/^req_/)
  })
})

describe('idempotency', () => {
  test('the same key and params make one session and give one answer', async () => {
    const first = await stripe.checkout.sessions.create(order, { idempotencyKey: 'same' })
    const second = await stripe.checkout.sessions.create(order, { idempotencyKey: 'same' })
    expect(second.id).toBe(first.id)
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined()
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true')
  })

  test('the same key with other params is refused', async () => {
    await stripe.checkout.sessions.create(order, { idempotencyKey: 'other' })
    const error = await refusal(stripe.checkout.sessions.create({ ...order, client_reference_id: 'order-2' }, { idempotencyKey: 'other' }))
    expect(error).toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' })
  })

  test('a key in use answers 409, and its effect happens once', async () => {
    await press(sandbox, '/control/knobs', { apiDelayMs: { min: 300, max: 300 } })
    const both = await Promise.allSettled(
      [1, 2].map(() => stripe.checkout.sessions.create({ ...order, client_reference_id: 'twice' }, { idempotencyKey: 'busy' })),
    )
    await press(sandbox, '/control/knobs/reset')
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { statusCode: 409 } })
    expect(await readPayments(sandbox, 'twice')).toHaveLength(1)
  })

  test('a call that took effect and was never answered gives its answer to the same key', async () => {
    await press(sandbox, '/control/knobs', { timeoutAfterEffect: 1, hangMs: 0 })
    await refusal(stripe.checkout.sessions.create({ ...order, client_reference_id: 'unheard' }, { idempotencyKey: 'unheard' }))
    await press(sandbox, '/control/knobs/reset')
    const session = await stripe.checkout.sessions.create({ ...order, client_reference_id: 'unheard' }, { idempotencyKey: 'unheard' })
    expect(await readPayments(sandbox, 'unheard')).toMatchObject([{ session: session.id }])
  })

  test('a call that failed before its effect did nothing', async () => {
    await press(sandbox, '/control/knobs', { fail: 1 })
    expect(
      await refusal(stripe.checkout.sessions.create({ ...order, client_reference_id: 'failed' }, { idempotencyKey: 'failed' })),
    ).toMatchObject({ statusCode: 500 })
    await press(sandbox, '/control/knobs/reset')
    expect(await readPayments(sandbox, 'failed')).toEqual([])
  })
})

describe('refunds and disputes', () => {
  test('money goes back in parts, never more than was captured', async () => {
    const charge = chargeOf(await paid())
    await stripe.refunds.create({ charge: charge.id, amount: 1_000 })
    expect((await refusal(stripe.refunds.create({ charge: charge.id, amount: 4_000 }))).message).toContain(
      '($40.00) is greater than unrefunded amount on charge ($39.00)',
    )
    await stripe.refunds.create({ charge: charge.id })
    expect(await stripe.charges.retrieve(charge.id, { expand: ['refunds'] })).toMatchObject({
      amount_refunded: 4_900,
      refunded: true,
      refunds: { data: [{ amount: 3_900 }, { amount: 1_000 }] },
    })
    expect(await refusal(stripe.refunds.create({ charge: charge.id }))).toMatchObject({ code: 'charge_already_refunded' })
  })

  test('a pending refund that fails gives the money back to the shop', async () => {
    const charge = chargeOf(await paid())
    const refund = await press(sandbox, `/control/payments/${charge.id}/refund`, { pending: true })
    expect(refund).toMatchObject({ status: 'pending', amount: 4_900 })
    await press(sandbox, `/control/refunds/${String(refund['id'])}/settle`, { outcome: 'failed' })
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 0, refunded: false })
    expect(await stripe.refunds.retrieve(String(refund['id']))).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    })
  })

  test('a lost dispute costs amount and fee, a won one costs nothing', async () => {
    const before = (await stripe.balance.retrieve()).available[0]?.amount ?? 0
    const lost = await press(sandbox, `/control/payments/${chargeOf(await paid()).id}/dispute`)
    const won = await press(sandbox, `/control/payments/${chargeOf(await paid()).id}/dispute`)
    expect(await press(sandbox, `/control/disputes/${String(lost['id'])}/close`, { outcome: 'lost' })).toMatchObject({ status: 'lost' })
    expect(await press(sandbox, `/control/disputes/${String(won['id'])}/close`, { outcome: 'won' })).toMatchObject({ status: 'won' })
    expect((await stripe.disputes.retrieve(String(lost['id']))).balance_transactions).toMatchObject([
      { amount: -4_900, fee: 1_500, net: -6_400 },
    ])
    expect((await stripe.balance.retrieve()).available[0]?.amount).toBe(before + 2 * 4_728 - 6_400)
    expect((await refusal(stripe.disputes.close(String(lost['id'])))).message).toContain('already closed')
  })

  test('a disputed charge cannot be refunded, an inquiry can', async () => {
    const charge = chargeOf(await paid('4000000000000259'))
    expect(charge.disputed).toBe(true)
    expect(await refusal(stripe.refunds.create({ charge: charge.id }))).toMatchObject({ code: 'charge_disputed' })
    const asked = chargeOf(await paid())
    await press(sandbox, `/control/payments/${asked.id}/dispute`, { inquiry: true })
    expect(await stripe.refunds.create({ charge: asked.id })).toMatchObject({ status: 'succeeded' })
  })

  test('evidence moves a dispute to review', async () => {
    const dispute = await press(sandbox, `/control/payments/${chargeOf(await paid()).id}/dispute`)
    expect(await stripe.disputes.update(String(dispute['id']), { evidence: { access_activity_log: 'read lesson 1' } })).toMatchObject({
      status: 'under_review',
      evidence_details: { submission_count: 1 },
    })
  })

  test('evidence is heard once, and until its time is over', async () => {
    const evidence = { access_activity_log: 'read lesson 1' }
    const answered = await press(sandbox, `/control/payments/${chargeOf(await paid()).id}/dispute`)
    await stripe.disputes.update(String(answered['id']), { evidence })
    expect((await refusal(stripe.disputes.update(String(answered['id']), { evidence }))).message).toContain('submitted already')
    const late = await press(sandbox, `/control/payments/${chargeOf(await paid()).id}/dispute`)
    later = 8 * 86_400_000
    expect((await refusal(stripe.disputes.update(String(late['id']), { evidence }))).message).toContain('is over')
    later = 0
  })

  test('an inquiry that is prevented leaves the charge as it was', async () => {
    const charge = chargeOf(await paid())
    const dispute = await press(sandbox, `/control/payments/${charge.id}/dispute`, { inquiry: true })
    expect(await press(sandbox, `/control/disputes/${String(dispute['id'])}/close`, { outcome: 'prevented' })).toMatchObject({
      status: 'prevented',
      balance_transactions: [],
    })
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ disputed: false })
  })
})

test('a declined card leaves the session open and says why', async () => {
  const session = await stripe.checkout.sessions.create(order)
  expect(await press(sandbox, '/control/pay', { sessionId: session.id, card: '4000000000009995' })).toMatchObject({
    outcome: 'declined',
    code: 'insufficient_funds',
  })
  expect(await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })).toMatchObject({
    status: 'open',
    payment_intent: {
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined', decline_code: 'insufficient_funds' },
    },
  })
  expect(await press(sandbox, '/control/pay', { sessionId: session.id })).toMatchObject({ outcome: 'paid' })
  expect(await press(sandbox, '/control/pay', { sessionId: session.id })).toMatchObject({ outcome: 'already' })
  const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
  const charges = await stripe.charges.list({
    payment_intent: typeof after.payment_intent === 'object' ? (after.payment_intent?.id ?? '') : '',
  })
  expect(charges.data.map(({ status, amount_captured }) => [status, amount_captured])).toEqual([
    ['succeeded', 4_900],
    ['failed', 0],
  ])
})

test('lists page in both directions and filter by time and type', async () => {
  const made = await Promise.all([1, 2, 3].map(() => stripe.checkout.sessions.create(order)))
  const newest = await stripe.checkout.sessions.list({ limit: 2 })
  expect(newest).toMatchObject({ has_more: true })
  const [first, second] = newest.data.map(({ id }) => id)
  const older = await stripe.checkout.sessions.list({ limit: 1, starting_after: first ?? '' })
  expect(older.data.map(({ id }) => id)).toEqual([second])
  const back = await stripe.checkout.sessions.list({ limit: 1, ending_before: second ?? '' })
  expect(back.data.map(({ id }) => id)).toEqual([first])
  expect((await stripe.checkout.sessions.list({ created: { gte: (made[0]?.created ?? 0) + 1_000 } })).data).toEqual([])
  const events = await stripe.events.list({ types: ['checkout.session.completed', 'payment_intent.payment_failed'], limit: 100 })
  expect(new Set(events.data.map(({ type }) => type))).toEqual(new Set(['checkout.session.completed', 'payment_intent.payment_failed']))
  expect(events.data[0]?.api_version).toBe(Stripe.API_VERSION)
})

test('keys are compared whole', async () => {
  expect(await refusal(sdkFor(sandbox, `${secretKey}x`).balance.retrieve())).toMatchObject({ statusCode: 401 })
})
