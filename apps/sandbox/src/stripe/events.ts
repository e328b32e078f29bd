import specs from '../../specs/stripe-resources.json' with { type: 'json' }
import { nextDice, readKnobs, within } from '../knobs.ts'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { newId } from './resources.ts'
import type { Json, StripeEvent, StripeObject } from './shapes.ts'

/** The version events are rendered in until a caller names its own; the official SDK 23 pins this one. */
export const apiVersion = '2026-10-28.endive'

/** Longest time a reordered event is held back. */
const longestHoldMs = 3_000

/** The API call behind an event; absent when it came from the pay page, the dashboard or the clock. */
export interface Cause {
  readonly requestId: string
  readonly idempotencyKey: string | undefined
}

type EventType =
  | `checkout.session.${'completed' | 'expired' | 'async_payment_succeeded' | 'async_payment_failed'}`
  | `payment_intent.${'succeeded' | 'payment_failed' | 'processing' | 'canceled'}`
  | 'charge.refunded'
  | `refund.${'created' | 'updated' | 'failed'}`
  | `charge.dispute.${'created' | 'updated' | 'closed' | 'funds_withdrawn' | 'funds_reinstated'}`

/** Makes an event and its delivery in the caller's transaction. */
export function recordEvent(
  world: World,
  type: EventType,
  object: StripeObject,
  cause?: Cause,
  previous?: Record<string, Json>,
): StripeEvent {
  const event: StripeEvent = {
    ...specs.event,
    id: newId('evt'),
    api_version: world.store.setting('api-version') ?? apiVersion,
    created: seconds(world),
    data: { object: { ...object }, ...(previous === undefined ? {} : { previous_attributes: previous }) },
    pending_webhooks: world.webhookUrl() === undefined ? 0 : 1,
    request: { id: cause?.requestId ?? null, idempotency_key: cause?.idempotencyKey ?? null },
    type,
  }
  world.store.put('event', event)
  if (world.webhookUrl() !== undefined) schedule(world, event.id)
  return event
}

function schedule(world: World, eventId: string): void {
  const knobs = readKnobs(world.store)
  const roll = nextDice(world.store, 'webhook', knobs.seed)
  // Always the same number of rolls in the same order, so that one knob does not shift the luck of another.
  const [drop, duplicate, reorder, corrupt, delay, hold, second] = [roll(), roll(), roll(), roll(), roll(), roll(), roll()]
  const now = world.now()
  if (drop < knobs.drop) {
    insertDelivery(world, eventId, { state: 'dropped', dueAt: now, hold: 0, knobs: ['drop'] })
    return
  }
  const dueAt = now + within(knobs.delayMs, delay)
  const names = [...(corrupt < knobs.corrupt ? ['corrupt'] : []), ...(knobs.delayMs.max > 0 ? ['delay'] : [])]
  if (reorder < knobs.reorder) {
    insertDelivery(world, eventId, {
      state: 'pending',
      dueAt: dueAt + longestHoldMs,
      hold: 1 + Math.floor(hold * 3),
      knobs: ['reorder', ...names],
    })
  } else {
    insertDelivery(world, eventId, { state: 'pending', dueAt, hold: 0, knobs: names })
  }
  if (duplicate < knobs.duplicate) {
    insertDelivery(world, eventId, { state: 'pending', dueAt: dueAt + Math.floor(second * 500), hold: 0, knobs: ['duplicate'] })
  }
  world.wake()
}

interface Delivery {
  readonly state: 'pending' | 'dropped'
  readonly dueAt: number
  readonly hold: number
  readonly knobs: readonly string[]
}

function insertDelivery(world: World, eventId: string, { state, dueAt, hold, knobs }: Delivery): void {
  world.store.run(
    'insert into deliveries (event_id, state, due_at, hold, knobs) values (?, ?, ?, ?, ?)',
    eventId,
    state,
    dueAt,
    hold,
    knobs.join(','),
  )
}

/** Sends an event once more, untouched by any knob: the dashboard's "Resend". */
export function replayEvent(world: World, eventId: string): void {
  insertDelivery(world, eventId, { state: 'pending', dueAt: world.now(), hold: 0, knobs: ['replay'] })
  world.wake()
}

/** Sends every event once more, oldest first; returns how many. */
export function replayAll(world: World): number {
  return world.store.transaction(() => {
    const events = world.store.all(`select id from objects where kind = 'event' order by seq`)
    for (const { id } of events) replayEvent(world, String(id))
    return events.length
  })
}
