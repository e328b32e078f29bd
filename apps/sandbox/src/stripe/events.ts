import specs from '../../specs/stripe-resources.json' with { type: 'json' }
import { schedule } from '../outbox.ts'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { newId } from './resources.ts'
import type { Json, StripeEvent, StripeObject } from './shapes.ts'

/** The version events are rendered in until a caller names its own; the official SDK 23 pins this one. */
export const apiVersion = '2026-10-28.endive'

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
  if (world.webhookUrl() !== undefined) schedule(world, 'stripe', event.id)
  return event
}
