import type { MyOrder, OrderState, PaymentState, RefundState } from '@edurise/contracts'

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

export const refundColors: Record<RefundState, Color> = {
  asked: 'warning',
  withdrawn: 'neutral',
  declined: 'neutral',
  requested: 'info',
  pending: 'info',
  succeeded: 'neutral',
  failed: 'error',
}

/** What an order in a list says of itself: an open one says what it waits for. */
export function standingOf({ state, payment }: Pick<MyOrder, 'state' | 'payment'>): { key: string; color: Color } {
  if (state === 'open' && payment) {
    if (payment.state === 'mismatch') return { key: 'payments.state.mismatch', color: 'error' }
    if (payment.provider === 'bank_transfer' && payment.state !== 'expired') return { key: 'payments.orders.transfer', color: 'warning' }
    if (payment.state === 'processing' || payment.state === 'authorized') return { key: 'payments.orders.bank', color: 'warning' }
    if (payment.state === 'attempt_failed') return { key: 'payments.state.attempt_failed', color: 'error' }
  }
  if (state !== 'open' && payment && (payment.state === 'disputed' || payment.state === 'charged_back'))
    return { key: `payments.state.${payment.state}`, color: 'error' }
  if (state === 'paid' && payment?.state === 'partially_refunded') return { key: 'payments.state.partially_refunded', color: 'info' }
  return { key: `payments.orderState.${state}`, color: orderColors[state] }
}

/** A refund that its order's own state does not tell already. */
export const tellsMore = ({ state, refund }: Pick<MyOrder, 'state' | 'refund'>): boolean =>
  refund !== null && refund !== 'withdrawn' && !(refund === 'succeeded' && state !== 'open')
