import type { z } from 'zod'
import type { Capture, Dispute, Order, Refund } from '../shapes.ts'

type Sent<T extends z.ZodType> = z.input<T>

const usd = (value: string) => ({ currency_code: 'USD', value })

export function aCapture(wishes: Partial<Sent<typeof Capture>> = {}) {
  return {
    id: '3C679366HH908993F',
    status: 'COMPLETED',
    amount: usd('49.00'),
    seller_receivable_breakdown: { gross_amount: usd('49.00'), paypal_fee: usd('1.91'), net_amount: usd('47.09') },
    create_time: '2026-01-02T11:59:59Z',
    update_time: '2026-01-02T11:59:59Z',
    ...wishes,
  }
}

export interface OrderWishes {
  status?: string
  orderId?: string
  paymentId?: string
  amount?: { currency_code: string; value: string }
  captures?: Sent<typeof Capture>[]
  refunds?: Sent<typeof Refund>[]
}

/** An order as PayPal shows it. */
export function anOrder({
  status = 'PAYER_ACTION_REQUIRED',
  orderId = '01890a5d-ac96-774b-bcce-b302099a8057',
  paymentId = '01890a5d-ac96-774b-bcce-b302099a8058',
  amount = usd('49.00'),
  captures = [],
  refunds = [],
}: OrderWishes = {}): Sent<typeof Order> {
  const payments = { ...(captures.length > 0 && { captures }), ...(refunds.length > 0 && { refunds }) }
  return {
    id: '5O190127TN364715T',
    status,
    create_time: '2026-01-02T11:59:00Z',
    links:
      status === 'PAYER_ACTION_REQUIRED'
        ? [
            { href: 'https://api-m.paypal.com/v2/checkout/orders/5O190127TN364715T', rel: 'self' },
            { href: 'https://www.paypal.com/checkoutnow?token=5O190127TN364715T', rel: 'payer-action' },
          ]
        : [],
    purchase_units: [{ reference_id: orderId, custom_id: paymentId, amount, ...(captures.length + refunds.length > 0 && { payments }) }],
  }
}

export function aDispute(wishes: Partial<Sent<typeof Dispute>> = {}): Sent<typeof Dispute> {
  return {
    dispute_id: 'PP-D-27803',
    reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
    status: 'WAITING_FOR_SELLER_RESPONSE',
    dispute_life_cycle_stage: 'CHARGEBACK',
    dispute_amount: usd('49.00'),
    create_time: '2026-01-05T10:00:00.000Z',
    seller_response_due_date: '2026-01-15T10:00:00.000Z',
    ...wishes,
  }
}
