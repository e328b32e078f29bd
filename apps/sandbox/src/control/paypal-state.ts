import { paypalChannel } from '../paypal/channels.ts'
import type { World } from '../world.ts'

const kinds = {
  orders: 'paypal.order',
  captures: 'paypal.capture',
  refunds: 'paypal.refund',
  disputes: 'paypal.dispute',
  transactions: 'paypal.transaction',
} as const

/** Everything of PayPal's that an oracle needs, oldest first; of its messages the names only. */
export function readPaypalState({ store }: World): Record<string, object[]> {
  const parts = Object.entries(kinds).map(([name, kind]): [string, object[]] => [name, store.list(kind).toReversed()])
  const events = store
    .list('paypal.event')
    .toReversed()
    .map(({ id, type }) => ({ id, type }))
  return Object.fromEntries([...parts, ['events', events]])
}

/** A message as it would be sent now: its bytes, and the headers that seal them. */
export function sealPaypalEvent(world: World, id: string, deliveryId: number): object | null {
  if (world.store.find('paypal.event', id) === undefined) return null
  const { body, headers } = paypalChannel(world).seal({ eventId: id, deliveryId, madeAt: world.now(), sentAt: world.now() })
  return { body, headers }
}
