import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../sandbox.ts'
import { aSandbox, press, readPayments } from '../testing.ts'
import { feeOf, minorOf, money } from './money.ts'
import { anOrder, askToken, paypalFor, textAt } from './testing.ts'

let sandbox: Sandbox
let paypal: Awaited<ReturnType<typeof paypalFor>>
beforeAll(async () => {
  sandbox = await aSandbox()
  paypal = await paypalFor(sandbox)
})
afterAll(() => sandbox.close())

const issues = (body: object) => {
  const { details }: { details?: { issue: string }[] } = body
  return details?.map(({ issue }) => issue)
}

describe('access', () => {
  test('a token is given to the right client only, and for client credentials only', async () => {
    expect(await askToken(sandbox)).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 32_400 } })
    expect(await askToken(sandbox, 'another secret')).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await askToken(sandbox, undefined, '')).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } })
  })

  test('without a token that holds nothing is answered', async () => {
    const call = (token: string) => paypal.call('GET', '/v2/checkout/orders/X', { headers: { authorization: `Bearer ${token}` } })
    const { token } = await askToken(sandbox)
    expect((await call(token)).status).toBe(404)
    expect((await call(`${token}x`)).status).toBe(401)
    expect((await call('')).status).toBe(401)
  })

  test('a token ends by the clock, and when it is revoked', async () => {
    let ahead = 0
    const other = await aSandbox({ now: () => Date.now() + ahead })
    const shop = await paypalFor(other)
    expect((await shop.get('/v1/reporting/balances')).status).toBe(200)
    ahead = 32_401_000
    expect((await shop.get('/v1/reporting/balances')).status).toBe(401)
    const again = await paypalFor(other)
    await press(other, '/control/paypal/tokens/revoke')
    expect((await again.get('/v1/reporting/balances')).status).toBe(401)
    await other.close()
  })

  test('a sandbox without an account answers nobody', async () => {
    const other = await aSandbox({ paypal: { clientId: 'x', clientSecret: 'y', webhookId: 'Z' } })
    expect((await askToken(other)).status).toBe(401)
    await other.close()
  })
})

