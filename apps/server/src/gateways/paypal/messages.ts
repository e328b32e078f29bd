import { PaymentId } from '@edurise/contracts'
import type { ProviderMessage } from '../gateway.ts'
import { WebhookEvent } from './shapes.ts'

export const account = 'platform'

/** The events that say something about money; all others are stored and ignored. */
export const wantedEvents: ReadonlySet<string> = new Set([
  'CHECKOUT.ORDER.APPROVED',
  'CHECKOUT.ORDER.COMPLETED',
  'CHECKOUT.PAYMENT-APPROVAL.REVERSED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.DENIED',
  'PAYMENT.CAPTURE.DECLINED',
  'PAYMENT.CAPTURE.REFUNDED',
  'PAYMENT.CAPTURE.REVERSED',
  'PAYMENT.REFUND.PENDING',
  'PAYMENT.REFUND.FAILED',
  'CUSTOMER.DISPUTE.CREATED',
  'CUSTOMER.DISPUTE.UPDATED',
  'CUSTOMER.DISPUTE.RESOLVED',
  'RISK.DISPUTE.CREATED',
])

/** An event of these bytes; null when they are none. */
export function eventOf(body: Buffer): WebhookEvent | null {
  try {
    return WebhookEvent.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch {
    return null
  }
}

export function messageOf(event: WebhookEvent, trust: ProviderMessage['trust']): ProviderMessage {
  const { resource = {} } = event
  const related = resource.supplementary_data?.related_ids
  const transactions = resource.disputed_transactions ?? []
  const units = resource.purchase_units ?? []
  return {
    eventId: event.id,
    type: event.event_type,
    account,
    // Events carry versions of themselves and of their resource, none of the API.
    apiVersion: null,
    objectIds: names([
      resource.id,
      resource.order_id,
      related?.order_id,
      related?.capture_id,
      ...(resource.links ?? []).filter(({ rel }) => rel === 'up').map(({ href }) => lastOfPath(href)),
      resource.dispute_id,
      ...transactions.map(({ seller_transaction_id: id }) => id),
    ]),
    paymentId: firstPaymentId([
      resource.custom_id,
      resource.invoice_id,
      ...units.flatMap(({ custom_id: custom, invoice_id: invoice }) => [custom, invoice]),
      ...transactions.flatMap(({ custom, invoice_number: invoice }) => [custom, invoice]),
    ]),
    wanted: wantedEvents.has(event.event_type),
    trust,
    at: new Date(event.create_time),
  }
}

/** A message from bytes that were believed once: an event, or a notification of the older kind. Throws when they are neither. */
export function messageOfStored(body: Buffer, now: Date): ProviderMessage {
  const event = eventOf(body)
  if (event) return messageOf(event, 'signature')
  const notification = notificationOf(body)
  if (notification) return messageOfNotification(notification, now)
  throw new Error('a stored message of paypal cannot be read')
}

/** The fields of an older notification (IPN); null when it names no transaction. Ids are ASCII in every charset that PayPal offers. */
export function notificationOf(body: Buffer): URLSearchParams | null {
  const fields = new URLSearchParams(body.toString('latin1'))
  return fields.get('txn_id') || fields.get('case_id') ? fields : null
}

/** PayPal repeats a transaction's id with each of its statuses: both together name one message. It is of `now` if it names no moment. */
export function messageOfNotification(fields: URLSearchParams, now: Date): ProviderMessage {
  const field = (name: string) => fields.get(name) ?? ''
  const transaction = field('txn_id')
  const status = field('payment_status')
  const kind = field('txn_type')
  return {
    eventId: (status ? `${transaction}:${status}` : `${transaction}:${kind}:${field('case_id')}`).slice(0, 200),
    type: `IPN.${(status || kind || 'UNKNOWN').toUpperCase()}`.slice(0, 200),
    account,
    apiVersion: null,
    objectIds: names([transaction, field('parent_txn_id'), field('case_id')]),
    paymentId: firstPaymentId([field('custom'), field('invoice')]),
    wanted: true,
    trust: 'provider',
    at: momentOf(field('payment_date')) ?? now,
  }
}

const zones: Record<string, string> = { PST: '-0800', PDT: '-0700' }

/** "20:12:59 Jan 13, 2009 PST". */
function momentOf(date: string): Date | null {
  const [, time = '', day = '', zone = ''] = /^(\d{2}:\d{2}:\d{2}) (\w{3} \d{1,2}, \d{4}) (P[SD]T)$/.exec(date) ?? []
  const at = Date.parse(`${day} ${time} ${zones[zone] ?? ''}`)
  return Number.isNaN(at) ? null : new Date(at)
}

function lastOfPath(href: string): string | undefined {
  if (!URL.canParse(href)) return
  return new URL(href).pathname.split('/').at(-1)
}

function names(ids: readonly (string | undefined)[]): string[] {
  const known = ids.filter((id): id is string => id !== undefined && id !== '' && id.length <= 100)
  return [...new Set(known)].slice(0, 20)
}

function firstPaymentId(candidates: readonly (string | undefined)[]): PaymentId | null {
  for (const candidate of candidates) {
    const { data } = PaymentId.safeParse(candidate)
    if (data) return data
  }
  return null
}

export interface Listed {
  message: ProviderMessage
  body: Buffer
}

/** Messages of a list, oldest first. One that cannot be read is left out: the sweep looks at open payments besides. */
export function listedMessages(events: readonly Record<string, unknown>[]): Listed[] {
  const messages: Listed[] = []
  for (const listed of events) {
    const { data: event } = WebhookEvent.safeParse(listed)
    if (event && wantedEvents.has(event.event_type))
      messages.push({ message: messageOf(event, 'list'), body: Buffer.from(JSON.stringify(listed)) })
  }
  return messages.sort((one, other) => one.message.at.getTime() - other.message.at.getTime())
}
