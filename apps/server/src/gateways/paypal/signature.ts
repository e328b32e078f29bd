import { verify } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { TokenBuckets } from '../../token-buckets.ts'
import { ProviderSilent, type ProviderMessage } from '../gateway.ts'
import type { Certificates } from './certificates.ts'
import { PaypalRefused, type PaypalClient } from './client.ts'
import { eventOf, messageOf } from './messages.ts'
import { Verdict } from './shapes.ts'

/** What PayPal sends beside a message, in the shapes that its own interface for checking them demands. */
const Transmission = z.object({
  id: z
    .string()
    .max(50)
    .regex(/^(?!\d+$)\w+\S+$/),
  time: z.iso.datetime({ offset: true }).max(100),
  signature: z
    .string()
    .max(500)
    .regex(/^[A-Za-z0-9+/]{342,}={0,2}$/),
  address: z.string().max(500),
  /** The only one that is accepted: a message cannot choose a weaker one. */
  algorithm: z.literal('SHA256withRSA'),
})

const second = 1_000
/** A clock of ours or of PayPal's may be late. */
const ahead = 300 * second
/** PayPal repeats a message for three days, with the time and the signature of its first sending: five minutes would lose all but the first. */
const behind = 4 * 24 * 3_600 * second

export interface SignatureOptions {
  webhookId: string
  certificates: Certificates
  client: PaypalClient
  /** Times in a minute that PayPal itself is asked about a message. */
  perMinute?: number
}

export type VerifyMessage = (body: Buffer, headers: IncomingHttpHeaders, now: Date) => Promise<ProviderMessage | null>

/** What PayPal signs: over the raw bytes, which nobody may parse and write anew. */
export function signedText(transmissionId: string, time: string, webhookId: string, body: Buffer): string {
  return `${transmissionId}|${time}|${webhookId}|${crc32(body)}`
}

/** Holds a message against PayPal's certificate; where none can be had, against PayPal's own word. */
export function signatureCheck({ webhookId, certificates, client, perMinute = 30 }: SignatureOptions): VerifyMessage {
  const budget = new TokenBuckets('paypal-opinions', perMinute)

  async function opinion(transmission: z.infer<typeof Transmission>, body: Buffer): Promise<boolean> {
    if (budget.take('all') > 0) throw new ProviderSilent('paypal is asked about too many messages')
    const { id, time, signature, address, algorithm } = transmission
    const named = JSON.stringify({
      auth_algo: algorithm,
      cert_url: address,
      transmission_id: id,
      transmission_sig: signature,
      transmission_time: time,
      webhook_id: webhookId,
    })
    // The message's own bytes: written anew they would have another checksum. That they are one JSON object was seen before.
    const spliced = Buffer.concat([Buffer.from(`${named.slice(0, -1)},"webhook_event":`), body, Buffer.from('}')])
    try {
      const { verification_status: verdict } = await client.call({
        method: 'POST',
        path: '/v1/notifications/verify-webhook-signature',
        answer: Verdict,
        body: { bytes: spliced, type: 'application/json' },
      })
      return verdict === 'SUCCESS'
    } catch (error) {
      if (error instanceof PaypalRefused) return false
      throw error
    }
  }

  return async (body, headers, now) => {
    const { data: transmission } = Transmission.safeParse({
      id: headers['paypal-transmission-id'],
      time: headers['paypal-transmission-time'],
      signature: headers['paypal-transmission-sig'],
      address: headers['paypal-cert-url'],
      algorithm: headers['paypal-auth-algo'],
    })
    if (!transmission) return null
    const { id, time, signature, address } = transmission
    const at = new Date(time)
    const age = now.getTime() - at.getTime()
    if (age < -ahead || age > behind) return null
    const place = certificates.placeOf(address)
    if (place === null) return null
    const chain = await certificates.chainAt(place)
    if (chain) {
      if (!chain.validAt(at)) return null
      const text = Buffer.from(signedText(id, time, webhookId, body))
      if (!verify('RSA-SHA256', text, chain.key, Buffer.from(signature, 'base64'))) return null
    }
    const event = eventOf(body)
    if (!event) return null
    if (chain) return messageOf(event, 'signature')
    return (await opinion(transmission, body)) ? messageOf(event, 'provider') : null
  }
}
