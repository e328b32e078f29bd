import type { PaymentId } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ProviderRefused, ProviderSilent, type Movement, type ProviderPayment } from './gateway.ts'
import { aCapture, aDispute, anOrder } from './paypal/testing/answers.ts'
import { aSale, gatewayTo } from './paypal/testing/gateway.ts'
import { json, openHouse, text, type House } from './paypal/testing/house.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterEach(() => house.forget())
afterAll(() => house.close())

const orderId = '5O190127TN364715T'
const orders = '/paypal/v2/checkout/orders'
const now = new Date('2026-01-02T12:00:00Z')
const day = 24 * 3_600_000
const known = () => ({ tenantId: aSale().tenantId, paymentId: newId<PaymentId>(), objectId: orderId })
const refusal = (issue: string) => json({ name: 'UNPROCESSABLE_ENTITY', details: [{ issue }] }, 422)
const usd = (value: string) => ({ currency_code: 'USD', value })

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of list) items.push(item)
  return items
}

describe('opening', () => {
  it('sends the payer where PayPal says they approve', async () => {
    house.answer(`POST ${orders}`, json(anOrder(), 201))
    expect(await gatewayTo(house).open(aSale())).toEqual({
      objectId: orderId,
      url: `https://www.paypal.com/checkoutnow?token=${orderId}`,
    })
  })

  it('asks in every repetition for the very same', async () => {
    house.answer(`POST ${orders}`, json(anOrder(), 201))
    const sale = aSale()
    await gatewayTo(house).open(sale)
    await gatewayTo(house).open(sale)
    const [one, other] = house.asked(orders)
    expect(one?.body.equals(other?.body ?? Buffer.alloc(0))).toBe(true)
    expect(one?.headers['paypal-request-id']).toBe(other?.headers['paypal-request-id'])
  })

  it('sends nobody to an address that is none of the web', async () => {
    house.answer(`POST ${orders}`, json({ ...anOrder(), links: [{ rel: 'payer-action', href: 'javascript:alert(1)' }] }, 201))
    expect(await gatewayTo(house).open(aSale())).toMatchObject({ url: null })
  })
})

describe('looking', () => {
  it('is dated before the question, so that what happens meanwhile is newer', async () => {
    let asked = ''
    house.answer(`GET ${orders}/${orderId}`, (question, reply) => {
      asked = new Date().toISOString()
      return json(anOrder())(question, reply)
    })
    const { observedAt = '' } = await gatewayTo(house).lookup(known())
    expect(observedAt <= asked).toBe(true)
  })

  it('finds an order that PayPal has forgotten to be over, and nothing else of it', async () => {
    expect(await gatewayTo(house).lookup(known())).toEqual({
      objectId: orderId,
      checkoutUrl: '',
      account: 'platform',
      livemode: false,
      ended: true,
      observedAt: expect.any(String),
    })
  })

  it.each([400, 403, 422])('that is refused with %i says nothing about the payment', async (status) => {
    house.answer(`GET ${orders}/${orderId}`, json({ name: 'X' }, status))
    await expect(gatewayTo(house).lookup(known())).rejects.toBeInstanceOf(ProviderSilent)
  })

  it('is not over because a refund of it is not found', async () => {
    house.answer(`GET ${orders}/${orderId}`, json(anOrder({ status: 'COMPLETED', captures: [aCapture()], refunds: [{ id: 'R' }] })))
    house.answer('GET /paypal/v1/customer/disputes', json({ items: [] }))
    await expect(gatewayTo(house).lookup(known())).rejects.toBeInstanceOf(ProviderSilent)
  })

  it('sees the disputes over what was captured', async () => {
    house.answer(`GET ${orders}/${orderId}`, json(anOrder({ status: 'COMPLETED', captures: [aCapture()] })))
    house.answer('GET /paypal/v1/customer/disputes', json({ items: [{ dispute_id: 'PP-D-27803' }] }))
    house.answer('GET /paypal/v1/customer/disputes/PP-D-27803', json(aDispute()))
    expect((await gatewayTo(house).lookup(known())).disputes).toMatchObject({ 'PP-D-27803': { status: 'needs_response' } })
    expect(house.asked('/customer/disputes')[0]?.query.get('disputed_transaction_id')).toBe('3C679366HH908993F')
  })

  it('lets in who paid although the account may not read disputes', async () => {
    house.answer(`GET ${orders}/${orderId}`, json(anOrder({ status: 'COMPLETED', captures: [aCapture()] })))
    house.answer('GET /paypal/v1/customer/disputes', json({ name: 'NOT_AUTHORIZED' }, 403))
    expect((await gatewayTo(house).lookup(known())).captures).toHaveProperty('3C679366HH908993F')
  })

  it('waits when disputes cannot be read for any other reason', async () => {
    house.answer(`GET ${orders}/${orderId}`, json(anOrder({ status: 'COMPLETED', captures: [aCapture()] })))
    for (const status of [400, 500]) {
      house.answer('GET /paypal/v1/customer/disputes', json({ name: 'X' }, status))
      await expect(gatewayTo(house).lookup(known())).rejects.toBeInstanceOf(ProviderSilent)
    }
  })

  it('takes a payment at a server that plays PayPal for no real one', () => {
    expect(gatewayTo(house).livemode).toBe(false)
    expect(gatewayTo(house, { apiBase: null }).livemode).toBe(true)
  })
})

