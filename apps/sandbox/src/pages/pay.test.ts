import { afterAll, beforeAll, expect, test } from 'vitest'
import type Stripe from 'stripe'
import { aSandbox, order, press, readPayments, sdkFor } from '../testing.ts'
import type { Sandbox } from '../sandbox.ts'
import { languageNames, words } from './words.ts'

let sandbox: Sandbox
let stripe: Stripe
beforeAll(async () => {
  sandbox = await aSandbox()
  stripe = sdkFor(sandbox)
})
afterAll(() => sandbox.close())

const filled = { number: '4242 4242 4242 4242', expiry: '12/34', cvc: '123' }

async function submit(id: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const answer = await fetch(`${sandbox.url}/pay/${id}`, {
    method: 'POST',
    redirect: 'manual',
    headers,
    body: new URLSearchParams({ ...filled, ...fields }),
  })
  return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() }
}

async function page(id: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${sandbox.url}/pay/${id}`, { headers })
  return { status: answer.status, text: await answer.text() }
}

test('paying leads to the success address with the session in it, and a second press pays nothing more', async () => {
  const session = await stripe.checkout.sessions.create({ ...order, client_reference_id: 'pressed-twice' })
  const presses = await Promise.all([submit(session.id), submit(session.id)])
  for (const { status, location } of presses)
    expect([status, location]).toEqual([303, `http://localhost:4000/orders/o1?session=${session.id}`])
  expect(await readPayments(sandbox, 'pressed-twice')).toMatchObject([{ captured: 4_900, refunded: 0 }])
  expect((await stripe.charges.list({ limit: 100 })).data.filter(({ payment_intent }) => payment_intent !== null)).toHaveLength(1)
})

test('a decline keeps the page, with the reason beside the card number', async () => {
  const session = await stripe.checkout.sessions.create(order)
  const { status, text } = await submit(session.id, { number: '4000 0000 0000 0002' })
  expect(status).toBe(422)
  expect(text).toMatch(/id="number"[^>]*aria-describedby="number-error" aria-invalid="true"/)
  expect(text).toContain(words.en.declines.other)
})

test.each([
  ['number', { number: '4242' }, words.en.problems.number],
  ['expiry', { expiry: '13/34' }, words.en.problems.expiry],
  ['expiry', { expiry: '01/20' }, words.en.problems['expiry-past']],
  ['cvc', { cvc: '1' }, words.en.problems.cvc],
])('a wrong %s is said beside its field and tries no payment', async (field, fields, problem) => {
  const session = await stripe.checkout.sessions.create(order)
  const { status, text } = await submit(session.id, fields)
  expect([status, text.includes(`id="${field}-error">${problem}`)]).toEqual([422, true])
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_intent: null })
})

test.each(['en', 'ar', 'so'] as const)('the page speaks %s and says that no money moves', async (language) => {
  const session = await stripe.checkout.sessions.create(order)
  const { text } = await page(session.id, { 'accept-language': `${language},en;q=0.5` })
  expect(text).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`)
  expect(text).toContain(words[language].label)
  expect(text).toContain('Sea navigation')
  expect(Object.keys(words[language])).toEqual(Object.keys(words.en))
  expect(Object.keys(languageNames)).toContain(language)
})

test('an expired and a paid session say so and lead on', async () => {
  const expired = await stripe.checkout.sessions.create(order)
  await stripe.checkout.sessions.expire(expired.id)
  expect((await page(expired.id)).text).toContain(`href="${order.cancel_url}"`)
  expect(await submit(expired.id)).toMatchObject({ status: 410 })
  const paid = await stripe.checkout.sessions.create(order)
  await submit(paid.id)
  expect((await page(paid.id)).text).toContain(words.en.paidTitle)
  expect(await page('cs_test_none')).toMatchObject({ status: 404 })
})

test('what a shop writes into an order cannot become markup', async () => {
  const [item] = order.line_items
  const session = await stripe.checkout.sessions.create({
    ...order,
    line_items: [{ ...item, price_data: { ...item.price_data, product_data: { name: '<script>alert(1)</script>' } } }],
  })
  const { text } = await page(session.id)
  expect(text).not.toContain('<script')
  expect(text).toContain('&lt;script&gt;')
})

test('a page elsewhere cannot press the buttons', async () => {
  const session = await stripe.checkout.sessions.create(order)
  expect(await submit(session.id, {}, { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 })
  const answer = await fetch(`${sandbox.url}/control/reset`, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } })
  expect(answer.status).toBe(403)
})

test('the control page does by form what it does by JSON', async () => {
  const session = await stripe.checkout.sessions.create({ ...order, client_reference_id: 'by-form' })
  const back = `/control/payments/${session.id}`
  const form = (path: string, fields: Record<string, string>) =>
    fetch(`${sandbox.url}${path}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ ...fields, back }) })
  expect((await form('/control/pay', { sessionId: session.id })).headers.get('location')).toBe(back)
  await form(`/control/payments/${session.id}/refund`, { amount: '12.50' })
  expect(await readPayments(sandbox, 'by-form')).toMatchObject([{ captured: 4_900, refunded: 1_250 }])
  expect((await form(`/control/payments/${session.id}/refund`, { amount: 'all of it' })).status).toBe(422)
  expect((await page(`../control/payments/${session.id}`)).text).toContain('Refunded in part: $12.50')
  expect(await press(sandbox, '/control/knobs', { drop: 2 })).toMatchObject({ httpStatus: 400 })
  await form('/control/knobs', { drop: '0.25', 'delayMs[min]': '10', 'delayMs[max]': '20' })
  const knobs: unknown = JSON.parse(await (await fetch(`${sandbox.url}/control/knobs`)).text())
  expect(knobs).toMatchObject({ drop: 0.25, duplicate: 0, delayMs: { min: 10, max: 20 } })
})
