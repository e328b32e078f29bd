import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { Stripe } from 'stripe'
import { aSandbox, aShop, order, press, readState, sdkFor, webhookSecret } from '../testing.ts'
import type { Told } from '../testing.ts'
import type { Sandbox } from '../sandbox.ts'
import { waitAfter } from '../delivery.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function open(answer?: (told: Told, count: number) => number, data?: string) {
  const shop = await aShop(answer)
  const sandbox = await aSandbox({ webhookUrl: shop.url, ...(data === undefined ? {} : { data }) })
  closers.push(
    () => shop.close(),
    () => sandbox.close(),
  )
  return { shop, sandbox }
}

async function buy(sandbox: Sandbox, reference = 'order-1', card?: string): Promise<string> {
  const session = await sdkFor(sandbox).checkout.sessions.create({ ...order, client_reference_id: reference })
  await press(sandbox, '/control/pay', { sessionId: session.id, ...(card === undefined ? {} : { card }) })
  return session.id
}

const stripe = new Stripe('sk_test_offline')
function verified({ body, headers }: Told): Stripe.Event {
  const signature = headers['stripe-signature']
  return stripe.webhooks.constructEvent(body, typeof signature === 'string' ? signature : '', webhookSecret)
}

test('every webhook carries a signature the SDK accepts, and the facts of the payment', async () => {
  const { shop, sandbox } = await open()
  const session = await buy(sandbox)
  await shop.until(() => shop.told.length === 2)
  const events = shop.told.map(verified)
  expect(events.map(({ type }) => type).sort()).toEqual(['checkout.session.completed', 'payment_intent.succeeded'])
  expect(events.find(({ type }) => type === 'checkout.session.completed')?.data.object).toMatchObject({
    id: session,
    payment_status: 'paid',
    metadata: { orderId: 'order-1' },
  })
  expect(events[0]).toMatchObject({ livemode: false, api_version: Stripe.API_VERSION, object: 'event' })
})

test('declines, refunds and disputes tell what happened, in the order it happened', async () => {
  const { shop, sandbox } = await open()
  const session = await sdkFor(sandbox).checkout.sessions.create(order)
  await press(sandbox, '/control/pay', { sessionId: session.id, card: '4000000000000002' })
  await press(sandbox, '/control/pay', { sessionId: session.id })
  await press(sandbox, `/control/payments/${session.id}/refund`, { amount: 900 })
  const dispute = await press(sandbox, `/control/payments/${session.id}/dispute`)
  await press(sandbox, `/control/disputes/${String(dispute['id'])}/close`, { outcome: 'withdrawn' })
  expect((await readState(sandbox)).events.map(({ type }) => type)).toEqual([
    'payment_intent.payment_failed',
    'payment_intent.succeeded',
    'checkout.session.completed',
    'refund.created',
    'charge.refunded',
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.funds_reinstated',
    'charge.dispute.closed',
  ])
  await shop.until(() => shop.told.length === 9)
})

test('a refused webhook comes again, a second later, until it is accepted', async () => {
  const { shop, sandbox } = await open((_told, count) => (count <= 2 ? 503 : 200))
  await buy(sandbox)
  await shop.until(() => shop.told.length === 4)
  const ids = shop.told.map((told) => verified(told).id)
  expect(new Set(ids).size).toBe(2)
  expect([1, 2, 3, 5, 9].map(waitAfter)).toEqual([1_000, 2_000, 4_000, 16_000, 30_000])
})

test('what is pending outlives the sandbox', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  closers.push(() => rmSync(folder, { recursive: true, force: true }))
  const before = await aSandbox({ data: folder, webhookUrl: 'http://127.0.0.1:9/closed' })
  const session = await buy(before)
  await before.close()

  const { shop, sandbox } = await open(undefined, folder)
  await shop.until(() => shop.told.length === 2)
  expect(shop.told.map(verified).map(({ data }) => data.object)).toContainEqual(expect.objectContaining({ id: session }))
  expect((await sdkFor(sandbox).checkout.sessions.retrieve(session)).payment_status).toBe('paid')
})

