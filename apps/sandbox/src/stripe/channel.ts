import { createHmac } from 'node:crypto'
import type { Channel } from '../delivery.ts'
import type { World } from '../world.ts'

/** Stripe-Signature over the raw body, one `v1` per secret (two during a rotation). */
export function sign(body: string, secrets: readonly string[], timestamp: number): string {
  const signatures = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`)
  return [`t=${timestamp}`, ...signatures].join(',')
}

/** Each attempt is signed anew, with the time it is made at. */
export function stripeChannel(world: World): Channel {
  return {
    url: world.webhookUrl,
    seal({ eventId, sentAt }) {
      const body = JSON.stringify(world.store.find('event', eventId), null, 2)
      return {
        body,
        damaged: body.replace('"livemode": false', '"livemode": fa1se'),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': sign(body, world.webhookSecrets, Math.floor(sentAt / 1000)),
          'user-agent': 'Stripe/1.0 (sandbox)',
          accept: '*/*',
        },
      }
    },
  }
}
