import type { PaymentId } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { beforeEach, describe, expect, it } from 'vitest'
import { filesOnDisk } from '../../../gateways/files-on-disk.ts'
import { refusal, useWorld, type Visitor } from '../../../testing/world.ts'
import { tillOf } from '../testing/till.ts'

const world = useWorld({ parts: ({ config }) => ({ files: filesOnDisk(config) }) })
const till = tillOf(world)

let staff: Visitor
beforeEach(async () => {
  staff = await world.platformAdmin()
})

async function aSale() {
  const tenant = await world.aTenant()
  const learner = await world.signedIn({ tenant })
  const course = await world.aCourse({ tenantId: tenant.tenantId })
  const sale = await till.startCheckout(learner, course)
  await till.pay(sale)
  return { tenant, learner, sale }
}

interface Wishes {
  provider?: string
  state?: 'stored' | 'failed' | 'done'
  paymentId?: PaymentId | null
  objectIds?: string[]
  echo?: string
}

async function anEvent({ provider = 'stripe', state = 'stored', paymentId = null, objectIds = [], echo = '' }: Wishes = {}) {
  const name = { provider, account: 'platform', eventId: `evt_${newId<string>()}` }
  const object = { id: objectIds[0] ?? 'cs_unknown', client_reference_id: echo || null }
  const body = JSON.stringify({
    id: name.eventId,
    type: 'checkout.session.completed',
    api_version: null,
    created: 1_767_268_800,
    data: { object },
  })
  await world.db.open
    .insertInto('webhook_inbox')
    .values({
      provider,
      account: name.account,
      event_id: name.eventId,
      type: 'checkout.session.completed',
      body: Buffer.from(body),
      object_ids: objectIds,
      payment_id: paymentId,
      state,
      trust: 'signature',
      received_at: world.clock.now(),
    })
    .execute()
  return { name, body }
}

describe('a provider event that is replayed', () => {
  it.each([
    { which: 'whose payment is known', wishes: ({ paymentId }: { paymentId: PaymentId }): Wishes => ({ paymentId, state: 'failed' }) },
    {
      which: 'that came before its payment had a name',
      wishes: ({ sessionId }: { sessionId: string }): Wishes => ({ objectIds: [sessionId] }),
    },
    { which: 'that names a payment of ours', wishes: ({ paymentId }: { paymentId: PaymentId }): Wishes => ({ echo: paymentId }) },
  ])('$which has its payment looked at, and stays as it came', async ({ wishes }) => {
    const { sale, tenant } = await aSale()
    const { name, body } = await anEvent(wishes(sale))
    expect(await staff.api.payments.replayEvent(name)).toMatchObject({
      ...name,
      state: 'stored',
      paymentId: sale.paymentId,
      trust: 'signature',
      tenantName: tenant.name,
      replayedAt: expect.any(String),
    })
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'awaiting_payer' }, live: 0 })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1 })
    expect(await staff.api.payments.event(name)).toMatchObject({ state: 'done', body, orderId: sale.orderId, tenantSlug: tenant.slug })
    await staff.api.payments.replayEvent(name)
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ live: 1, papers: [['invoice', 4_900]] })
  })

  it('about somebody else says so by staying without a payment; an unknown one is refused', async () => {
    const { name } = await anEvent({ echo: newId<string>() })
    expect(await staff.api.payments.replayEvent(name)).toMatchObject({ state: 'stored', paymentId: null, replayedAt: expect.any(String) })
    await expect(staff.api.payments.replayEvent({ ...name, eventId: 'evt_nobody' })).rejects.toMatchObject(refusal('EVENT_NOT_FOUND'))
  })

  it('is replayed by the staff of the platform alone', async () => {
    const { name } = await anEvent()
    const admin = await world.signedIn({ role: 'admin' })
    for (const api of [admin.api, admin.marketplace])
      await expect(api.payments.replayEvent(name)).rejects.toMatchObject(refusal('NOT_ALLOWED'))
  })
})

describe('provider events', () => {
  it('are listed newest first, of one provider and of one state', async () => {
    const { name: mine } = await anEvent({ provider: 'paypal', state: 'failed' })
    const { name: other } = await anEvent({ provider: 'paypal', state: 'done' })
    const ids = async (filter: { provider?: 'paypal'; state?: 'failed'; limit?: number; cursor?: string }) =>
      (await staff.api.payments.events(filter)).items.map(({ eventId }) => eventId)
    expect(await ids({ provider: 'paypal' })).toEqual([other.eventId, mine.eventId])
    expect(await ids({ provider: 'paypal', state: 'failed' })).toEqual([mine.eventId])
    const { nextCursor } = await staff.api.payments.events({ provider: 'paypal', limit: 1 })
    expect(await ids({ provider: 'paypal', limit: 1, cursor: nextCursor ?? '' })).toEqual([mine.eventId])
  })
})
