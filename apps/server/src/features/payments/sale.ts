import type { TenantId } from '@edurise/contracts'
import type { Sale } from '../../gateways/gateway.ts'
import { addressOf } from '../../addresses.ts'
import type { OrderRecord, PaymentRecord } from './queries.ts'

/** What the provider is asked to sell: read from what was stored, so that every repetition asks for the very same. */
export function saleOf(tenantId: TenantId, order: OrderRecord, payment: PaymentRecord, customerId: string | null): Sale {
  return {
    tenantId,
    orderId: order.id,
    paymentId: payment.id,
    idempotencyKey: payment.idempotencyKey,
    title: order.offer.title,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    buyerEmail: order.buyerEmail,
    customerId,
    locale: order.locale,
    successUrl: addressOf(order, `/orders/${order.id}`),
    cancelUrl: addressOf(order, `/checkout/${order.offer.slug}`),
    createdAt: new Date(payment.createdAt),
  }
}