test('the same seed gives the same luck, another seed another', async () => {
  const run = async (seed: number) => {
    const { sandbox } = await open()
    await press(sandbox, '/control/knobs', { drop: 0.3, duplicate: 0.3, reorder: 0.3, corrupt: 0.2, seed })
    for (let n = 0; n < 15; n += 1) await buy(sandbox, `order-${n}`)
    return (await readState(sandbox)).events.map(({ deliveries }) => deliveries.map(({ knobs }) => knobs.join('+')))
  }
  const [first, again, other] = [await run(7), await run(7), await run(8)]
  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
  for (const knob of ['drop', 'duplicate', 'reorder', 'corrupt']) expect(first.flat().join(' ')).toContain(knob)
}, 15_000)

test('a dropped webhook never comes, and the event list still has it', async () => {
  const { shop, sandbox } = await open()
  await press(sandbox, '/control/knobs', { drop: 1 })
  await buy(sandbox)
  await press(sandbox, '/control/knobs', { drop: 0 })
  await buy(sandbox)
  await shop.until(() => shop.told.length === 2)
  expect((await readState(sandbox)).pendingDeliveries).toBe(0)
  expect((await sdkFor(sandbox).events.list()).data).toHaveLength(4)
})

test('a damaged webhook fails its signature and comes again whole', async () => {
  const accepts = (told: Told) => {
    try {
      verified(told)
      return 200
    } catch {
      return 400
    }
  }
  const { shop, sandbox } = await open(accepts)
  await press(sandbox, '/control/knobs', { corrupt: 1 })
  await buy(sandbox)
  await shop.until(() => shop.told.length === 4)
  expect(shop.told.map(accepts)).toEqual([400, 400, 200, 200])
})

test('a held event goes out after later ones, and alone after three seconds', async () => {
  const { shop, sandbox } = await open()
  await press(sandbox, '/control/knobs', { reorder: 1 })
  const held = await sdkFor(sandbox).checkout.sessions.create(order)
  await sdkFor(sandbox).checkout.sessions.expire(held.id)
  await press(sandbox, '/control/knobs', { reorder: 0 })
  await buy(sandbox, 'order-2')
  await buy(sandbox, 'order-3')
  await shop.until(() => shop.told.length === 5)
  expect(shop.types().indexOf('checkout.session.expired')).toBeGreaterThan(0)
  await press(sandbox, '/control/knobs', { reorder: 1 })
  const alone = await sdkFor(sandbox).checkout.sessions.create(order)
  await sdkFor(sandbox).checkout.sessions.expire(alone.id)
  await shop.until(() => shop.told.length === 6)
}, 15_000)

test('an event can be sent again, and so can all of them', async () => {
  const { shop, sandbox } = await open()
  await buy(sandbox)
  await shop.until(() => shop.told.length === 2)
  const [event] = (await readState(sandbox)).events
  await press(sandbox, `/control/events/${event?.id ?? ''}/replay`)
  await shop.until(() => shop.told.length === 3)
  expect(await press(sandbox, '/control/replay-all')).toMatchObject({ replayed: 2 })
  await shop.until(() => shop.told.length === 5)
  expect(new Set(shop.told.map((told) => verified(told).id)).size).toBe(2)
})

test('a session past its time expires by the clock', async () => {
  const shop = await aShop()
  let ahead = 0
  const sandbox = await aSandbox({ webhookUrl: shop.url, now: () => Date.now() + ahead })
  closers.push(
    () => shop.close(),
    () => sandbox.close(),
  )
  const session = await sdkFor(sandbox).checkout.sessions.create(order)
  ahead = 25 * 3_600_000
  await shop.until(() => shop.types().includes('checkout.session.expired'))
  expect(await sdkFor(sandbox).checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'expired', url: null })
})
