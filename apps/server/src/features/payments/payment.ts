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
  /** Taken back for good by disputes that were lost. */
  lostMinor: number
  /** Of a transfer: what was matched to it, whether it makes up the price or not. */
  receivedMinor: number
  /** What came beyond the price and has not been sent back, nor is on its way. */
  surplusMinor: number
}

const sum = <T>(values: Record<string, T> | undefined, minor: (value: T) => number): number =>
  Object.values(values ?? {}).reduce((total, value) => total + minor(value), 0)

/** What a dispute took for good, in minor units; 0 unless it was lost. Before the provider shows the movement, the disputed amount counts. */
export function lostOf({ status, amountMinor, withdrawnMinor, reinstatedMinor }: NonNullable<PaymentFacts['disputes']>[string]): number {
  if (status !== 'lost') return 0
  const moved = withdrawnMinor - reinstatedMinor
  return moved > 0 ? moved : amountMinor
}

/** How a dispute ended, or null while it goes on. One that was lost for less than it was about was lost in part. */
export function outcomeOf(
  dispute: NonNullable<PaymentFacts['disputes']>[string],
): 'won' | 'lost' | 'partial' | 'withdrawn' | 'prevented' | null {
  const { status, amountMinor } = dispute
  if (status === 'lost') return lostOf(dispute) < amountMinor ? 'partial' : 'lost'
  return status === 'won' || status === 'withdrawn' || status === 'prevented' ? status : null
}

/** Money in and out by the provider's word, in minor units. */
export function sumsOf({ captures, refunds, disputes, receipts }: PaymentFacts): Sums {
  const returned = (status: string, surplus: boolean) =>
    sum(refunds, (refund) => (refund.status === status && (refund.of === 'surplus') === surplus ? refund.amountMinor : 0))
  const capturedMinor = sum(captures, ({ amountMinor }) => amountMinor)
  const receivedMinor = sum(receipts, ({ status, amountMinor }) => (status === 'received' ? amountMinor : 0))
  const surplus = capturedMinor > 0 ? receivedMinor - capturedMinor : 0
  return {
    capturedMinor,
    refundedMinor: returned('succeeded', false),
    pendingRefundMinor: returned('pending', false),
    lostMinor: sum(disputes, lostOf),
    receivedMinor,
    surplusMinor: Math.max(0, surplus - returned('succeeded', true) - returned('pending', true)),
  }
}

function disagrees(facts: PaymentFacts, { capturedMinor }: Sums, expected: Expected): boolean {
  const movesMoney = capturedMinor > 0 || (facts.authorized === true && !facts.closed)
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

/** Whether a bank has yet to decide: until then a provider returns nothing of the payment. */
export function isDisputed({ disputes }: PaymentFacts): boolean {
  return Object.values(disputes ?? {}).some(({ status }) => openDispute.has(status))
}

/**
 * The state that these facts support: a precedence, evaluated top down (decisions, 8). Never taken from the type of an event. A dispute that was
 * lost in part only, and left something of the money, is a part of it returned.
 */
export function stateOf(facts: PaymentFacts, expected: Expected): PaymentState {
  const sums = sumsOf(facts)
  const { capturedMinor, refundedMinor, pendingRefundMinor, lostMinor } = sums
  if (disagrees(facts, sums, expected)) return 'mismatch'
  if (lostMinor > 0 && refundedMinor + lostMinor >= capturedMinor) return 'charged_back'
  if (isDisputed(facts)) return 'disputed'
  if (capturedMinor > 0 && refundedMinor >= capturedMinor) return 'refunded'
  if (capturedMinor > 0 && pendingRefundMinor > 0 && refundedMinor + lostMinor + pendingRefundMinor >= capturedMinor)
    return 'refund_pending'
  if (refundedMinor + lostMinor > 0) return 'partially_refunded'
  if (capturedMinor > 0) return 'paid'
  if (facts.authorized && !facts.closed) return 'authorized'
  if (facts.processing) return 'processing'
  if (facts.ended || facts.closed) return 'expired'
  if (facts.failure) return 'attempt_failed'
  if (facts.objectId) return 'awaiting_payer'
  return facts.noAnswer ? 'unknown' : 'created'
}

const entitling = new Set<PaymentState>(['paid', 'partially_refunded', 'refund_pending', 'disputed'])

export interface Entitling {
  duplicate: boolean
  unfulfillable: boolean
  capturedMinor: number
  refundedMinor: number
}

/**
 * Whether a payment in this state is a reason for access: paid, and neither wholly returned nor lost. A dispute about money that has gone back
 * already opens nothing.
 */
export function entitles(state: PaymentState, { duplicate, unfulfillable, capturedMinor, refundedMinor }: Entitling): boolean {
  return entitling.has(state) && !duplicate && !unfulfillable && (refundedMinor === 0 || refundedMinor < capturedMinor)
}
