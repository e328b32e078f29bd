import type { OrderState, PaymentState } from '@edurise/contracts'

type Color = 'success' | 'warning' | 'error' | 'info' | 'neutral'

/** Done, waits for someone, went wrong, to be looked at, or past. */
export const paymentColors: Record<PaymentState, Color> = {
  paid: 'success',
  partially_refunded: 'info',
  refunded: 'neutral',
  refund_pending: 'neutral',
  expired: 'neutral',
  created: 'warning',
  unknown: 'warning',
  awaiting_payer: 'warning',
  processing: 'warning',
  authorized: 'warning',
  attempt_failed: 'error',
  disputed: 'error',
  charged_back: 'error',
  mismatch: 'error',
}

export const orderColors: Record<OrderState, Color> = {
  paid: 'success',
  open: 'warning',
  expired: 'neutral',
  superseded: 'neutral',
  refunded: 'neutral',
}