describe('capturing', () => {
  const capture = () => gatewayTo(house).capture({ ...known(), idempotencyKey: 'capture:1' })

  it('that has already happened is done', async () => {
    house.answer(`POST ${orders}/${orderId}/capture`, refusal('ORDER_ALREADY_CAPTURED'))
    await expect(capture()).resolves.toBeUndefined()
  })

  it.each(['INSTRUMENT_DECLINED', 'PAYER_CANNOT_PAY', 'ORDER_NOT_APPROVED', 'ORDER_EXPIRED', 'DUPLICATE_INVOICE_ID'])(
    'is refused for %s',
    async (issue) => {
      house.answer(`POST ${orders}/${orderId}/capture`, refusal(issue))
      await expect(capture()).rejects.toMatchObject({ name: 'ProviderRefused', code: issue })
    },
  )

  it('is refused when PayPal says yes and means a declined capture', async () => {
    const declined = aCapture({ status: 'DECLINED', status_details: { reason: 'VERIFICATION_REQUIRED' } })
    house.answer(`POST ${orders}/${orderId}/capture`, json(anOrder({ status: 'COMPLETED', captures: [declined] }), 201))
    await expect(capture()).rejects.toMatchObject({ code: 'VERIFICATION_REQUIRED' })
  })

  it('that PayPal still looks at is neither done nor refused here: the next look tells', async () => {
    house.answer(
      `POST ${orders}/${orderId}/capture`,
      json(anOrder({ status: 'COMPLETED', captures: [aCapture({ status: 'PENDING' })] }), 201),
    )
    await expect(capture()).resolves.toBeUndefined()
  })

  it('whose answer was lost is open, and the same key goes with it again', async () => {
    house.answer(`POST ${orders}/${orderId}/capture`, (_asked, reply) => void reply.destroy())
    await expect(capture()).rejects.toBeInstanceOf(ProviderSilent)
    house.answer(`POST ${orders}/${orderId}/capture`, json(anOrder({ status: 'COMPLETED', captures: [aCapture()] }), 200))
    await capture()
    expect(house.asked('/capture').map(({ headers }) => headers['paypal-request-id'])).toEqual(['capture:1', 'capture:1'])
  })
})

describe('refunding', () => {
  const refund = (amountMinor = 4_900) =>
    gatewayTo(house).refund({ ...known(), amountMinor, currency: 'USD', idempotencyKey: 'refund:1', createdAt: now })

  it('returns money of the capture that holds it', async () => {
    const captures = [aCapture({ id: 'DECLINED1', status: 'DECLINED' }), aCapture()]
    house.answer(`GET ${orders}/${orderId}`, json(anOrder({ status: 'COMPLETED', captures })))
    house.answer('POST /paypal/v2/payments/captures/3C679366HH908993F/refund', json({ id: 'R1', status: 'PENDING' }, 201))
    expect(await refund()).toEqual({ refundId: 'R1' })
  })

  it.each(['CAPTURE_FULLY_REFUNDED', 'REFUND_AMOUNT_EXCEEDED', 'REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK'])(
    'is refused for %s',
    async (issue) => {
      house.answer(`GET ${orders}/${orderId}`, json(anOrder({ status: 'COMPLETED', captures: [aCapture()] })))
      house.answer('POST /paypal/v2/payments/captures/3C679366HH908993F/refund', refusal(issue))
      await expect(refund()).rejects.toMatchObject({ name: 'ProviderRefused', code: issue })
    },
  )

  it('is refused where nothing was captured', async () => {
    house.answer(`GET ${orders}/${orderId}`, json(anOrder({ status: 'APPROVED' })))
    await expect(refund()).rejects.toBeInstanceOf(ProviderRefused)
  })
})

