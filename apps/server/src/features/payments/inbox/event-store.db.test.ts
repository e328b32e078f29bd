import { expect, it } from 'vitest'
import { useWorld } from '../../../testing/world.ts'
import { eventStore } from './event-store.ts'
import type { Received } from './store-events.ts'

const world = useWorld()

function received(id = `evt_${crypto.randomUUID()}`): Received {
  const { stripe } = world.platform.gateways
  const event = {
    id,
    object: 'event',
    type: 'checkout.session.completed',
    api_version: stripe.apiVersion,
    created: Math.floor(world.clock.peek() / 1000),
    livemode: false,
    data: { object: { id: `cs_${id}`, object: 'checkout.session', client_reference_id: null, metadata: {} } },
  }
  const body = Buffer.from(JSON.stringify(event))
  return { provider: 'stripe', message: stripe.read(body), body }
}

const stored = async (events: Received[]) => {
  const ids = events.map(({ message }) => message.eventId)
  const rows = await world.db.open.selectFrom('webhook_inbox').select('event_id').where('event_id', 'in', ids).execute()
  return rows.length
}

it('events that come at the same moment share their commits, and each is told whether it was new', async () => {
  let commits = 0
  const store = eventStore({
    ...world.platform,
    enqueue: (...work) => {
      commits += 1
      return world.platform.enqueue(...work)
    },
  })
  const events = Array.from({ length: 120 }, () => received())
  const answers = await Promise.all([...events, ...events.slice(0, 40)].map(store))
  const newOf = events.map((_, index) => [answers[index], answers[index + 120]].filter(Boolean).length)
  expect(newOf).toEqual(events.map(() => 1))
  expect(await stored(events)).toBe(120)
  expect(commits).toBeLessThan(10)
  expect(await Promise.all(events.map(store))).toEqual(events.map(() => false))
})

it('an event that cannot be stored takes none of its neighbours with it', async () => {
  const store = eventStore(world.platform)
  const good = Array.from({ length: 5 }, () => received())
  const bad = received()
  const unstorable = { ...bad, message: { ...bad.message, type: 'a type with a \0 in it' } }
  const answers = await Promise.allSettled([...good.slice(0, 2), unstorable, ...good.slice(2)].map(store))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  expect(await stored([...good, bad])).toBe(5)
})

it('when a thousand events wait for their commit, the next is asked to come again and leaves nothing', async () => {
  const store = eventStore(world.platform)
  const events = Array.from({ length: 1_001 }, () => received())
  const answers = await Promise.allSettled(events.map(store))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1_000)
  expect(answers.at(-1)).toMatchObject({ reason: { code: 'OVERLOADED', data: { retryAfterSeconds: 5 } } })
  expect(await stored(events)).toBe(1_000)
})
