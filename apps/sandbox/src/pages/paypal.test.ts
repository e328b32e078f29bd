import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../sandbox.ts'
import { payer } from '../paypal/account.ts'
import { paypalFor } from '../paypal/testing.ts'
import { aSandbox, press, readPayments } from '../testing.ts'
import { paypalWords } from './paypal-words.ts'

let sandbox: Sandbox
let paypal: Awaited<ReturnType<typeof paypalFor>>
let ahead = 0
beforeAll(async () => {
  sandbox = await aSandbox({ now: () => Date.now() + ahead })
  paypal = await paypalFor(sandbox)
})
afterAll(() => sandbox.close())

async function page(path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${sandbox.url}${path}`, { headers })
  return { status: answer.status, text: await answer.text() }
}

async function decide(id: string, outcome: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${sandbox.paypalBase}/checkoutnow?token=${id}`, {
    method: 'POST',
    redirect: 'manual',
    headers,
    body: new URLSearchParams({ outcome }),
  })
  await answer.arrayBuffer()
  return { status: answer.status, location: answer.headers.get('location') }
}

const statusOf = async (id: string) => {
  const { body } = await paypal.get(`/v2/checkout/orders/${id}`)
  const { status }: { status?: string } = body
  return status
}

test('agreeing leads back to the shop with order and payer, and takes no money by itself', async () => {
  const id = await paypal.create({ custom_id: 'agreed' })
  const back = { status: 303, location: `http://localhost:4000/orders/o1?lang=en&token=${id}&PayerID=${payer.id}` }
  expect(await Promise.all([decide(id, 'approved'), decide(id, 'approved')])).toEqual([back, back])
  expect(await statusOf(id)).toBe('APPROVED')
  expect(await readPayments(sandbox, 'agreed')).toMatchObject([{ captured: 0, status: 'open' }])
  expect((await page(`/paypal/checkoutnow?token=${id}`)).text).toContain(paypalWords.en.doneTitle)
})

test('turning back leaves the order as it was', async () => {
  const id = await paypal.create()
  expect(await decide(id, 'cancelled')).toEqual({
    status: 303,
    location: `http://localhost:4000/courses/sea-navigation?token=${id}`,
  })
  expect(await statusOf(id)).toBe('PAYER_ACTION_REQUIRED')
  expect((await page(`/paypal/checkoutnow?token=${id}`)).text).toContain('value="approved"')
})

test('an instrument that will be declined, and a payment under review, can be chosen', async () => {
  const [declined, held] = [await paypal.create(), await paypal.create()]
  await decide(declined, 'declined')
  expect((await paypal.post(`/v2/checkout/orders/${declined}/capture`)).status).toBe(422)
  expect((await page(`/paypal/checkoutnow?token=${declined}`)).text).toContain('value="approved"')
  await decide(held, 'pending')
  expect(await paypal.post(`/v2/checkout/orders/${held}/capture`)).toMatchObject({ status: 201 })
  expect(await page(`/control/paypal/orders/${held}`)).toMatchObject({ status: 200, text: expect.stringContaining('With the bank') })
})

test.each(['en', 'ar', 'so'] as const)('the page speaks %s, names what is paid for and says that no money moves', async (language) => {
  const id = await paypal.create()
  const { text } = await page(`/paypal/checkoutnow?token=${id}`, { 'accept-language': `${language},en;q=0.5` })
  expect(text).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`)
  expect(text).toContain(paypalWords[language].label)
  expect(text).toContain('Sea navigation')
  expect(text).toContain('$49.00')
  expect(text).not.toContain('<script')
})

test('yen and forints are shown without decimals', async () => {
  for (const [currency, shown] of [
    ['JPY', '¥4,900'],
    ['HUF', 'Ft 4,900'],
  ] as const) {
    const id = await paypal.create({ amount: { currency_code: currency, value: '4900' }, items: undefined })
    expect((await page(`/paypal/checkoutnow?token=${id}`)).text.replaceAll('\u00a0', ' ')).toContain(shown)
  }
})

test('an order past its time and an unknown one say so', async () => {
  const id = await paypal.create()
  ahead = 4 * 3_600_000
  const { status, text } = await page(`/paypal/checkoutnow?token=${id}`)
  expect([status, text.includes(paypalWords.en.goneTitle)]).toEqual([410, true])
  expect(await decide(id, 'approved')).toMatchObject({ status: 410 })
  ahead = 0
  expect((await page('/paypal/checkoutnow?token=NOBODYS')).status).toBe(404)
})

test('what a shop writes into an order cannot become markup, and a page elsewhere cannot agree', async () => {
  const id = await paypal.create({ description: '<script>alert(1)</script>', items: undefined })
  const { text } = await page(`/paypal/checkoutnow?token=${id}`)
  expect(text).toContain('&lt;script&gt;')
  expect(await decide(id, 'approved', { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 })
})

test('the control shows orders of both providers and does by form what it does by JSON', async () => {
  const { orderId, captureId } = await paypal.paid({ custom_id: 'by-form' })
  const back = `/control/paypal/orders/${orderId}`
  const form = (path: string, fields: Record<string, string>) =>
    fetch(`${sandbox.url}/control/paypal${path}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ ...fields, back }) })
  expect((await page('/control?q=by-form')).text).toContain(`href="${back}"`)
  expect((await form(`/captures/${captureId}/refund`, { amount: '12.50', pending: 'on' })).headers.get('location')).toBe(back)
  expect((await page(back)).text).toContain('Let it arrive')
  expect((await form(`/captures/${captureId}/refund`, { amount: '12.505' })).status).toBe(422)
  await form(`/captures/${captureId}/dispute`, { reason: 'UNAUTHORISED' })
  expect((await page(back)).text).toContain('The shop wins')
  expect((await page(back)).text).toContain('CUSTOMER.DISPUTE.CREATED')
  expect(await press(sandbox, `/control/paypal/captures/${captureId}/settle`, { outcome: 'completed' })).toMatchObject({
    httpStatus: 422,
    error: { name: 'UNPROCESSABLE_ENTITY' },
  })
  await paypal.create({ custom_id: 'waiting' })
  expect((await page('/')).text).toContain('amina@example.org · PayPal')
})