describe('messages that were missed', () => {
  const since = new Date(now.getTime() - day)
  const event = (id: number, minutes: number, type = 'CHECKOUT.ORDER.APPROVED') => ({
    id: `WH-${id}`,
    event_type: type,
    create_time: new Date(since.getTime() + minutes * 60_000).toISOString(),
    resource: { id: `ORDER${id}` },
  })
  const list = '/paypal/v1/notifications/webhooks-events'

  it('are listed oldest first over all pages, asked for at the host we know', async () => {
    house.answer(`GET ${list}`, ({ query }, reply) => {
      const second = query.get('page') === '2'
      const events = second ? [event(1, 1), event(2, 2, 'BILLING.PLAN.CREATED')] : [event(4, 4), event(3, 3)]
      const links = second ? [] : [{ rel: 'next', href: 'https://elsewhere.example.org/v1/notifications/webhooks-events?page=2' }]
      reply.end(JSON.stringify({ events, links }))
    })
    const messages = await gatewayTo(house).messagesSince(since, 100)
    expect(messages.map(({ message }) => message.eventId)).toEqual(['WH-1', 'WH-3', 'WH-4'])
    expect(messages[0]?.message.trust).toBe('list')
    expect(gatewayTo(house).read(messages[0]?.body ?? Buffer.alloc(0))).toMatchObject({ eventId: 'WH-1', objectIds: ['ORDER1'] })
  })

  it('of which there are too many are given from the oldest on', async () => {
    const events = Array.from({ length: 900 }, (_, index) => event(index, index))
    house.answer(`GET ${list}`, ({ query }, reply) => {
      const until = query.get('end_time') ?? ''
      const page = Number(query.get('page') ?? 0)
      const matching = events.filter(({ create_time: at }) => at >= since.toISOString() && at <= until).toReversed()
      const next = new URLSearchParams({ end_time: until, page: String(page + 1) })
      const links = matching.length > (page + 1) * 100 ? [{ rel: 'next', href: `${house.origin}${list}?${next.toString()}` }] : []
      reply.end(JSON.stringify({ events: matching.slice(page * 100, (page + 1) * 100), links }))
    })
    const messages = await gatewayTo(house).messagesSince(since, 200)
    expect(messages).toHaveLength(200)
    expect(messages.map(({ message }) => message.eventId)).toEqual(events.slice(0, 200).map(({ id }) => id))
  })
})

