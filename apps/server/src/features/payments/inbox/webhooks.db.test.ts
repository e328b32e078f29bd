import Fastify, { type FastifyInstance } from 'fastify'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useWorld } from '../../../testing/world.ts'
import { sweepPayments } from './sweep-payments.ts'
import { provePayments } from '../../reconciliation/index.ts'
import { tillOf } from '../testing/till.ts'
import { paymentWebhooks } from './webhooks.ts'

const world = useWorld()
const till = tillOf(world)
const stripe = new Stripe('sk_test_of_the_signatures')
let app: FastifyInstance

beforeAll(async () => {
  app = Fastify()
  await app.register(paymentWebhooks, { platform: world.platform })
})
afterAll(() => app.close())

interface Sent {
  secret?: string
  /** Seconds that the signature's clock is ahead of ours. */
  ahead?: number
  body?: string
  header?: string
}

async function deliver(
  event: object,
  { secret = world.platform.config.stripe.webhookSecrets[0] ?? '', ahead = 0, body, header }: Sent = {},
) {
  const payload = JSON.stringify(event)
  const timestamp = Math.floor(world.clock.peek() / 1000) + ahead
  const signature = header ?? stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
  return app.inject({
    method: 'POST',
    url: '/stripe',
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
    payload: body ?? payload,
  })
}

function eventOf(paymentId: string | null, type = 'checkout.session.completed', id = `evt_${crypto.randomUUID()}`) {
  return {
    id,
    object: 'event',
    type,
    api_version: world.platform.gateways.stripe.apiVersion,
    created: Math.floor(world.clock.peek() / 1000),
    livemode: false,
    data: { object: { id: `cs_${id}`, object: 'checkout.session', client_reference_id: paymentId, metadata: {} } },
  }
}

async function aSale() {
  const tenant = await world.aTenant()
  const learner = await world.signedIn({ tenant })
  const course = await world.aCourse({ tenantId: tenant.tenantId })
  return { tenant, learner, course, sale: await till.startCheckout(learner, course) }
}

/** A provider that lists nothing. */
const quiet = () => ({ ...world.platform.gateways.stripe, messagesSince: async () => [] })

const inbox = () => world.db.open.selectFrom('webhook_inbox').select(['event_id', 'state', 'payment_id']).execute()
const inboxOf = async (id: string) => (await inbox()).filter(({ event_id }) => event_id === id)

