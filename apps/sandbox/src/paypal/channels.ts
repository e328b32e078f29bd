import { createHash, sign } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Channel } from '../delivery.ts'
import type { World } from '../world.ts'
import type { Certificates } from './certificates.ts'
import { instant } from './ids.ts'

/** What PayPal signs: the transmission, its time, the webhook it is for and a checksum of the very bytes. */
export function signedText(id: string, time: string, webhookId: string, raw: string | Buffer): string {
  return `${id}|${time}|${webhookId}|${crc32(raw)}`
}

export function certificateUrl(world: World): string {
  return `${world.deskUrl()}/paypal/v1/notifications/certs/${world.paypal.certificates.name}`
}

/** A delivery keeps its transmission id and time over all its attempts, however many days they take. */
export function paypalChannel(world: World): Channel {
  const { certificates, settings, webhookUrl } = world.paypal
  return {
    url: webhookUrl,
    seal({ eventId, deliveryId, madeAt }) {
      const body = world.store.find('paypal.event', eventId)?.raw ?? ''
      const time = instant(Math.floor(madeAt / 1000))
      const { id, signature } = signTransmission(certificates, `${eventId} ${deliveryId}`, (transmission) =>
        signedText(transmission, time, settings.webhookId, body),
      )
      return {
        body,
        damaged: body.replace('"event_version":"1.0"', '"event_version":"1.1"'),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'PayPal/AUHD-214.0-sandbox',
          'paypal-transmission-id': id,
          'paypal-transmission-time': time,
          'paypal-transmission-sig': signature,
          'paypal-cert-url': certificateUrl(world),
          'paypal-auth-algo': 'SHA256withRSA',
          accept: '*/*',
        },
      }
    },
  }
}

/** The published API takes no signature back that begins with `+` or `/`, so an id is chosen that gives another. */
function signTransmission(certificates: Certificates, seed: string, text: (id: string) => string): { id: string; signature: string } {
  for (let salt = 0; ; salt += 1) {
    const hex = createHash('sha256').update(`${seed} ${salt}`).digest('hex')
    const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-11f0-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
    const signature = sign('RSA-SHA256', Buffer.from(text(id)), certificates.key).toString('base64')
    if (/^[a-z0-9]/i.test(signature)) return { id, signature }
  }
}

/** Legacy notifications: a form that the shop sends back byte for byte to learn whether it is true. */
export function ipnChannel(world: World): Channel {
  return {
    url: world.paypal.ipnUrl,
    seal({ eventId }) {
      const body = world.store.find('paypal.ipn', eventId)?.raw ?? ''
      return {
        body,
        damaged: body.replace('notify_version=3.9', 'notify_version=3.8'),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'PayPal IPN ( https://www.paypal.com/ipn )' },
      }
    },
  }
}
