import type { Order, Payment } from '@edurise/contracts'

/** What an order comes to for its buyer: the one thing the page has to say first. */
export type OrderPhase =
  | 'waiting'
  | 'processing'
  | 'opening'
  | 'open'
  | 'failed'
  | 'expired'
  | 'superseded'
  | 'refunding'
  | 'refunded'
  | 'disputed'
  | 'charged_back'
  | 'mismatch'
  | 'closed'

type Facts = Pick<Order, 'state' | 'access'> & { payments: Pick<Payment, 'state' | 'duplicate'>[] }

/** The first that the facts support. A second payment by mistake is sent back and decides nothing. */
export function phaseOf({ state, access, payments }: Facts): OrderPhase {
  const states = new Set(payments.filter(({ duplicate }) => !duplicate).map((payment) => payment.state))
  if (states.has('mismatch')) return 'mismatch'
  if (states.has('charged_back')) return 'charged_back'
  if (states.has('disputed')) return 'disputed'
  if (state === 'refunded' || states.has('refunded')) return 'refunded'
  if (states.has('refund_pending')) return 'refunding'
  if (state === 'superseded') return 'superseded'
  if (access === 'open') return 'open'
  if (states.has('paid') || states.has('partially_refunded')) return state === 'paid' ? 'closed' : 'opening'
  if (states.has('processing') || states.has('authorized')) return 'processing'
  if (states.has('attempt_failed')) return 'failed'
  if (states.has('awaiting_payer') || states.has('created') || states.has('unknown')) return 'waiting'
  return state === 'expired' || states.has('expired') ? 'expired' : 'waiting'
}

const moving: ReadonlySet<OrderPhase> = new Set(['waiting', 'processing', 'opening', 'failed'])

/** Whether the next answer may say something else, so that asking again is worth it. */
export const mayChange = (phase: OrderPhase): boolean => moving.has(phase)

/** The payment a buyer can still act on, or did last. */
export function lastPayment<P extends Pick<Payment, 'duplicate' | 'createdAt'>>(payments: readonly P[]): P | undefined {
  return payments
    .filter(({ duplicate }) => !duplicate)
    .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
    .at(-1)
}
