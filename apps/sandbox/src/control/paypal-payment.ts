import { refundedOf } from '../paypal/captures.ts'
import type { PaypalOrder } from '../paypal/shapes.ts'
import type { World } from '../world.ts'
import type { Payment } from './payment.ts'

const statuses = { CREATED: 'open', PAYER_ACTION_REQUIRED: 'open', APPROVED: 'open', COMPLETED: 'complete', GONE: 'expired' } as const

/** What one order at PayPal came to in money, in the words of the common list. */
export function paypalPaymentOf(world: World, order: PaypalOrder): Payment {
  const capture = order.captureId === null ? undefined : world.store.find('paypal.capture', order.captureId)
  const taken = capture !== undefined && capture.status !== 'PENDING' && capture.status !== 'DECLINED'
  const disputes = capture?.disputeIds.flatMap((id) => world.store.find('paypal.dispute', id) ?? []) ?? []
  const dispute = disputes.at(-1)
  return {
    provider: 'paypal',
    session: order.id,
    client_reference_id: order.client_reference_id,
    metadata: {
      reference_id: order.referenceId,
      ...(order.customId === null ? {} : { custom_id: order.customId }),
      ...(order.invoiceId === null ? {} : { invoice_id: order.invoiceId }),
    },
    customer_email: order.payerEmail,
    status: statuses[order.status],
    payment_status: taken ? 'paid' : 'unpaid',
    amount: order.amount,
    currency: order.currency.toLowerCase(),
    captured: taken ? capture.amount : 0,
    refunded: capture === undefined ? 0 : refundedOf(world, capture),
    disputed: dispute !== undefined,
    dispute: dispute === undefined ? null : (dispute.outcome?.code ?? dispute.status).toLowerCase(),
    payment_intent: null,
    intent_status: capture === undefined ? null : capture.status === 'PENDING' ? 'processing' : taken ? 'succeeded' : null,
    charge: capture?.id ?? null,
    created: order.created,
  }
}
