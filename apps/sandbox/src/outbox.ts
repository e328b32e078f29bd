import { nextDice, readKnobs, within } from './knobs.ts'
import type { World } from './world.ts'

/** Ways a message leaves: each has its own address and its own seal. */
export type ChannelName = 'stripe' | 'paypal' | 'paypal_ipn'

/** Longest time a reordered event is held back. */
const longestHoldMs = 3_000

/** Puts an event into the outbox in the caller's transaction, with the luck of the knobs. */
export function schedule(world: World, channel: ChannelName, eventId: string): void {
  const knobs = readKnobs(world.store)
  const roll = nextDice(world.store, 'webhook', knobs.seed)
  // Always the same number of rolls in the same order, so that one knob does not shift the luck of another.
  const [drop, duplicate, reorder, corrupt, delay, hold, second] = [roll(), roll(), roll(), roll(), roll(), roll(), roll()]
  const now = world.now()
  const insert = (delivery: Omit<Delivery, 'channel'>) => insertDelivery(world, eventId, { channel, ...delivery })
  if (drop < knobs.drop) {
    insert({ state: 'dropped', dueAt: now, hold: 0, knobs: ['drop'] })
    return
  }
  const dueAt = now + within(knobs.delayMs, delay)
  const names = [...(corrupt < knobs.corrupt ? ['corrupt'] : []), ...(knobs.delayMs.max > 0 ? ['delay'] : [])]
  if (reorder < knobs.reorder) {
    insert({ state: 'pending', dueAt: dueAt + longestHoldMs, hold: 1 + Math.floor(hold * 3), knobs: ['reorder', ...names] })
  } else {
    insert({ state: 'pending', dueAt, hold: 0, knobs: names })
  }
  if (duplicate < knobs.duplicate) {
    insert({ state: 'pending', dueAt: dueAt + Math.floor(second * 500), hold: 0, knobs: ['duplicate'] })
  }
  world.wake()
}

interface Delivery {
  readonly channel: ChannelName
  readonly state: 'pending' | 'dropped'
  readonly dueAt: number
  readonly hold: number
  readonly knobs: readonly string[]
}

function insertDelivery(world: World, eventId: string, { channel, state, dueAt, hold, knobs }: Delivery): void {
  world.store.run(
    'insert into deliveries (event_id, channel, made_at, state, due_at, hold, knobs) values (?, ?, ?, ?, ?, ?, ?)',
    eventId,
    channel,
    world.now(),
    state,
    dueAt,
    hold,
    knobs.join(','),
  )
}

/** Sends an event once more, untouched by any knob: the dashboard's "Resend". */
export function replayEvent(world: World, channel: ChannelName, eventId: string): void {
  insertDelivery(world, eventId, { channel, state: 'pending', dueAt: world.now(), hold: 0, knobs: ['replay'] })
  world.wake()
}

const channelOf: Readonly<Record<string, ChannelName>> = { event: 'stripe', 'paypal.event': 'paypal', 'paypal.ipn': 'paypal_ipn' }

/** Sends every event once more, oldest first; returns how many. */
export function replayAll(world: World): number {
  return world.store.transaction(() => {
    const events = world.store.all(`select kind, id from objects where kind in ('event', 'paypal.event', 'paypal.ipn') order by seq`)
    for (const { kind, id } of events) replayEvent(world, channelOf[String(kind)] ?? 'stripe', String(id))
    return events.length
  })
}
