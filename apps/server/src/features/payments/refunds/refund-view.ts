import type { Refund, RefundEligibility, RefundState } from '@edurise/contracts'
import type { PaymentFacts } from '@edurise/db'
import { sumsOf } from '../payment.ts'
import type { OrderRecord, PaymentRecord } from '../queries.ts'
import type { RefundRecord } from './queries.ts'
import { decidedMinor } from './settle-refunds.ts'

const day = 24 * 3_600_000

/** A row of ours as lists read it. */
export type RefundRow = Omit<RefundRecord, 'idempotencyKey' | 'orderId' | 'personId'>

/** One row of ours as everybody sees it. */
export function refundView(row: Omit<RefundRow, 'providerRef' | 'lines'>, currency: string): Refund {
  const { id, paymentId, state, reason, amountMinor, note, answer, failure, createdAt, decidedAt, settledAt } = row
  return { id, paymentId, state, reason, amountMinor, currency, note, answer, failure, createdAt, decidedAt, settledAt }
}

/** Every refund of a payment, newest first: our own rows, and those that were made in the provider's dashboard. */
export function refundsOf(payment: Pick<PaymentRecord, 'id' | 'currency' | 'facts'>, rows: RefundRow[]): Refund[] {
  const own = rows.filter(({ paymentId }) => paymentId === payment.id)
  const known = new Set(own.map(({ providerRef }) => providerRef))
  const elsewhere = Object.entries(payment.facts.refunds ?? {})
    .filter(([ref, { of }]) => !known.has(ref) && of !== 'undo')
    .map(([, { status, amountMinor, at }]): Refund => ({
      id: null,
      paymentId: payment.id,
      state: status,
      reason: null,
      amountMinor,
      currency: payment.currency,
      note: '',
      answer: '',
      failure: null,
      createdAt: at,
      decidedAt: null,
      settledAt: status === 'pending' ? null : at,
    }))
  return [...own.map((row) => refundView(row, payment.currency)), ...elsewhere].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
}

/** What is left of a payment that nobody has returned, promised or lost, in minor units. */
export function refundableMinor(facts: PaymentFacts, rows: RefundRow[]): number {
  const { capturedMinor, refundedMinor, pendingRefundMinor, lostMinor } = sumsOf(facts)
  return Math.max(0, capturedMinor - refundedMinor - pendingRefundMinor - lostMinor - decidedMinor(rows, facts))
}

const openDisputes = new Set(['warning', 'needs_response', 'under_review'])

/** Whether a provider would return anything now: while a dispute is open, the money is not the tenant's to give. */
export function isDisputed(facts: PaymentFacts): boolean {
  return Object.values(facts.disputes ?? {}).some(({ status }) => openDisputes.has(status))
}

const under: ReadonlySet<RefundState> = new Set(['requested', 'pending'])

/** Whether the learner may ask for the money of an order back, and if not, why not. */
export function eligibilityOf(
  order: Pick<OrderRecord, 'offer' | 'paidAt' | 'currency'>,
  payments: Pick<PaymentRecord, 'id' | 'facts' | 'duplicate' | 'unfulfillable' | 'state'>[],
  rows: RefundRow[],
  now: Date,
): RefundEligibility {
  const paid = payments.find(
    ({ duplicate, unfulfillable, state, facts }) => !duplicate && !unfulfillable && state !== 'mismatch' && sumsOf(facts).capturedMinor > 0,
  )
  const { refundDays } = order.offer
  const until = order.paidAt && refundDays > 0 ? new Date(Date.parse(order.paidAt) + refundDays * day).toISOString() : null
  const own = rows.filter(({ paymentId }) => paymentId === paid?.id)
  const amountMinor = paid ? refundableMinor(paid.facts, own) : 0
  const because = ((): RefundEligibility['because'] => {
    if (!paid || !order.paidAt) return 'nothing_paid'
    if (isDisputed(paid.facts)) return 'disputed'
    if (own.some(({ state }) => state === 'asked')) return 'asked_already'
    if (amountMinor === 0) return own.some(({ state }) => under.has(state)) || paid.state === 'refund_pending' ? 'on_its_way' : 'returned'
    if (!until) return 'no_window'
    return Date.parse(until) >= now.getTime() ? 'within_window' : 'window_over'
  })()
  return { may: because === 'within_window', because, until, amountMinor, currency: order.currency }
}
