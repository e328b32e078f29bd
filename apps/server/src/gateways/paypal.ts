import type { PaymentFacts } from '@edurise/db'
import type { Logger } from 'pino'
import { z } from 'zod'
import { TokenBuckets } from '../token-buckets.ts'
import { ProviderRefused, ProviderSilent, type PaypalGateway } from './gateway.ts'
import { hasMoved, isPayment, movementOf, paymentIdOf, transactionsBetween } from './paypal/account.ts'
import { paypalMoney } from './paypal/amounts.ts'
import { readBounded } from './paypal/bounded.ts'
import { certificatesOf } from './paypal/certificates.ts'
import { certificatesIn, rootsOfNode } from './paypal/chain.ts'
import { paypalClient, PaypalRefused } from './paypal/client.ts'
import { evidenceForm } from './paypal/evidence.ts'
import { capturesOf, disputeFacts, factsOf, payerUrlOf, refundsOf, tookMoney } from './paypal/facts.ts'
import { account, listedMessages, messageOfNotification, messageOfStored, notificationOf, type Listed } from './paypal/messages.ts'
import { orderRequest } from './paypal/sale.ts'
import { Capture, Dispute, DisputeList, EventPage, Order, Refund } from './paypal/shapes.ts'
import { signatureCheck } from './paypal/signature.ts'

export interface PaypalOptions {
  clientId: string
  clientSecret: string
  webhookId: string
  /** Where a server speaks PayPal's API, with the path under which it begins; null for PayPal itself. */
  apiBase: string | null
  /** PEM of the only root that messages are trusted from; null for those that Node trusts. */
  trustedRoot: string | null
  /** Addresses or merchant ids that older notifications have to be sent to; empty when any will do. */
  ipnReceivers: readonly string[]
  now: () => Date
  log: Pick<Logger, 'warn'>
  timeoutMilliseconds?: number
}

const live = 'https://api-m.paypal.com'
/** PayPal's hosts, and the one that confirms older notifications. */
const houses = [
  {
    apis: [live, 'https://api.paypal.com'],
    ipn: 'https://ipnpb.paypal.com/cgi-bin/webscr',
    names: ['messageverificationcerts.paypal.com'],
  },
  {
    apis: ['https://api-m.sandbox.paypal.com', 'https://api.sandbox.paypal.com'],
    ipn: 'https://ipnpb.sandbox.paypal.com/cgi-bin/webscr',
    names: ['messageverificationcerts.sandbox.paypal.com', 'messageverificationcerts.paypal.com'],
  },
]

/** Hours for which PayPal keeps a key are six; a repeated call must still be in time. */
const sameKeyHours = 5
const mostDisputes = 20
const eventsOfPage = 100
/** The older notifications are small forms. */
const longestNotification = 64 * 1024
const mostNotifications = 60

const Anything = z.unknown()