describe('the account', () => {
  const transaction = (transaction_info: object) => ({
    transaction_info: {
      transaction_initiation_date: '2026-01-01T10:00:00+0000',
      transaction_status: 'S',
      ...transaction_info,
    },
  })
  const lines = [
    transaction({ transaction_id: 'C1', transaction_event_code: 'T0006', transaction_amount: usd('49.00'), fee_amount: usd('-1.91') }),
    transaction({ transaction_id: 'R1', transaction_event_code: 'T1107', transaction_amount: usd('-10.00'), fee_amount: usd('0.39') }),
    transaction({ transaction_id: 'D1', transaction_event_code: 'T1201', transaction_amount: usd('-39.00') }),
    transaction({ transaction_id: 'D2', transaction_event_code: 'T1202', transaction_amount: usd('39.00') }),
    transaction({ transaction_id: 'F1', transaction_event_code: 'T0106', transaction_amount: usd('-20.00') }),
    transaction({ transaction_id: 'P1', transaction_event_code: 'T0403', transaction_amount: usd('-100.00') }),
    transaction({ transaction_id: 'S1', transaction_event_code: 'T0006', transaction_amount: usd('-5.00') }),
    transaction({ transaction_id: 'N1', transaction_event_code: 'T0006', transaction_amount: usd('7.00'), transaction_status: 'P' }),
  ]

  it('says line by line what came and went, with the fee beside it', async () => {
    house.answer('GET /paypal/v1/reporting/transactions', json({ transaction_details: lines, total_pages: 1 }))
    const movements = await all<Movement>(gatewayTo(house).movements(new Date('2026-01-01T00:00:00Z'), new Date('2026-01-02T00:00:00Z')))
    expect(movements.map(({ ref, kind, amountMinor, feeMinor }) => [ref, kind, amountMinor, feeMinor])).toEqual([
      ['C1', 'capture', 4_900, 191],
      ['R1', 'refund', -1_000, -39],
      ['D1', 'dispute_withdrawn', -3_900, 0],
      ['D2', 'dispute_reinstated', 3_900, 0],
      ['F1', 'fee', -2_000, 0],
      ['P1', 'payout', -10_000, 0],
      ['S1', 'other', -500, 0],
    ])
    expect(movements[0]?.at).toEqual(new Date('2026-01-01T10:00:00Z'))
  })

  it('is searched in windows of 31 days, page by page, and no moment twice', async () => {
    house.answer('GET /paypal/v1/reporting/transactions', ({ query }, reply) => {
      const at = query.get('page') === '1' ? query.get('end_date') : query.get('start_date')
      const line = {
        transaction_id: `${at}`,
        transaction_event_code: 'T0006',
        transaction_amount: usd('1.00'),
        transaction_initiation_date: at,
      }
      reply.end(JSON.stringify({ transaction_details: [{ transaction_info: line }], total_pages: 2 }))
    })
    const from = new Date('2025-11-01T00:00:00Z')
    const movements = await all<Movement>(gatewayTo(house).movements(from, now))
    // Each window shows its two ends: PayPal counts both in, we count the first.
    expect(movements.map(({ ref }) => ref)).toEqual([0, 31, 62].map((days) => new Date(from.getTime() + days * day).toISOString()))
    for (const { query } of house.asked('/reporting/'))
      expect(Date.parse(query.get('end_date') ?? '') - Date.parse(query.get('start_date') ?? '')).toBeLessThanOrEqual(31 * day)
  })

  it('names its payments by our id, and looks each of them up by the order of its capture', async () => {
    const paymentId = newId<PaymentId>()
    const payment = {
      transaction_id: '3C679366HH908993F',
      transaction_event_code: 'T0006',
      transaction_amount: usd('49.00'),
      invoice_id: paymentId,
    }
    const stranger = { transaction_id: 'ELSEWHERE', transaction_event_code: 'T0000', transaction_amount: usd('3.00') }
    house.answer(
      'GET /paypal/v1/reporting/transactions',
      json({ transaction_details: [transaction(payment), transaction(stranger), ...lines.slice(1)], total_pages: 1 }),
    )
    const capture = aCapture({ supplementary_data: { related_ids: { order_id: orderId } } })
    house.answer('GET /paypal/v2/payments/captures/3C679366HH908993F', json(capture))
    house.answer(`GET ${orders}/${orderId}`, json(anOrder({ status: 'COMPLETED', captures: [capture], paymentId })))
    house.answer('GET /paypal/v1/customer/disputes', json({ items: [] }))
    const payments = await all<ProviderPayment>(gatewayTo(house).paymentsSince(new Date('2026-01-01T00:00:00Z')))
    expect(payments).toMatchObject([
      { objectId: orderId, paymentId, facts: { paymentEcho: paymentId, captures: { '3C679366HH908993F': { amountMinor: 4_900 } } } },
      { objectId: 'ELSEWHERE', paymentId: null, facts: {} },
    ])
  })
})

