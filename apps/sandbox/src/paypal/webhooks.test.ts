import { X509Certificate, verify } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { aSandbox, aShop, paypalSettings, press, readState } from '../testing.ts'
import type { Told } from '../testing.ts'
import type { Sandbox } from '../sandbox.ts'
import { paypalFor, textAt } from './testing.ts'
import { memberOf } from './webhooks.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function open(answer?: (told: Told, count: number) => number, options: Parameters<typeof aSandbox>[0] = {}) {
  const shop = await aShop(answer)
  const sandbox = await aSandbox({ webhookUrl: shop.url, ...options })
  closers.push(
    () => shop.close(),
    () => sandbox.close(),
  )
  return { shop, sandbox, paypal: await paypalFor(sandbox) }
}

function sealOf({ headers }: Told) {
  const header = (name: string) => String(headers[`paypal-${name}`])
  return {
    id: header('transmission-id'),
    time: header('transmission-time'),
    signature: header('transmission-sig'),
    certificate: header('cert-url'),
    algorithm: header('auth-algo'),
  }
}

async function chainOf(told: Told): Promise<X509Certificate[]> {
  const pem = await (await fetch(sealOf(told).certificate)).text()
  return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((one) => new X509Certificate(one))
}

async function isGenuine(sandbox: Sandbox, told: Told): Promise<boolean> {
  const { id, time, signature } = sealOf(told)
  const [leaf, intermediate] = await chainOf(told)
  const root = new X509Certificate(sandbox.paypalRoot)
  if (leaf === undefined || intermediate === undefined) return false
  const trusted = leaf.verify(intermediate.publicKey) && intermediate.verify(root.publicKey) && intermediate.ca && !leaf.ca
  const text = `${id}|${time}|${paypalSettings.webhookId}|${crc32(told.body)}`
  return trusted && verify('RSA-SHA256', Buffer.from(text), leaf.publicKey, Buffer.from(signature, 'base64'))
}

test('every webhook is signed over its bytes by a certificate that leads to the root', async () => {
  const { shop, sandbox, paypal } = await open()
  const { captureId } = await paypal.paid()
  await paypal.post(`/v2/payments/captures/${captureId}/refund`)
  await shop.until(() => shop.told.length === 4)
  expect(shop.types().sort()).toEqual([
    'CHECKOUT.ORDER.APPROVED',
    'CHECKOUT.ORDER.COMPLETED',
    'PAYMENT.CAPTURE.COMPLETED',
    'PAYMENT.CAPTURE.REFUNDED',
  ])
  for (const told of shop.told) {
    expect(await isGenuine(sandbox, told)).toBe(true)
    expect(await isGenuine(sandbox, { ...told, body: `${told.body} ` })).toBe(false)
    expect(sealOf(told).algorithm).toBe('SHA256withRSA')
  }
  const [first] = shop.told
  const [leaf] = first === undefined ? [] : await chainOf(first)
  expect(leaf?.checkHost('messageverificationcerts.paypal.com')).toBe('messageverificationcerts.paypal.com')
  expect(leaf?.checkHost('localhost')).toBe('localhost')
})

test('a webhook that was refused comes again with the same transmission, however late', async () => {
  const { shop, sandbox, paypal } = await open((_told, count) => (count === 1 ? 503 : 200))
  await press(sandbox, `/control/paypal/orders/${await paypal.create()}/approve`)
  await shop.until(() => shop.told.length === 2)
  expect(shop.told[1]).toMatchObject({ body: shop.told[0]?.body })
  expect(shop.told.map(sealOf)[0]).toEqual(shop.told.map(sealOf)[1])
})

test('an event sent again is the same event in another transmission', async () => {
  const { shop, sandbox, paypal } = await open()
  await press(sandbox, `/control/paypal/orders/${await paypal.create()}/approve`)
  await shop.until(() => shop.told.length === 1)
  const [event] = (await readState(sandbox)).events
  await press(sandbox, `/control/paypal/events/${event?.id ?? ''}/replay`)
  await shop.until(() => shop.told.length === 2)
  expect((await paypal.post(`/v1/notifications/webhooks-events/${event?.id ?? ''}/resend`, { body: {} })).status).toBe(202)
  await shop.until(() => shop.told.length === 3)
  expect(new Set(shop.told.map(({ body }) => body)).size).toBe(1)
  expect(new Set(shop.told.map((told) => sealOf(told).id)).size).toBe(3)
})