describe('orders', () => {
  test('an order waits for its payer, is approved, and is captured once with its fee', async () => {
    const orderId = await paypal.create()
    const waiting = await paypal.get(`/v2/checkout/orders/${orderId}`)
    expect(waiting.body).toMatchObject({
      status: 'PAYER_ACTION_REQUIRED',
      purchase_units: [{ reference_id: 'order-1', custom_id: 'payment-1', amount: { value: '49.00' } }],
      links: [{ rel: 'self' }, { rel: 'payer-action', href: `${sandbox.paypalBase}/checkoutnow?token=${orderId}` }],
    })
    expect(issues((await paypal.post(`/v2/checkout/orders/${orderId}/capture`)).body)).toEqual(['ORDER_NOT_APPROVED'])
    await press(sandbox, `/control/paypal/orders/${orderId}/approve`)
    expect((await paypal.get(`/v2/checkout/orders/${orderId}`)).body).toMatchObject({
      status: 'APPROVED',
      payer: { email_address: 'amina@example.org' },
    })
    const captured = await paypal.post(`/v2/checkout/orders/${orderId}/capture`, { headers: { prefer: 'return=representation' } })
    expect(captured).toMatchObject({
      status: 201,
      body: {
        status: 'COMPLETED',
        purchase_units: [
          {
            payments: {
              captures: [
                {
                  status: 'COMPLETED',
                  custom_id: 'payment-1',
                  seller_receivable_breakdown: {
                    gross_amount: { value: '49.00' },
                    paypal_fee: { value: '2.20' },
                    net_amount: { value: '46.80' },
                  },
                },
              ],
            },
          },
        ],
      },
    })
    expect(issues((await paypal.post(`/v2/checkout/orders/${orderId}/capture`)).body)).toEqual(['ORDER_ALREADY_CAPTURED'])
  })

  test('an order without a payment source has an approve link instead', async () => {
    const { payment_source: _source, ...plain } = anOrder()
    const made = await paypal.post('/v2/checkout/orders', { body: plain })
    expect(made.body).toMatchObject({ status: 'CREATED', links: [{ rel: 'self' }, { rel: 'approve' }, { rel: 'capture' }] })
  })

  test.each([
    ['no currency', { amount: { value: '49.00' } }, 'MISSING_REQUIRED_PARAMETER', '/purchase_units/0/amount/currency_code'],
    [
      'letters for an amount',
      { amount: { currency_code: 'USD', value: 'free' } },
      'INVALID_PARAMETER_SYNTAX',
      '/purchase_units/0/amount/value',
    ],
    ['a long name', { custom_id: 'x'.repeat(128) }, 'INVALID_STRING_LENGTH', '/purchase_units/0/custom_id'],
  ])('a request with %s is refused as the published API says', async (_what, unit, issue, field) => {
    const { status, body } = await paypal.post('/v2/checkout/orders', { body: anOrder(unit) })
    expect([status, body]).toMatchObject([400, { name: 'INVALID_REQUEST', details: [{ issue, field, location: 'body' }] }])
  })

  test.each([
    ['half a cent', { amount: { currency_code: 'USD', value: '49.005' }, items: undefined }, 'DECIMAL_PRECISION'],
    ['half a yen', { amount: { currency_code: 'JPY', value: '49.5' }, items: undefined }, 'DECIMAL_PRECISION'],
    ['nothing to pay', { amount: { currency_code: 'USD', value: '0.00' }, items: undefined }, 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    ['dirhams', { amount: { currency_code: 'AED', value: '49.00' }, items: undefined }, 'INVALID_CURRENCY_CODE'],
    [
      'items that cost something else',
      { amount: { currency_code: 'USD', value: '48.00', breakdown: { item_total: { currency_code: 'USD', value: '48.00' } } } },
      'ITEM_TOTAL_MISMATCH',
    ],
    [
      'a breakdown that adds up to something else',
      { amount: { currency_code: 'USD', value: '48.00', breakdown: { item_total: { currency_code: 'USD', value: '49.00' } } } },
      'AMOUNT_MISMATCH',
    ],
  ])('an order over %s is refused', async (_what, unit, issue) => {
    const { status, body } = await paypal.post('/v2/checkout/orders', { body: anOrder(unit) })
    expect([status, issues(body)]).toEqual([422, [issue]])
  })

  test('a declined instrument takes nothing, and the payer may choose another', async () => {
    const orderId = await paypal.create()
    await press(sandbox, `/control/paypal/orders/${orderId}/approve`, { outcome: 'declined' })
    const { status, body } = await paypal.post(`/v2/checkout/orders/${orderId}/capture`, { key: `capture-${orderId}` })
    expect([status, issues(body)]).toEqual([422, ['INSTRUMENT_DECLINED']])
    expect(JSON.stringify(body)).toContain(`checkoutnow?token=${orderId}`)
    await press(sandbox, `/control/paypal/orders/${orderId}/approve`)
    expect(await paypal.post(`/v2/checkout/orders/${orderId}/capture`, { key: `capture-${orderId}` })).toMatchObject({ status: 201 })
  })

  test('money under review comes when the review says so, or never', async () => {
    const held = await paypal.paid({}, { outcome: 'pending' })
    const { body } = await paypal.get(`/v2/payments/captures/${held.captureId}`)
    expect(body).toMatchObject({
      status: 'PENDING',
      status_details: { reason: 'PENDING_REVIEW' },
      supplementary_data: { related_ids: { order_id: held.orderId } },
    })
    expect(issues((await paypal.post(`/v2/payments/captures/${held.captureId}/refund`)).body)).toEqual(['PENDING_CAPTURE'])
    await press(sandbox, `/control/paypal/captures/${held.captureId}/settle`, { outcome: 'completed' })
    expect((await paypal.get(`/v2/payments/captures/${held.captureId}`)).body).toMatchObject({ status: 'COMPLETED' })
    const denied = await paypal.paid({ custom_id: 'denied' }, { outcome: 'pending' })
    await press(sandbox, `/control/paypal/captures/${denied.captureId}/settle`, { outcome: 'denied' })
    expect((await paypal.get(`/v2/payments/captures/${denied.captureId}`)).body).toMatchObject({ status: 'DECLINED' })
    expect(await readPayments(sandbox, 'denied')).toMatchObject([{ provider: 'paypal', captured: 0, status: 'complete' }])
  })

  test('an account takes an invoice number once', async () => {
    await paypal.paid({ invoice_id: 'INV-1' })
    const orderId = await paypal.create({ invoice_id: 'INV-1' })
    await press(sandbox, `/control/paypal/orders/${orderId}/approve`)
    expect(issues((await paypal.post(`/v2/checkout/orders/${orderId}/capture`)).body)).toEqual(['DUPLICATE_INVOICE_ID'])
  })

  test('an order that nobody approved is gone after three hours, a captured one stays', async () => {
    let ahead = 0
    const other = await aSandbox({ now: () => Date.now() + ahead })
    const early = await paypalFor(other)
    const [left, bought] = [await early.create(), await early.paid()]
    ahead = 3 * 3_600_000 - 60_000
    expect((await early.get(`/v2/checkout/orders/${left}`)).status).toBe(200)
    ahead = 3 * 3_600_000 + 1_000
    expect(await early.get(`/v2/checkout/orders/${left}`)).toMatchObject({ status: 404, body: { name: 'RESOURCE_NOT_FOUND' } })
    expect(await early.get(`/v2/checkout/orders/${bought.orderId}`)).toMatchObject({ status: 200, body: { status: 'COMPLETED' } })
    await other.close()
  })

  test('a request id longer than the published API has is refused', async () => {
    expect(await paypal.post('/v2/checkout/orders', { body: anOrder(), key: 'x'.repeat(109) })).toMatchObject({
      status: 400,
      body: { details: [{ field: 'PayPal-Request-Id', issue: 'INVALID_STRING_LENGTH' }] },
    })
  })

  test('a body that is not said to be JSON is refused', async () => {
    const orderId = await paypal.create()
    const answer = await paypal.post(`/v2/checkout/orders/${orderId}/capture`, { headers: { 'content-type': 'text/plain' }, body: '{}' })
    expect(answer).toMatchObject({ status: 415, body: { name: 'UNSUPPORTED_MEDIA_TYPE' } })
    expect(issues((await paypal.post('/v2/checkout/orders', { body: '{' })).body)).toEqual(['MALFORMED_REQUEST_JSON'])
  })
})

describe('idempotency', () => {
  test('the same request id makes one order and shows how it stands by then', async () => {
    const first = await paypal.post('/v2/checkout/orders', { body: anOrder({ custom_id: 'same' }), key: 'same' })
    const second = await paypal.post('/v2/checkout/orders', { body: anOrder({ custom_id: 'same' }), key: 'same' })
    expect([first.status, second.status, textAt(second.body, 'id')]).toEqual([201, 200, textAt(first.body, 'id')])
    await press(sandbox, `/control/paypal/orders/${textAt(first.body, 'id')}/approve`)
    const third = await paypal.post('/v2/checkout/orders', { body: anOrder({ custom_id: 'same' }), key: 'same' })
    expect(third).toMatchObject({ status: 200, body: { id: textAt(first.body, 'id'), status: 'APPROVED' } })
    expect(await readPayments(sandbox, 'same')).toHaveLength(1)
  })

  test('the same request id with another body is refused', async () => {
    await paypal.post('/v2/checkout/orders', { body: anOrder(), key: 'other' })
    const answer = await paypal.post('/v2/checkout/orders', { body: anOrder({ custom_id: 'payment-2' }), key: 'other' })
    expect([answer.status, issues(answer.body)]).toEqual([422, ['DUPLICATE_REQUEST_ID']])
  })

  test('a capture and a refund are repeated without a second effect', async () => {
    const orderId = await paypal.create({ custom_id: 'repeated' })
    await press(sandbox, `/control/paypal/orders/${orderId}/approve`)
    const captures = await Promise.all([1, 2, 3].map(() => paypal.post(`/v2/checkout/orders/${orderId}/capture`, { key: 'capture' })))
    expect(captures.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 201])
    const [line] = await readPayments(sandbox, 'repeated')
    const body = { amount: { currency_code: 'USD', value: '10.00' } }
    const path = `/v2/payments/captures/${line?.charge}/refund`
    const [once, twice] = [await paypal.post(path, { body, key: 'refund' }), await paypal.post(path, { body, key: 'refund' })]
    expect([once.status, twice.status, textAt(twice.body, 'id')]).toEqual([201, 201, textAt(once.body, 'id')])
    expect(await readPayments(sandbox, 'repeated')).toMatchObject([{ captured: 4_900, refunded: 1_000 }])
  })

  test('a request id in use answers 409, and its effect happens once', async () => {
    await press(sandbox, '/control/knobs', { apiDelayMs: { min: 300, max: 300 } })
    const both = await Promise.all(
      [1, 2].map(() => paypal.post('/v2/checkout/orders', { body: anOrder({ custom_id: 'twice' }), key: 'busy' })),
    )
    await press(sandbox, '/control/knobs/reset')
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    expect(await readPayments(sandbox, 'twice')).toHaveLength(1)
  })

  test('a call that took effect and was never answered shows it to the same request id', async () => {
    const body = anOrder({ custom_id: 'unheard' })
    await press(sandbox, '/control/knobs', { timeoutAfterEffect: 1, hangMs: 0 })
    await expect(paypal.post('/v2/checkout/orders', { body, key: 'unheard' })).rejects.toThrow('fetch failed')
    await press(sandbox, '/control/knobs/reset')
    const heard = await paypal.post('/v2/checkout/orders', { body, key: 'unheard' })
    expect(heard.status).toBe(200)
    expect(await readPayments(sandbox, 'unheard')).toMatchObject([{ session: textAt(heard.body, 'id') }])
  })

  test('a call that failed before its effect did nothing', async () => {
    await press(sandbox, '/control/knobs', { fail: 1 })
    const failed = await paypal.post('/v2/checkout/orders', { body: anOrder({ custom_id: 'failed' }), key: 'failed' })
    await press(sandbox, '/control/knobs/reset')
    expect(failed).toMatchObject({ status: 500, body: { name: 'INTERNAL_SERVER_ERROR' } })
    expect(await readPayments(sandbox, 'failed')).toEqual([])
  })
})