/** PayPal Checkout for one-time payments: orders that the payer approves there and that are captured here. */
export function paypalGateway({
  clientId,
  clientSecret,
  webhookId,
  apiBase,
  trustedRoot,
  ipnReceivers,
  now,
  log,
  timeoutMilliseconds = 10_000,
}: PaypalOptions): PaypalGateway {
  const base = (apiBase ?? live).replace(/\/+$/, '')
  const house = houses.find(({ apis }) => apis.includes(base))
  const { apis, ipn, names } = house ?? { apis: [base], ipn: `${base}/cgi-bin/webscr`, names: ['messageverificationcerts.paypal.com'] }
  const client = paypalClient({ base, clientId, clientSecret, timeoutMilliseconds })
  const roots = trustedRoot === null ? null : certificatesIn(trustedRoot)
  const certificates = certificatesOf({ bases: apis, trust: () => ({ roots: roots ?? rootsOfNode(), names }) })
  const notifications = new TokenBuckets('paypal-notifications', mostNotifications)
  const look = { account, livemode: apiBase === null }

  const read = async <T>(path: string, answer: z.ZodType<T>): Promise<T | null> => {
    try {
      return await client.call({ method: 'GET', path, answer })
    } catch (error) {
      if (!(error instanceof PaypalRefused)) throw error
      if (error.status === 404) return null
      // A question that PayPal refuses to answer says nothing about what was asked.
      throw new ProviderSilent(`paypal refuses to tell: ${error.code}`, { cause: error })
    }
  }
  const order = (id: string) => read(`/v2/checkout/orders/${encodeURIComponent(id)}`, Order)
  const dispute = (id: string) => read(`/v1/customer/disputes/${encodeURIComponent(id)}`, Dispute)

  /** The order tells which refunds there are, and not always how they fared. */
  const wholeRefund = async (refund: Refund) =>
    refund.status !== undefined && refund.amount ? refund : ((await read(`/v2/payments/refunds/${refund.id}`, Refund)) ?? refund)

  let disputesAreClosedToUs = false
  async function disputesOf(captureId: string): Promise<Dispute[]> {
    const query = new URLSearchParams({ disputed_transaction_id: captureId, page_size: String(mostDisputes) })
    try {
      const { items } = await client.call({ method: 'GET', path: `/v1/customer/disputes?${query.toString()}`, answer: DisputeList })
      const disputes = await Promise.all(items.slice(0, mostDisputes).map(({ dispute_id: id }) => dispute(id)))
      return disputes.filter((found) => found !== null)
    } catch (error) {
      if (!(error instanceof PaypalRefused)) throw error
      if (error.status !== 403) throw new ProviderSilent(`paypal refuses to tell: ${error.code}`, { cause: error })
      // Whether an app may read disputes is switched on apart. Whoever paid is let in without it.
      if (!disputesAreClosedToUs) log.warn({ code: error.code }, 'paypal does not let us read disputes: switch them on for this app')
      disputesAreClosedToUs = true
      return []
    }
  }

  async function factsNow(objectId: string): Promise<PaymentFacts> {
    const observedAt = new Date().toISOString()
    const found = await order(objectId)
    // PayPal forgets orders that nobody has approved in time; those that took money it keeps.
    if (!found) return { objectId, checkoutUrl: '', ...look, ended: true, observedAt }
    const captures = capturesOf(found).filter(tookMoney)
    const [refunds, disputes] = await Promise.all([
      Promise.all(refundsOf(found).map(wholeRefund)),
      Promise.all(captures.map(({ id }) => disputesOf(id))),
    ])
    return factsOf(found, refunds, disputes.flat(), { ...look, observedAt })
  }

  /** What one window of time holds, newest first as PayPal lists it; null when that is more than `mostPages`. */
  async function eventsOfWindow(from: Date, to: Date, mostPages: number): Promise<Record<string, unknown>[] | null> {
    const events: Record<string, unknown>[] = []
    let query: string | null = new URLSearchParams({
      page_size: String(eventsOfPage),
      start_time: from.toISOString(),
      end_time: to.toISOString(),
    }).toString()
    for (let page = 0; query !== null; page += 1) {
      if (page === mostPages) return null
      const answer: z.infer<typeof EventPage> = await client.call({
        method: 'GET',
        path: `/v1/notifications/webhooks-events?${query}`,
        answer: EventPage,
      })
      events.push(...answer.events)
      const next = answer.links.find(({ rel }) => rel === 'next')?.href
      // Only the page is taken from the link: it is asked for at the host that we know.
      query = next !== undefined && URL.canParse(next) && answer.events.length > 0 ? new URL(next).search.slice(1) : null
    }
    return events
  }

  /** Adds the messages of a time to those that were found, until there are enough: the oldest first, in halves where they are too many. */
  async function findMessages(found: Map<string, Listed>, enough: number, from: Date, to: Date): Promise<void> {
    const events = await eventsOfWindow(from, to, Math.ceil(enough / eventsOfPage) + 1)
    if (events) {
      // Two windows share the second between them.
      for (const listed of listedMessages(events)) found.set(listed.message.eventId, listed)
      return
    }
    const half = (to.getTime() - from.getTime()) / 2
    if (half < 1_000) throw new ProviderSilent('paypal lists more events of one second than can be read')
    const middle = new Date(from.getTime() + half)
    await findMessages(found, enough, from, middle)
    if (found.size < enough) await findMessages(found, enough, middle, to)
  }

  return {
    ...look,
    apiVersion: null,
    sameKeyHours,

    async open(sale) {
      const opened = await client.call({
        method: 'POST',
        path: '/v2/checkout/orders',
        answer: Order,
        body: { json: orderRequest(sale) },
        key: sale.idempotencyKey,
      })
      return { objectId: opened.id, url: payerUrlOf(opened) }
    },

    lookup: ({ objectId }) => factsNow(objectId),

    // PayPal lists no orders: what was not answered within the life of its key counts as never made, and nothing is captured without us.
    find: () => Promise.resolve(null),

    // An approved order takes no money until it is captured, and ends by itself.
    expire: () => Promise.resolve(),

    async capture({ objectId, idempotencyKey }) {
      try {
        const captured = await client.call({
          method: 'POST',
          path: `/v2/checkout/orders/${encodeURIComponent(objectId)}/capture`,
          answer: Order,
          body: { json: {} },
          key: idempotencyKey,
        })
        const captures = capturesOf(captured)
        const declined = captures.find(({ status }) => status === 'DECLINED' || status === 'FAILED')
        if (declined && captures.every(({ status }) => status === declined.status))
          throw new ProviderRefused(declined.status_details?.reason ?? declined.status)
      } catch (error) {
        if (!(error instanceof PaypalRefused && error.code === 'ORDER_ALREADY_CAPTURED')) throw error
      }
    },

    async refund({ objectId, paymentId, amountMinor, currency, idempotencyKey }) {
      const found = await order(objectId)
      const captured = found && capturesOf(found).find(tookMoney)
      if (!captured) throw new ProviderRefused('NOTHING_CAPTURED')
      const { id } = await client.call({
        method: 'POST',
        path: `/v2/payments/captures/${encodeURIComponent(captured.id)}/refund`,
        answer: Refund,
        body: { json: { amount: paypalMoney(amountMinor, currency), custom_id: paymentId } },
        key: idempotencyKey,
      })
      return { refundId: id }
    },

    async *paymentsSince(since) {
      for await (const transaction of transactionsBetween(client, since, now())) {
        if (!isPayment(transaction) || !hasMoved(transaction)) continue
        const paymentId = paymentIdOf(transaction)
        // A payment of another kind than ours has no capture.
        const capture = await read(`/v2/payments/captures/${encodeURIComponent(transaction.transaction_id)}`, Capture)
        const objectId = capture?.supplementary_data?.related_ids?.order_id
        if (objectId === undefined) yield { objectId: transaction.transaction_id, paymentId, facts: {} }
        else yield { objectId, paymentId, facts: await factsNow(objectId) }
      }
    },

    async *movements(from, to) {
      for await (const transaction of transactionsBetween(client, from, to)) if (hasMoved(transaction)) yield movementOf(transaction)
    },

    async submitEvidence(evidence) {
      const asked = await dispute(evidence.disputeId)
      if (asked && disputeFacts(asked).answered) return
      await client.call({
        method: 'POST',
        path: `/v1/customer/disputes/${encodeURIComponent(evidence.disputeId)}/provide-evidence`,
        answer: Anything,
        body: evidenceForm(evidence),
        key: evidence.idempotencyKey,
      })
    },

    verify: signatureCheck({ webhookId, certificates, client }),

    async messagesSince(since, limit) {
      const found = new Map<string, Listed>()
      await findMessages(found, limit, since, now())
      return [...found.values()].slice(0, limit)
    },

    read: (body) => messageOfStored(body, now()),

    async verifyIpn(body) {
      const fields = body.length <= longestNotification ? notificationOf(body) : null
      if (!fields || !isForUs(fields, ipnReceivers)) return null
      if (notifications.take('all') > 0) throw new ProviderSilent('paypal is asked about too many notifications')
      const verdict = await confirmed(ipn, body, timeoutMilliseconds)
      if (verdict === 'INVALID') return null
      if (verdict !== 'VERIFIED') throw new ProviderSilent('paypal did not say whether it sent a notification')
      return messageOfNotification(fields, now())
    },
  }
}

function isForUs(fields: URLSearchParams, receivers: readonly string[]): boolean {
  if (receivers.length === 0) return true
  const named = new Set(['receiver_email', 'business', 'receiver_id'].map((name) => fields.get(name)?.toLowerCase()))
  return receivers.some((receiver) => named.has(receiver.toLowerCase()))
}

/** The very bytes go back: written anew, they would be others. */
async function confirmed(address: string, body: Buffer, timeoutMilliseconds: number): Promise<string | undefined> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Edurise-IPN' },
      body: new Uint8Array(Buffer.concat([Buffer.from('cmd=_notify-validate&'), body])),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    })
    return (await readBounded(response, 1_024))?.toString('latin1').trim()
  } catch (error) {
    throw new ProviderSilent('paypal did not answer', { cause: error })
  }
}
