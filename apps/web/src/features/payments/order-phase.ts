import type { Order, Payment, PaymentState } from '@edurise/contracts'

/** What an order comes to for its buyer: the one thing the page has to say first. */
export type OrderPhase =
  | 'waiting'
  | 'processing'
  | 'transfer'
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

type Attempt = Pick<Payment, 'state' | 'duplicate' | 'provider' | 'createdAt'>
type Facts = Pick<Order, 'state' | 'access'> & { payments: Attempt[] }

const openStates: ReadonlySet<PaymentState> = new Set([
  'created',
  'unknown',
  'awaiting_payer',
  'attempt_failed',
  'processing',
  'authorized',
])

/** The attempt that money may still come through; of several the one that was begun last. */
export const openPayment = <P extends Attempt>(payments: readonly P[]): P | undefined =>
  lastPayment(payments.filter(({ state }) => openStates.has(state)))

/** A bank transfer that is still expected. */
export const openTransfer = <P extends Attempt>(payments: readonly P[]): P | undefined =>
  payments.find(({ provider, state, duplicate }) => provider === 'bank_transfer' && openStates.has(state) && !duplicate)

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
  if (state === 'expired') return 'expired'
  // Money that is on its way counts before what was begun after it.
  const coming = payments.filter(({ duplicate, provider }) => !duplicate && provider !== 'bank_transfer')
  if (coming.some((payment) => payment.state === 'processing')) return 'processing'
  if (coming.some((payment) => payment.state === 'authorized')) return 'waiting'
  const attempt = openPayment(payments)
  if (attempt?.provider === 'bank_transfer') return 'transfer'
  if (attempt) return attempt.state === 'attempt_failed' ? 'failed' : 'waiting'
  return states.has('expired') ? 'expired' : 'waiting'
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
