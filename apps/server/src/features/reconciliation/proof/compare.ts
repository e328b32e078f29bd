import type { FindingList, FindingWhat, OrderId, PaymentId, TenantId } from '@edurise/contracts'
import type { ProviderPayment } from '../../../gateways/gateway.ts'
import { entitles, sumsOf } from '../../payments/index.ts'
import type { ProvenPayment } from './queries.ts'

/** One thing that does not agree, with the amounts of both sides where it is about amounts. */
export interface Difference {
  what: FindingWhat
  list: FindingList
  /** In words for an operator. */
  text: string
  oursMinor: number | null
  theirsMinor: number | null
}

/** Whom a difference is about, as far as it is known. */
export interface Subject {
  ref: string
  tenantId: TenantId | null
  orderId: OrderId | null
  paymentId: PaymentId | null
  currency: string | null
}

function differs(what: FindingWhat, text: string, oursMinor: number | null = null, theirsMinor: number | null = null): Difference {
  return { what, list: 'differs', text, oursMinor, theirsMinor }
}

/** What a payment says against what its grants, enrolments, books and papers say; empty when they agree. */
export function inside(payment: ProvenPayment): Difference[] {
  const { state, capturedMinor, refundedMinor, liveGrants, courseLines, openEnrolments, booked, invoices, creditNotes } = payment
  const open = entitles(state, payment)
  const sold = state !== 'mismatch' && !payment.duplicate && !payment.unfulfillable
  const left = capturedMinor - refundedMinor
  const wrong: Difference[] = []
  if (open && liveGrants !== courseLines) wrong.push(differs('no_access', 'paid without access: a line has no live grant'))
  else if (open && openEnrolments !== courseLines) wrong.push(differs('no_access', 'paid without access: a course has no open enrolment'))
  if (!open && sold && !payment.replaced && liveGrants > 0)
    wrong.push(differs('access_without_money', 'access without money: a grant outlives its payment'))
  if (booked !== left) wrong.push(differs('books', 'the books hold another amount than the payment', booked, left))
  if (sold && capturedMinor > 0 && invoices === 0) wrong.push(differs('no_invoice', 'money without an invoice', null, capturedMinor))
  if (sold && refundedMinor > 0 && creditNotes === 0)
    wrong.push(differs('no_credit_note', 'a refund without a credit note', null, refundedMinor))
  return wrong
}

/** What the provider says against what the payment says. */
export function between({ facts, objectId }: ProviderPayment, payment: ProvenPayment | undefined): Difference[] {
  const known = facts.captures !== undefined
  const { capturedMinor, refundedMinor } = sumsOf(facts)
  if (!payment) {
    const text = 'money at the provider that no payment of ours answers to'
    return [{ what: 'unknown_money', list: 'missing_here', text, oursMinor: null, theirsMinor: known ? capturedMinor : null }]
  }
  const wrong: Difference[] = []
  if (payment.objectId !== objectId && facts.objectId)
    wrong.push(differs('object_unknown', 'the payment does not know the object that took its money'))
  if (payment.capturedMinor !== capturedMinor) {
    const list = payment.capturedMinor === 0 ? 'missing_here' : 'differs'
    const text = 'the provider took another amount than the payment holds'
    wrong.push({ what: 'captured_amount', list, text, oursMinor: payment.capturedMinor, theirsMinor: capturedMinor })
  }
  const returned = Math.min(refundedMinor, capturedMinor)
  if (payment.refundedMinor !== returned)
    wrong.push(differs('refunded_amount', 'the provider returned another amount than the payment holds', payment.refundedMinor, returned))
  return wrong
}

/** Money of ours that the provider's list lacks. */
export function notListed({ capturedMinor }: ProvenPayment): Difference {
  const text = 'money here that the provider does not list'
  return { what: 'not_listed', list: 'missing_there', text, oursMinor: capturedMinor, theirsMinor: null }
}

export const lawBroken = (law: string): Difference => differs('law_broken', law)

/** A law that is broken is found once for each thing that it speaks of. */
export const refOfLaw = ({ law, ref }: { law: string; ref: string }): string => `${law.split(':')[0]} ${ref}`
export const suspectOf = (ref: string): string => ref.slice(ref.indexOf(' ') + 1)

export function subjectOf({ id, tenantId, orderId, objectId, currency }: ProvenPayment): Subject {
  return { ref: objectId ?? id, tenantId, orderId, paymentId: id, currency }
}