describe('a webhook', () => {
  it('is stored with its job in one commit before it is acknowledged, and a repetition does nothing', async () => {
    const { sale } = await aSale()
    await till.pay(sale)
    const event = eventOf(sale.paymentId)
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => deliver(event)))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200])
    expect(answers.filter((answer) => answer.json().new)).toHaveLength(1)
    expect(await inboxOf(event.id)).toMatchObject([{ state: 'stored', payment_id: sale.paymentId }])

    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1 })
    expect(await inboxOf(event.id)).toMatchObject([{ state: 'done' }])
  })

  it('that cannot be stored with its job is not acknowledged, and leaves nothing', async () => {
    const { sale } = await aSale()
    const broken = Fastify()
    await broken.register(paymentWebhooks, {
      platform: { ...world.platform, enqueue: () => Promise.reject(new Error('the queue is gone')) },
    })
    const event = eventOf(sale.paymentId)
    const payload = JSON.stringify(event)
    const secret = world.platform.config.stripe.webhookSecrets[0] ?? ''
    const signature = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(world.clock.peek() / 1000) })
    const answer = await broken.inject({ method: 'POST', url: '/stripe', headers: { 'stripe-signature': signature }, payload })
    await broken.close()
    expect(answer.statusCode).toBe(500)
    expect(await inboxOf(event.id)).toEqual([])
  })

  it.each<[string, Sent]>([
    ['an unknown secret', { secret: 'whsec_somebody_elses_secret' }],
    ['a clock six minutes behind', { ahead: -360 }],
    ['a clock six minutes ahead', { ahead: 360 }],
    ['a body changed after signing', { body: '{"id":"evt_changed"}' }],
    ['no signature', { header: '' }],
    ['a signature without a time', { header: 'v1=00' }],
  ])('with %s is refused and changes nothing', async (_what, sent) => {
    const { sale } = await aSale()
    await till.pay(sale)
    const before = (await inbox()).length
    expect((await deliver(eventOf(sale.paymentId), sent)).statusCode).toBe(400)
    await world.runJobs()
    expect(await inbox()).toHaveLength(before)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'awaiting_payer' }, live: 0 })
  })

  it('that claims a payment was made is believed for its names only', async () => {
    const { sale } = await aSale()
    expect((await deliver(eventOf(sale.paymentId))).statusCode).toBe(200)
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'awaiting_payer' }, live: 0 })
  })

  it('of a type nobody asked for is acknowledged and ignored', async () => {
    const event = eventOf(null, 'customer.created')
    expect((await deliver(event)).statusCode).toBe(200)
    expect(await inboxOf(event.id)).toMatchObject([{ state: 'ignored' }])
  })

  it('of another API version is set aside for people to see, and its payment is looked at all the same', async () => {
    const { sale } = await aSale()
    await till.pay(sale)
    const event = { ...eventOf(sale.paymentId), api_version: '2019-01-01' }
    await deliver(event)
    await world.runJobs()
    expect(await inboxOf(event.id)).toMatchObject([{ state: 'failed' }])
    expect(await till.factsOf(sale)).toMatchObject({ live: 1 })
  })

  it('that comes before its payment has a name waits, and is worked off by the sweep', async () => {
    const { sale } = await aSale()
    await till.pay(sale)
    const event = eventOf(null)
    event.data.object.id = 'cs_of_nobody'
    await deliver(event)
    expect(await inboxOf(event.id)).toMatchObject([{ state: 'stored', payment_id: null }])
    await world.db.open
      .insertInto('provider_objects')
      .values({
        provider: 'stripe',
        account: 'platform',
        object_id: 'cs_of_nobody',
        tenant_id: (
          await world.db.open.selectFrom('payments').select('tenant_id').where('id', '=', sale.paymentId).executeTakeFirstOrThrow()
        ).tenant_id,
        order_id: sale.orderId,
        payment_id: sale.paymentId,
      })
      .execute()
    await sweepPayments(world.platform, {})
    await world.runJobs()
    expect(await inboxOf(event.id)).toMatchObject([{ state: 'done', payment_id: sale.paymentId }])
  })

  it('about an object that nobody here knows is tried again for three days, and then given up', async () => {
    const { sale } = await aSale()
    const event = eventOf(null)
    event.data.object.id = 'cs_named_late'
    await deliver(event)
    const day = 24 * 3_600_000
    const named = async (objectId: string) => {
      const { tenant_id } = await world.db.open
        .selectFrom('payments')
        .select('tenant_id')
        .where('id', '=', sale.paymentId)
        .executeTakeFirstOrThrow()
      const object = { provider: 'stripe', account: 'platform', object_id: objectId, tenant_id } as const
      await world.db.open
        .insertInto('provider_objects')
        .values({ ...object, order_id: sale.orderId, payment_id: sale.paymentId })
        .execute()
      await sweepPayments(world.platform, {})
      await world.runJobs()
    }
    world.clock.advance(3 * day - 3_600_000)
    await named('cs_named_late')
    expect(await inboxOf(event.id)).toMatchObject([{ state: 'done' }])

    const forgotten = eventOf(null)
    forgotten.data.object.id = 'cs_named_too_late'
    await deliver(forgotten)
    world.clock.advance(3 * day + 3_600_000)
    await named('cs_named_too_late')
    expect(await inboxOf(forgotten.id)).toMatchObject([{ state: 'stored', payment_id: null }])
  })

  it('that has just come is left to its own job, and is taken up by the sweep when that was lost', async () => {
    const { sale } = await aSale()
    await till.pay(sale)
    const event = eventOf(sale.paymentId)
    await deliver(event)
    await world.db.open.updateTable('payments').set({ looked_at: world.clock.now() }).where('id', '=', sale.paymentId).execute()
    const lose = async () => {
      const lost = await world.boss.fetch('payments.sync', { batchSize: 100 })
      if (lost.length)
        await world.boss.complete(
          'payments.sync',
          lost.map(({ id }) => id),
        )
      return lost.length
    }
    expect(await lose()).toBeGreaterThan(0)
    await sweepPayments({ ...world.platform, gateways: { ...world.platform.gateways, stripe: quiet() } }, {})
    expect(await lose()).toBe(0)
    world.clock.advance(2.5 * 60_000)
    await sweepPayments({ ...world.platform, gateways: { ...world.platform.gateways, stripe: quiet() } }, {})
    await world.runJobs()
    expect(await inboxOf(event.id)).toMatchObject([{ state: 'done' }])
  })
})