describe('evidence', () => {
  const Sent = z.object({ evidences: z.array(z.object({ evidence_type: z.string(), notes: z.string() })) })
  const evidence = {
    disputeId: 'PP-D-27803',
    customerName: 'Amina Said',
    customerEmail: 'amina@example.org',
    productDescription: 'Weaving for beginners',
    serviceDate: '2026-01-02',
    accessLog: 'ø'.repeat(4_500),
    refundPolicy: '14 days',
    correspondence: '',
    idempotencyKey: 'evidence:1',
  }
  const provide = '/paypal/v1/customer/disputes/PP-D-27803/provide-evidence'

  it('is sent as one JSON field, in notes of at most 2,000 characters that lose nothing', async () => {
    house.answer('GET /paypal/v1/customer/disputes/PP-D-27803', json(aDispute()))
    house.answer(`POST ${provide}`, json({ links: [] }))
    await gatewayTo(house).submitEvidence?.(evidence)
    const [asked] = house.asked('/provide-evidence')
    const form = await new Response(new Uint8Array(asked?.body ?? Buffer.alloc(0)), {
      headers: { 'content-type': asked?.headers['content-type'] ?? '' },
    }).formData()
    const { evidences } = Sent.parse(JSON.parse(z.string().parse(form.get('input'))))
    expect(evidences.map(({ evidence_type: type }) => type)).toEqual([
      ...Array.from({ length: 3 }, () => 'PROOF_FOR_SOFTWARE_OR_SERVICE_DELIVERED'),
      'DETAILS_OF_PURCHASE',
      'RETURN_POLICY',
    ])
    expect(evidences.every(({ notes }) => notes.length <= 2_000)).toBe(true)
    expect(
      evidences
        .map(({ notes }) => notes)
        .join('')
        .match(/ø/g),
    ).toHaveLength(4_500)
  })

  it('that PayPal has is not sent again', async () => {
    const evidences = [{ source: 'SUBMITTED_BY_SELLER' }]
    house.answer('GET /paypal/v1/customer/disputes/PP-D-27803', json(aDispute({ status: 'UNDER_REVIEW', evidences })))
    await gatewayTo(house).submitEvidence?.(evidence)
    expect(house.asked('/provide-evidence')).toEqual([])
  })

  it('that PayPal has from the inquiry is sent when it has become a dispute, by a key of its own', async () => {
    house.answer('GET /paypal/v1/customer/disputes/PP-D-27803', json(aDispute({ evidences: [{ source: 'SUBMITTED_BY_SELLER' }] })))
    house.answer(`POST ${provide}`, json({ links: [] }))
    await gatewayTo(house).submitEvidence?.(evidence)
    expect(house.asked('/provide-evidence').map(({ headers }) => headers['paypal-request-id'])).toEqual([evidence.idempotencyKey])
  })
})

describe('an older notification', () => {
  const body = Buffer.from(
    'txn_id=T1&payment_status=Completed&receiver_email=Shop%40example.org&custom=&first_name=Zo%EB&charset=windows-1252',
  )
  const ask = '/paypal/cgi-bin/webscr'

  it('goes back to PayPal byte for byte, and is believed when PayPal sent it', async () => {
    house.answer(`POST ${ask}`, text('VERIFIED'))
    expect(await gatewayTo(house).verifyIpn(body)).toMatchObject({ eventId: 'T1:Completed', trust: 'provider' })
    expect(house.asked(ask)[0]?.body.equals(Buffer.concat([Buffer.from('cmd=_notify-validate&'), body]))).toBe(true)
  })

  it('is refused when PayPal did not send it', async () => {
    house.answer(`POST ${ask}`, text('INVALID'))
    expect(await gatewayTo(house).verifyIpn(body)).toBeNull()
  })

  it.each([
    ['something else', text('<html>')],
    ['an error', text('', 500)],
  ])('is left undecided when PayPal answers with %s', async (_what, answer) => {
    house.answer(`POST ${ask}`, answer)
    await expect(gatewayTo(house).verifyIpn(body)).rejects.toBeInstanceOf(ProviderSilent)
  })

  it('for another account is refused, and PayPal is not asked', async () => {
    house.answer(`POST ${ask}`, text('VERIFIED'))
    expect(await gatewayTo(house, { ipnReceivers: ['other@example.org'] }).verifyIpn(body)).toBeNull()
    expect(house.asked(ask)).toEqual([])
    expect(await gatewayTo(house, { ipnReceivers: ['other@example.org', 'shop@example.org'] }).verifyIpn(body)).not.toBeNull()
  })

  it('without a transaction, or longer than a form can be, is refused, and PayPal is not asked', async () => {
    house.answer(`POST ${ask}`, text('VERIFIED'))
    expect(await gatewayTo(house).verifyIpn(Buffer.from('payment_status=Completed'))).toBeNull()
    expect(await gatewayTo(house).verifyIpn(Buffer.concat([body, Buffer.alloc(70_000, 97)]))).toBeNull()
    expect(house.asked(ask)).toEqual([])
  })

  it('of a thousand that anybody sends asks PayPal sixty times a minute at most', async () => {
    house.answer(`POST ${ask}`, text('INVALID'))
    const paypal = gatewayTo(house)
    await Promise.allSettled(Array.from({ length: 1_000 }, () => paypal.verifyIpn(body)))
    expect(house.asked(ask).length).toBeLessThanOrEqual(60)
  })
})