describe('refunds', () => {
  const ten = { amount: { currency_code: 'USD', value: '10.00' } }

  test('money goes back in parts, never more than was captured', async () => {
    const { captureId } = await paypal.paid({ custom_id: 'in-parts' })
    const path = `/v2/payments/captures/${captureId}/refund`
    const part = await paypal.post(path, { body: ten, headers: { prefer: 'return=representation' } })
    expect(part).toMatchObject({
      status: 201,
      body: { status: 'COMPLETED', seller_payable_breakdown: { total_refunded_amount: { value: '10.00' } } },
    })
    expect((await paypal.get(`/v2/payments/captures/${captureId}`)).body).toMatchObject({ status: 'PARTIALLY_REFUNDED' })
    expect(issues((await paypal.post(path, { body: { amount: { currency_code: 'USD', value: '39.01' } } })).body)).toEqual([
      'REFUND_AMOUNT_EXCEEDED',
    ])
    expect(issues((await paypal.post(path, { body: { amount: { currency_code: 'EUR', value: '1.00' } } })).body)).toEqual([
      'REFUND_CAPTURE_CURRENCY_MISMATCH',
    ])
    await paypal.post(path)
    expect((await paypal.get(`/v2/payments/captures/${captureId}`)).body).toMatchObject({ status: 'REFUNDED' })
    expect(issues((await paypal.post(path)).body)).toEqual(['CAPTURE_FULLY_REFUNDED'])
    expect((await paypal.get(`/v2/payments/refunds/${textAt(part.body, 'id')}`)).body).toMatchObject({ amount: { value: '10.00' } })
    expect(await readPayments(sandbox, 'in-parts')).toMatchObject([{ captured: 4_900, refunded: 4_900 }])
  })

  test('a refund that waits holds its amount, and frees it when it fails', async () => {
    const { captureId } = await paypal.paid({}, { slowRefunds: true })
    const path = `/v2/payments/captures/${captureId}/refund`
    const refund = await paypal.post(path, { headers: { prefer: 'return=representation' } })
    expect(refund.body).toMatchObject({ status: 'PENDING', status_details: { reason: 'ECHECK' } })
    expect(issues((await paypal.post(path, { body: ten })).body)).toEqual(['CAPTURE_FULLY_REFUNDED'])
    await press(sandbox, `/control/paypal/refunds/${textAt(refund.body, 'id')}/settle`, { outcome: 'failed' })
    expect((await paypal.get(`/v2/payments/captures/${captureId}`)).body).toMatchObject({ status: 'COMPLETED' })
    const second = await paypal.post(path, { body: ten })
    await press(sandbox, `/control/paypal/refunds/${textAt(second.body, 'id')}/settle`, { outcome: 'completed' })
    expect((await paypal.get(`/v2/payments/captures/${captureId}`)).body).toMatchObject({ status: 'PARTIALLY_REFUNDED' })
  })
})

