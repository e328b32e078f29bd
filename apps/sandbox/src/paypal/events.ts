import { schedule } from '../outbox.ts'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { instant, newEventId } from './ids.ts'
import { recordIpn } from './ipn.ts'
import { money } from './money.ts'
import type { Tree } from './money.ts'
import type { PaypalCapture, PaypalDispute, PaypalEvent, PaypalOrder, PaypalRefund } from './shapes.ts'
import { apiUrl, showCapture, showDispute, showOrder, showRefund } from './show.ts'

/** Makes an event, its delivery and its legacy twin in the caller's transaction. */
function record(
  world: World,
  type: string,
  about: { readonly resourceType: string; readonly summary: string; readonly version?: string; readonly subjects: readonly string[] },
  resource: Tree,
): void {
  const id = newEventId()
  const at = world.now()
  const link = `${world.deskUrl()}/paypal/v1/notifications/webhooks-events/${id}`
  const raw = JSON.stringify({
    id,
    event_version: '1.0',
    create_time: new Date(at).toISOString(),
    resource_type: about.resourceType,
    ...(about.version === undefined ? {} : { resource_version: about.version }),
    event_type: type,
    summary: about.summary,
    resource,
    links: [
      { href: link, rel: 'self', method: 'GET' },
      { href: `${link}/resend`, rel: 'resend', method: 'POST' },
    ],
  })
  const event: PaypalEvent = { id, created: seconds(world), updated: seconds(world), type, at, subjects: [...about.subjects], raw }
  world.store.put('paypal.event', event)
  if (world.paypal.webhookUrl() !== undefined) schedule(world, 'paypal', id)
}

export function tellOrder(world: World, type: 'CHECKOUT.ORDER.APPROVED' | 'CHECKOUT.ORDER.COMPLETED', order: PaypalOrder): void {
  const summary = type === 'CHECKOUT.ORDER.APPROVED' ? 'An order has been approved by buyer' : 'Checkout Order Completed'
  record(world, type, { resourceType: 'checkout-order', version: '2.0', summary, subjects: [order.id] }, showOrder(world, order))
}

const captureWords = { COMPLETED: 'completed', PENDING: 'pending', DENIED: 'denied' } as const

export function tellCapture(world: World, what: keyof typeof captureWords, capture: PaypalCapture): void {
  record(
    world,
    `PAYMENT.CAPTURE.${what}`,
    {
      resourceType: 'capture',
      version: '2.0',
      summary: `Payment ${captureWords[what]} for ${sayMoney(capture)}`,
      subjects: [capture.id, capture.orderId],
    },
    showCapture(world, capture),
  )
  const status = { COMPLETED: 'Completed', PENDING: 'Pending', DENIED: 'Denied' } as const
  recordIpn(world, capture, { status: status[what], amount: capture.amount, transactionId: capture.id })
}

export function tellRefund(world: World, capture: PaypalCapture, refund: PaypalRefund): void {
  record(
    world,
    'PAYMENT.CAPTURE.REFUNDED',
    {
      resourceType: 'refund',
      version: '2.0',
      summary: `A ${sayMoney(refund)} capture payment was refunded`,
      subjects: [refund.id, capture.id],
    },
    showRefund(world, refund),
  )
  recordIpn(world, capture, { status: 'Refunded', amount: -refund.amount, transactionId: refund.id })
}

/** PayPal took money of a capture back for good: told as a refund that the shop did not make. */
export function tellReversal(world: World, capture: PaypalCapture, amount: number, transactionId: string): void {
  record(
    world,
    'PAYMENT.CAPTURE.REVERSED',
    {
      resourceType: 'refund',
      version: '2.0',
      summary: `A ${sayMoney({ amount, currency: capture.currency })} capture payment was reversed`,
      subjects: [transactionId, capture.id],
    },
    {
      id: transactionId,
      amount: money(amount, capture.currency),
      ...(capture.invoiceId === null ? {} : { invoice_id: capture.invoiceId }),
      ...(capture.customId === null ? {} : { custom_id: capture.customId }),
      status: 'COMPLETED',
      create_time: instant(seconds(world)),
      update_time: instant(seconds(world)),
      links: [{ href: apiUrl(world, `/v2/payments/captures/${capture.id}`), rel: 'up', method: 'GET' }],
    },
  )
  recordIpn(world, capture, { status: 'Reversed', amount: -amount, transactionId })
}

const disputeWords = { CREATED: 'A new dispute opened', UPDATED: 'A dispute was updated', RESOLVED: 'A dispute was resolved' } as const

export function tellDispute(world: World, what: keyof typeof disputeWords, dispute: PaypalDispute): void {
  record(
    world,
    `CUSTOMER.DISPUTE.${what}`,
    { resourceType: 'dispute', summary: `${disputeWords[what]} with Case # ${dispute.id}`, subjects: [dispute.id, dispute.captureId] },
    showDispute(world, dispute),
  )
}

function sayMoney({ amount, currency }: { readonly amount: number; readonly currency: string }): string {
  return `${money(amount, currency).value} ${currency}`
}
