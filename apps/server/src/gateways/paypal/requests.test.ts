import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { aSale, gatewayTo } from './testing/gateway.ts'
import { json, openHouse, text, type House } from './testing/house.ts'
import { complaintsAbout, complaintsAboutAnswer } from './testing/published-api.ts'
import { anOrder, aCapture } from './testing/answers.ts'
import { aCertificate, headersOf } from './testing/certificates.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterEach(() => house.forget())
afterAll(() => house.close())

const orders = '/paypal/v2/checkout/orders'

/** What PayPal's published description has against the requests that were made, and how many they were. */
function judged() {
  const requests = house.asked('/v').filter(({ path }) => !path.includes('/oauth2/') && !path.includes('/certs/'))
  return {
    complaints: requests.flatMap((asked) => complaintsAbout({ ...asked, path: asked.path.replace('/paypal', '') })),
    count: requests.length,
  }
}

const known = (sale = aSale()) => ({ tenantId: sale.tenantId, paymentId: sale.paymentId, objectId: '5O190127TN364715T' })

describe('every request is one that PayPal publishes', () => {
  it.each([
    ['a sale', {}],
    ['a sale of whole yen', { currency: 'JPY', amountMinor: 4_900 }],
    ['a sale of whole forints', { currency: 'HUF', amountMinor: 490_000 }],
    ['a sale with a long name in Arabic', { title: 'النسيج للمبتدئين — '.repeat(20), locale: 'ar' as const }],
    ['a sale in a language that PayPal does not speak', { locale: 'so' as const }],
  ])('to open %s', async (_what, wishes) => {
    const sale = aSale(wishes)
    house.answer(`POST ${orders}`, json(anOrder(), 201))
    await gatewayTo(house).open(sale)
    expect(judged()).toEqual({ complaints: [], count: 1 })
    expect(house.asked(orders)[0]?.headers).toMatchObject({ 'paypal-request-id': sale.idempotencyKey, prefer: 'return=representation' })
  })

  it('to look at an order, and at what it tells too little of', async () => {
    house.answer(
      `GET ${orders}/5O190127TN364715T`,
      json(anOrder({ status: 'COMPLETED', captures: [aCapture()], refunds: [{ id: '1JU08902781691411' }] })),
    )
    house.answer(
      'GET /paypal/v2/payments/refunds/1JU08902781691411',
      json({ id: '1JU08902781691411', status: 'PENDING', amount: { currency_code: 'USD', value: '10.00' } }),
    )
    house.answer('GET /paypal/v1/customer/disputes', json({ items: [] }))
    const facts = await gatewayTo(house).lookup(known())
    expect(facts.refunds).toMatchObject({ '1JU08902781691411': { status: 'pending', amountMinor: 1_000 } })
    const published = house.asked().filter(({ path }) => !path.includes('/customer/'))
    expect(published.flatMap((asked) => complaintsAbout({ ...asked, path: asked.path.replace('/paypal', '') }))).toEqual([])
    expect(published).toHaveLength(2)
  })

  it('to capture what was approved', async () => {
    house.answer(`POST ${orders}/5O190127TN364715T/capture`, json(anOrder({ status: 'COMPLETED', captures: [aCapture()] }), 201))
    await gatewayTo(house).capture({ ...known(), idempotencyKey: 'capture:1' })
    expect(judged()).toEqual({ complaints: [], count: 1 })
  })

  it('to refund what was captured', async () => {
    const sale = aSale()
    house.answer(`GET ${orders}/5O190127TN364715T`, json(anOrder({ status: 'COMPLETED', captures: [aCapture()] })))
    house.answer('POST /paypal/v2/payments/captures/3C679366HH908993F/refund', json({ id: '1JU08902781691411', status: 'COMPLETED' }, 201))
    await gatewayTo(house).refund({
      ...known(sale),
      amountMinor: 1_050,
      currency: 'USD',
      idempotencyKey: 'refund:1',
      createdAt: new Date(),
    })
    expect(judged()).toEqual({ complaints: [], count: 2 })
    const asked = house.asked('/refund')[0]
    expect(asked?.headers['paypal-request-id']).toBe('refund:1')
    expect(JSON.parse(asked?.body.toString() ?? '')).toEqual({
      amount: { currency_code: 'USD', value: '10.50' },
      custom_id: sale.paymentId,
    })
  })

  it('to list its messages', async () => {
    house.answer('GET /paypal/v1/notifications/webhooks-events', json({ events: [] }))
    await gatewayTo(house).messagesSince(new Date('2026-01-01T00:00:00Z'), 100)
    expect(judged()).toEqual({ complaints: [], count: 1 })
  })

  it('to ask whether a message is true', async () => {
    house.answer('POST /paypal/v1/notifications/verify-webhook-signature', json({ verification_status: 'SUCCESS' }))
    house.answer('GET /paypal/v1/notifications/certs/CERT-1', text('', 404))
    const body = Buffer.from('{"id":"WH-1","event_type":"CHECKOUT.ORDER.APPROVED","create_time":"2026-01-02T11:59:58Z"}')
    const signer = await aCertificate()
    const address = `${house.base}/v1/notifications/certs/CERT-1`
    // PayPal's own description takes no signature that begins with a sign; the time is moved until it begins with a letter or a digit.
    const transmissions = Array.from({ length: 60 }, (_, second) =>
      headersOf(body, {
        id: '69cd13f0-d67a-11e5',
        time: `2026-01-02T11:59:${String(second).padStart(2, '0')}Z`,
        webhookId: '1JE4291016473214C',
        address,
        signer,
      }),
    )
    const headers = transmissions.find((one) => /^\w/.test(one['paypal-transmission-sig'] ?? '')) ?? {}
    expect(await gatewayTo(house).verify(body, headers, new Date('2026-01-02T12:00:00Z'))).toMatchObject({ trust: 'provider' })
    expect(judged()).toEqual({ complaints: [], count: 1 })
  })

  it('and would not be, with a field that PayPal does not know', () => {
    const asked = {
      method: 'POST',
      path: '/v2/checkout/orders',
      query: new URLSearchParams(),
      headers: { 'content-type': 'application/json' },
    }
    const body = (value: object) => Buffer.from(JSON.stringify(value))
    const amount = { currency_code: 'USD', value: '49.00' }
    expect(complaintsAbout({ ...asked, body: body({ intent: 'CAPTURE', purchase_units: [{ amount, custom: 'x' }] }) })).toEqual([
      'body.purchase_units[0].custom is unknown',
    ])
    expect(complaintsAbout({ ...asked, body: body({ intent: 'SALE', purchase_units: [{ amount }] }) })).not.toEqual([])
  })
})

describe('the answers of these tests are ones that PayPal publishes', () => {
  it.each([
    ['an order', anOrder()],
    [
      'a captured order',
      anOrder({ status: 'COMPLETED', captures: [aCapture()], refunds: [{ id: '1JU08902781691411', status: 'COMPLETED' }] }),
    ],
  ])('%s', (_what, order) => {
    expect(complaintsAboutAnswer('GET', '/v2/checkout/orders/5O190127TN364715T', 200, order)).toEqual([])
  })
})