test('a dropped webhook never comes, a damaged one fails its signature and comes again whole', async () => {
  const { shop, sandbox, paypal } = await open((_told, count) => (count === 1 ? 400 : 200))
  await press(sandbox, '/control/knobs', { drop: 1 })
  await press(sandbox, `/control/paypal/orders/${await paypal.create()}/approve`)
  await press(sandbox, '/control/knobs', { drop: 0, corrupt: 1 })
  await press(sandbox, `/control/paypal/orders/${await paypal.create()}/approve`)
  await shop.until(() => shop.told.length === 2)
  expect(await Promise.all(shop.told.map((told) => isGenuine(sandbox, told)))).toEqual([false, true])
  expect((await paypal.get('/v1/notifications/webhooks-events')).body).toMatchObject({ count: 2 })
})

test('events tell what happened in the shapes of PayPal, with ids that lead back to the order', async () => {
  const { sandbox, paypal } = await open()
  const { orderId, captureId } = await paypal.paid({ custom_id: 'payment-7', invoice_id: 'INV-7' }, { outcome: 'pending' })
  await press(sandbox, `/control/paypal/captures/${captureId}/settle`, { outcome: 'completed' })
  const dispute = await press(sandbox, `/control/paypal/captures/${captureId}/dispute`, { inquiry: true })
  await press(sandbox, `/control/paypal/disputes/${String(dispute['id'])}/escalate`)
  await press(sandbox, `/control/paypal/disputes/${String(dispute['id'])}/close`, { outcome: 'lost' })
  const { body } = await paypal.get('/v1/notifications/webhooks-events?page_size=100')
  const { events = [] }: { events?: { event_type: string; resource: Record<string, unknown> }[] } = body
  const told = new Map(events.map(({ event_type: type, resource }) => [type, resource]))
  expect([...told.keys()].reverse()).toEqual([
    'CHECKOUT.ORDER.APPROVED',
    'PAYMENT.CAPTURE.PENDING',
    'CHECKOUT.ORDER.COMPLETED',
    'PAYMENT.CAPTURE.COMPLETED',
    'CUSTOMER.DISPUTE.CREATED',
    'CUSTOMER.DISPUTE.UPDATED',
    'PAYMENT.CAPTURE.REVERSED',
    'CUSTOMER.DISPUTE.RESOLVED',
  ])
  expect(told.get('PAYMENT.CAPTURE.COMPLETED')).toMatchObject({
    id: captureId,
    custom_id: 'payment-7',
    invoice_id: 'INV-7',
    supplementary_data: { related_ids: { order_id: orderId } },
  })
  expect(told.get('PAYMENT.CAPTURE.REVERSED')).toMatchObject({
    links: [{ rel: 'up', href: `${sandbox.paypalBase}/v2/payments/captures/${captureId}` }],
  })
  expect(told.get('CUSTOMER.DISPUTE.RESOLVED')).toMatchObject({
    disputed_transactions: [{ seller_transaction_id: captureId }],
    dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR' },
  })
  expect(told.get('CHECKOUT.ORDER.APPROVED')).toMatchObject({ id: orderId, status: 'APPROVED' })
})

test('the list of events is read in pages and between two times', async () => {
  let ahead = 0
  const { paypal, sandbox } = await open(undefined, { now: () => Date.now() + ahead })
  const approve = async () => press(sandbox, `/control/paypal/orders/${await paypal.create()}/approve`)
  await approve()
  ahead = 600_000
  const between = new Date(Date.now() + 300_000).toISOString()
  await approve()
  await approve()
  const newest = await paypal.get(`/v1/notifications/webhooks-events?start_time=${between}&page_size=1`)
  expect(newest.body).toMatchObject({ count: 1, links: [{ rel: 'self' }, { rel: 'next' }] })
  const next = await paypal.get(textAt(newest.body, 'links', 1, 'href'))
  expect(next.body).toMatchObject({ count: 1, links: [{ rel: 'self' }] })
  expect(textAt(next.body, 'events', 0, 'id')).not.toBe(textAt(newest.body, 'events', 0, 'id'))
  expect((await paypal.get(`/v1/notifications/webhooks-events?end_time=${between}`)).body).toMatchObject({ count: 1 })
  expect((await paypal.get('/v1/notifications/webhooks-events?start_time=yesterday')).status).toBe(400)
})