describe('with every webhook lost', () => {
  it('the sweep lets every buyer in within five minutes', async () => {
    const sales = []
    for (let count = 0; count < 8; count++) sales.push((await aSale()).sale)
    for (const sale of sales) await till.pay(sale)
    const paidAt = world.clock.peek()
    let live = 0
    while (live < sales.length && world.clock.peek() < paidAt + 300_000) {
      world.clock.advance(60_000)
      await sweepPayments(world.platform, {})
      await world.runJobs()
      live = (await Promise.all(sales.map((sale) => till.factsOf(sale)))).reduce((sum, facts) => sum + facts.live, 0)
    }
    expect(live).toBe(sales.length)
  })

  it('the sweep lets buyers in even when the provider lists no events', async () => {
    const { sale } = await aSale()
    await till.pay(sale)
    const { stripe: gateway } = world.platform.gateways
    const deaf = {
      ...world.platform,
      gateways: { ...world.platform.gateways, stripe: { ...gateway, messagesSince: () => Promise.reject(new Error('no list today')) } },
    }
    world.clock.advance(4 * 60_000)
    await sweepPayments(deaf, {})
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ live: 1 })
  })

  it('the very first sweep sees what happened in the weeks before it', async () => {
    const tenant = await world.aTenant()
    const learner = await world.signedIn({ tenant })
    const sale = await till.startCheckout(learner, await world.aCourse({ tenantId: tenant.tenantId }))
    await till.pay(sale)
    await till.sync(sale)
    await till.control(`/payments/${sale.sessionId}/refund`)
    await world.db.open.deleteFrom('provider_cursors').execute()
    world.clock.advance(26 * 3_600_000)
    await sweepPayments(world.platform, {})
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'refunded' }, live: 0, enrolments: ['ended'] })
  })

  it('the nightly proof finds what the sweep could not, heals it, and names what it cannot explain', async () => {
    const { sale } = await aSale()
    await till.pay(sale)
    const since = new Date(world.clock.peek() - 24 * 3_600_000)
    const proof = await provePayments(world.platform, since)
    expect(proof.differences.filter(({ ref }) => ref === sale.paymentId)).toSatisfy(
      (found: { healed: boolean }[]) => found.length > 0 && found.every(({ healed }) => healed),
    )
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1 })

    await world.db.open
      .deleteFrom('enrolments')
      .where(
        'course_id',
        '=',
        (await world.db.open.selectFrom('orders').select('course_id').where('id', '=', sale.orderId).executeTakeFirstOrThrow()).course_id,
      )
      .execute()
    const again = await provePayments(world.platform, since)
    expect(again.differences).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ what: expect.stringContaining('no open enrolment'), ref: sale.paymentId, healed: true }),
      ]),
    )
    expect((await provePayments(world.platform, since)).differences).toEqual([])
  })
})
