import type { OrderId, PaymentId, TenantId } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { pino } from 'pino'
import type { Sale } from '../../gateway.ts'
import { paypalGateway, type PaypalOptions } from '../../paypal.ts'
import type { House } from './house.ts'

export const webhookId = '1JE4291016473214C'

/** The gateway to a house that plays PayPal. */
export function gatewayTo(house: House, options: Partial<PaypalOptions> = {}) {
  return paypalGateway({
    clientId: 'a client of the tests',
    clientSecret: 'a secret of the tests',
    webhookId,
    apiBase: house.base,
    trustedRoot: null,
    ipnReceivers: [],
    now: () => new Date('2026-01-02T12:00:00Z'),
    log: pino({ level: 'silent' }),
    timeoutMilliseconds: 2_000,
    ...options,
  })
}

export function aSale(wishes: Partial<Sale> = {}): Sale {
  const paymentId = newId<PaymentId>()
  return {
    tenantId: newId<TenantId>(),
    orderId: newId<OrderId>(),
    paymentId,
    idempotencyKey: `open:${paymentId}`,
    title: 'Weaving for beginners',
    amountMinor: 4_900,
    currency: 'USD',
    buyerEmail: 'amina@example.org',
    customerId: null,
    locale: 'en',
    successUrl: 'https://school.example.org/orders/1',
    cancelUrl: 'https://school.example.org/checkout/weaving',
    createdAt: new Date('2026-01-02T11:59:00Z'),
    ...wishes,
  }
}