test('the second opinion holds for the very bytes only', async () => {
  const { shop, sandbox, paypal } = await open()
  // A name that JSON may write in two ways.
  await press(sandbox, `/control/paypal/orders/${await paypal.create({ description: 'Größe' })}/approve`)
  await shop.until(() => shop.told.length === 1)
  const [told] = shop.told
  if (told === undefined) throw new Error('nothing was told')
  const ask = (event: string, webhookId = paypalSettings.webhookId) => {
    const { id, time, signature, certificate, algorithm } = sealOf(told)
    const asked = JSON.stringify({
      auth_algo: algorithm,
      cert_url: certificate,
      transmission_id: id,
      transmission_sig: signature,
      transmission_time: time,
      webhook_id: webhookId,
    })
    return paypal.post('/v1/notifications/verify-webhook-signature', { body: `${asked.slice(0, -1)},"webhook_event":${event}}` })
  }
  expect((await ask(told.body)).body).toEqual({ verification_status: 'SUCCESS' })
  expect((await ask(JSON.stringify(JSON.parse(told.body), null, 1))).body).toEqual({ verification_status: 'FAILURE' })
  expect((await ask(told.body.replaceAll('ö', '\\u00f6'))).body).toEqual({ verification_status: 'FAILURE' })
  expect((await ask(told.body, 'ANOTHERWEBHOOK')).body).toEqual({ verification_status: 'FAILURE' })
  expect((await ask(told.body, 'not an id')).status).toBe(400)
})

test.each([
  ['{"a":1,"b":{"a":[2,{"b":3}]},"c":"}"}', 'b', '{"a":[2,{"b":3}]}'],
  ['{ "x" : "a\\"b,{" , "b":  [1, 2] }', 'b', '[1, 2]'],
  ['{"\\u0062":true}', 'b', 'true'],
  ['{"a":{"b":1}}', 'b', undefined],
])('one member of %s is read as it is written', (json, name, source) => {
  expect(memberOf(json, name)).toBe(source)
})

test('the certificates outlive the sandbox, so that late deliveries still hold', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-paypal-'))
  closers.push(() => rmSync(folder, { recursive: true, force: true }))
  const before = await aSandbox({ data: folder, webhookUrl: 'http://127.0.0.1:9/stripe' })
  const paypal = await paypalFor(before)
  await press(before, `/control/paypal/orders/${await paypal.create()}/approve`)
  await before.close()
  const { shop, sandbox } = await open(undefined, { data: folder })
  expect(sandbox.paypalRoot).toBe(before.paypalRoot)
  await shop.until(() => shop.told.length === 1)
  expect(shop.types()).toEqual(['CHECKOUT.ORDER.APPROVED'])
})

test('a legacy notification is true for the very bytes that were sent, and only those', async () => {
  const told = await aShop()
  closers.push(() => told.close())
  const sandbox = await aSandbox({ paypal: { ...paypalSettings, ipnUrl: told.url } })
  closers.push(() => sandbox.close())
  const paypal = await paypalFor(sandbox)
  const { captureId } = await paypal.paid({ custom_id: 'payment-8', invoice_id: 'INV-8' })
  await told.until(() => told.told.length === 1)
  const raw = told.told[0]?.body ?? ''
  const fields = new URLSearchParams(raw)
  expect(Object.fromEntries(fields)).toMatchObject({
    payment_status: 'Completed',
    txn_id: captureId,
    custom: 'payment-8',
    invoice: 'INV-8',
    mc_gross: '49.00',
    mc_fee: '2.20',
    charset: 'windows-1252',
  })
  const ask = async (body: string) =>
    (await fetch(`${sandbox.paypalBase}/cgi-bin/webscr`, { method: 'POST', body: `cmd=_notify-validate&${body}` })).text()
  expect(await ask(raw)).toBe('VERIFIED')
  const unasked = await fetch(`${sandbox.paypalBase}/cgi-bin/webscr`, { method: 'POST', body: `cmd=_notify-believed&${raw}` })
  expect(await unasked.text()).toBe('INVALID')
  // Read as UTF-8 and written anew, the payer's name is another.
  expect(await ask(fields.toString())).toBe('INVALID')
  expect(await ask(raw.replace('mc_gross=49.00', 'mc_gross=94.00'))).toBe('INVALID')
  await press(sandbox, '/control/paypal/ipn', { url: null })
  await paypal.paid()
  expect(told.told).toHaveLength(1)
})