describe('disputes and the account', () => {
  const dispute = async (captureId: string, values: object = {}) =>
    String((await press(sandbox, `/control/paypal/captures/${captureId}/dispute`, values))['id'])
  const close = (id: string, outcome: string, amount?: number) =>
    press(sandbox, `/control/paypal/disputes/${id}/close`, { outcome, amount })
  const show = async (id: string) => (await paypal.get(`/v1/customer/disputes/${id}`)).body
  const outcomeOf = async (id: string) => {
    const { dispute_outcome: outcome }: { dispute_outcome?: object } = await show(id)
    return outcome
  }
  const balance = async () => {
    const { body } = await paypal.get('/v1/reporting/balances?currency_code=USD')
    return minorOf(textAt(body, 'balances', 0, 'total_balance', 'value'), 'USD') ?? Number.NaN
  }

  test('a chargeback takes amount and fee; each end leaves what it says', async () => {
    const captures = [await paypal.paid(), await paypal.paid(), await paypal.paid(), await paypal.paid()]
    const before = await balance()
    const ids = []
    for (const { captureId } of captures) ids.push(await dispute(captureId))
    const [lost = '', won = '', partial = '', withdrawn = ''] = ids
    expect(await balance()).toBe(before - 4 * 6_900)
    expect(await show(lost)).toMatchObject({
      status: 'WAITING_FOR_SELLER_RESPONSE',
      dispute_life_cycle_stage: 'CHARGEBACK',
      disputed_transactions: [{ seller_transaction_id: captures[0]?.captureId }],
      money_movements: [
        { affected_party: 'SELLER', type: 'DEBIT', amount: { value: '49.00' }, reason: 'DISPUTE_SETTLEMENT' },
        { affected_party: 'SELLER', type: 'DEBIT', amount: { value: '20.00' }, reason: 'CHARGEBACK_FEE' },
      ],
    })
    await close(lost, 'lost')
    await close(won, 'won')
    await close(partial, 'partial', 1_900)
    await close(withdrawn, 'withdrawn')
    expect(await balance()).toBe(before - 6_900 - (1_900 + 2_000))
    expect(await Promise.all(ids.map(outcomeOf))).toEqual([
      { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: money(4_900, 'USD') },
      { outcome_code: 'RESOLVED_SELLER_FAVOUR', amount_refunded: money(0, 'USD') },
      { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: money(1_900, 'USD') },
      { outcome_code: 'CANCELED_BY_BUYER', amount_refunded: money(0, 'USD') },
    ])
    expect(await close(lost, 'won')).toMatchObject({ httpStatus: 422 })
  })

  test('an inquiry moves no money until it becomes a chargeback', async () => {
    const { captureId } = await paypal.paid()
    const before = await balance()
    const id = await dispute(captureId, { inquiry: true, amount: 900 })
    expect(await show(id)).toMatchObject({ status: 'OPEN', dispute_life_cycle_stage: 'INQUIRY', money_movements: [] })
    expect(await balance()).toBe(before)
    expect(await close(id, 'lost')).toMatchObject({ httpStatus: 422 })
    await press(sandbox, `/control/paypal/disputes/${id}/escalate`)
    expect(await balance()).toBe(before - 900 - 2_000)
    expect(await press(sandbox, `/control/paypal/captures/${captureId}/dispute`)).toMatchObject({ httpStatus: 422 })
  })

  test('disputes are found by their transaction, and what is claimed back cannot be refunded', async () => {
    const { captureId } = await paypal.paid()
    const id = await dispute(captureId)
    const { body } = await paypal.get(`/v1/customer/disputes?disputed_transaction_id=${captureId}`)
    expect(body).toMatchObject({ items: [{ dispute_id: id, dispute_amount: { value: '49.00' } }] })
    expect(issues((await paypal.post(`/v2/payments/captures/${captureId}/refund`)).body)).toEqual([
      'REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK',
    ])
    expect((await paypal.get(`/v2/payments/captures/${captureId}`)).body).toMatchObject({
      status: 'COMPLETED',
      status_details: { reason: 'CHARGEBACK' },
    })
    await close(id, 'won')
    expect(await paypal.post(`/v2/payments/captures/${captureId}/refund`)).toMatchObject({ status: 201 })
  })

  test('evidence comes as a form with an input part, and puts the dispute under review', async () => {
    const id = await dispute((await paypal.paid()).captureId)
    const send = (input: object) => {
      const form = new FormData()
      form.append('input', new Blob([JSON.stringify(input)], { type: 'application/json' }))
      form.append('file1', new Blob(['read lesson 1'], { type: 'text/plain' }), 'access.txt')
      return askWithForm(`/v1/customer/disputes/${id}/provide-evidence`, form)
    }
    expect(await send({ evidences: [{ evidence_type: 'A_FEELING' }] })).toBe(400)
    expect(await send({ evidences: [{ evidence_type: 'OTHER', notes: 'x'.repeat(2_001) }] })).toBe(400)
    expect(await send({ evidences: [{ evidence_type: 'PROOF_OF_FULFILLMENT', notes: 'read lesson 1' }] })).toBe(200)
    expect(await show(id)).toMatchObject({ status: 'UNDER_REVIEW', evidences: [{ notes: 'read lesson 1' }] })
    await close(id, 'won')
    expect(await send({ evidences: [{ evidence_type: 'OTHER', notes: 'late' }] })).toBe(422)
  })

  async function askWithForm(path: string, form: FormData): Promise<number> {
    const { token } = await askToken(sandbox)
    const answer = await fetch(`${sandbox.paypalBase}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    })
    await answer.arrayBuffer()
    return answer.status
  }

  test('the account tells each movement with its code, in pages, oldest first', async () => {
    const other = await aSandbox()
    const shop = await paypalFor(other)
    const { captureId } = await shop.paid({ invoice_id: 'INV-9', custom_id: 'payment-9' })
    await press(other, `/control/paypal/captures/${captureId}/refund`, { amount: 1_000 })
    const id = String((await press(other, `/control/paypal/captures/${captureId}/dispute`, { amount: 900 }))['id'])
    await press(other, `/control/paypal/disputes/${id}/close`, { outcome: 'won' })
    const day = 86_400_000
    const span = `start_date=${new Date(Date.now() - day).toISOString()}&end_date=${new Date(Date.now() + day).toISOString()}`
    const { body } = await shop.get(`/v1/reporting/transactions?${span}&fields=all&page_size=500`)
    const { transaction_details: lines }: { transaction_details?: { transaction_info: Record<string, unknown> }[] } = body
    expect(
      lines?.map(({ transaction_info: info }) => [info['transaction_event_code'], info['transaction_amount'], info['paypal_reference_id']]),
    ).toEqual([
      ['T0006', money(4_900, 'USD'), undefined],
      ['T1107', money(-1_000, 'USD'), captureId],
      ['T1201', money(-900, 'USD'), captureId],
      ['T0106', money(-2_000, 'USD'), captureId],
      ['T1201', money(900, 'USD'), captureId],
      ['T0106', money(2_000, 'USD'), captureId],
    ])
    expect(lines?.[0]?.transaction_info).toMatchObject({
      transaction_id: captureId,
      fee_amount: { value: '-2.20' },
      invoice_id: 'INV-9',
      custom_field: 'payment-9',
      transaction_status: 'S',
    })
    expect(lines?.at(-1)?.transaction_info).toMatchObject({ ending_balance: { value: '36.80' } })
    const second = await shop.get(`/v1/reporting/transactions?${span}&page_size=4&page=2`)
    expect(second.body).toMatchObject({ page: 2, total_items: 6, total_pages: 2, transaction_details: [{}, {}] })
    const long = `start_date=2026-01-01T00:00:00Z&end_date=2026-03-01T00:00:00Z`
    expect((await shop.get(`/v1/reporting/transactions?${long}`)).status).toBe(400)
    expect((await shop.get('/v1/reporting/transactions')).status).toBe(400)
    await other.close()
  })
})

test('fees and amounts are whole minor units', () => {
  expect([4_900, 1_000, 50, 10, 150].map(feeOf)).toEqual([220, 84, 50, 10, 54])
  expect([money(5, 'USD').value, money(-1_234, 'USD').value, money(500, 'JPY').value, money(0, 'HUF').value]).toEqual([
    '0.05',
    '-12.34',
    '500',
    '0',
  ])
  expect([minorOf('.5', 'USD'), minorOf('12', 'USD'), minorOf('1.5', 'JPY'), minorOf('1', 'XXX')]).toEqual([
    50,
    1_200,
    undefined,
    undefined,
  ])
})
