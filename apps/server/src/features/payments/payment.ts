import type { PaymentState } from '@edurise/contracts'
import type { PaymentFacts } from '@edurise/db'

/** The price snapshot and the names that a payment is held against. */
export interface Expected {
  amountMinor: number
  currency: string
  account: string
  livemode: boolean
  orderId: string
  paymentId: string
}

export interface Sums {
  capturedMinor: number
  refundedMinor: number
  pendingRefundMinor: number
}

/** Money in and out by the provider's word, in minor units. */
export function sumsOf({ captures = {}, refunds = {} }: PaymentFacts): Sums {
  const refunded = (status: string) =>
    Object.values(refunds).reduce((sum, refund) => (refund.status === status ? sum + refund.amountMinor : sum), 0)
  return {
    capturedMinor: Object.values(captures).reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    refundedMinor: refunded('succeeded'),
    pendingRefundMinor: refunded('pending'),
  }
}

function disagrees(facts: PaymentFacts, { capturedMinor }: Sums, expected: Expected): boolean {
  const movesMoney = capturedMinor > 0 || facts.authorized === true
  if (!movesMoney) return false
  const amount = capturedMinor > 0 ? capturedMinor : facts.amountMinor
  const currencies = capturedMinor > 0 ? Object.values(facts.captures ?? {}).map(({ currency }) => currency) : [facts.currency]
  return (
    amount !== expected.amountMinor ||
    currencies.some((currency) => currency !== expected.currency) ||
    facts.account !== expected.account ||
    facts.livemode !== expected.livemode ||
    facts.orderEcho !== expected.orderId ||
    facts.paymentEcho !== expected.paymentId
  )
}

const openDispute = new Set(['warning', 'needs_response', 'under_review'])

/** The state that these facts support: a precedence, evaluated top down (decisions, 8). Never taken from the type of an event. */
export function stateOf(facts: PaymentFacts, expected: Expected): PaymentState {
  const sums = sumsOf(facts)
  const { capturedMinor, refundedMinor, pendingRefundMinor } = sums
  const disputes = Object.values(facts.disputes ?? {})
  if (disagrees(facts, sums, expected)) return 'mismatch'
  if (disputes.some(({ status }) => status === 'lost')) return 'charged_back'
  if (disputes.some(({ status }) => openDispute.has(status))) return 'disputed'
  if (capturedMinor > 0 && refundedMinor >= capturedMinor) return 'refunded'
  if (capturedMinor > 0 && pendingRefundMinor > 0 && refundedMinor + pendingRefundMinor >= capturedMinor) return 'refund_pending'
  if (refundedMinor > 0) return 'partially_refunded'
  if (capturedMinor > 0) return 'paid'
  if (facts.authorized) return 'authorized'
  if (facts.processing) return 'processing'
  if (facts.ended) return 'expired'
  if (facts.failure) return 'attempt_failed'
  if (facts.objectId) return 'awaiting_payer'
  return facts.noAnswer ? 'unknown' : 'created'
}

const entitling = new Set<PaymentState>(['paid', 'partially_refunded', 'refund_pending', 'disputed'])

/** Whether a payment in this state is a reason for access: paid, and neither wholly returned nor lost. */
export function entitles(state: PaymentState, { duplicate, unfulfillable }: { duplicate: boolean; unfulfillable: boolean }): boolean {
  return entitling.has(state) && !duplicate && !unfulfillable
}
