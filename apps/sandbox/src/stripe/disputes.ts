import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { badRequest } from './errors.ts'
import type { Cause } from './events.ts'
import { recordEvent } from './events.ts'
import { aBalanceTransaction, aDispute, answerUntil } from './resources.ts'
import type { Charge, Dispute, Json } from './shapes.ts'

/** What a chargeback costs besides its amount, in minor units. */
const disputeFee = 1_500

interface DisputeValues {
  readonly amount: number
  readonly reason: string
  /** Only a question of the bank: no money moves until it escalates. */
  readonly inquiry: boolean
}

/** A bank takes the buyer's side. A chargeback takes the money and the fee at once, an inquiry takes nothing. */
export function openDispute(world: World, charge: Charge, values: DisputeValues): Dispute {
  const { store } = world
  if (charge.status !== 'succeeded') throw badRequest(`Charge ${charge.id} has a status of ${charge.status} and cannot be disputed.`)
  if (charge.disputed) throw badRequest(`Charge ${charge.id} is disputed already.`)
  if (values.amount <= 0 || values.amount > charge.amount_captured)
    throw badRequest('A dispute is for more than nothing and at most the captured amount.', undefined, 'amount')
  const opened = aDispute(world, charge, values)
  const dispute = values.inquiry ? opened : move(world, opened, 'withdraw')
  store.put('dispute', dispute)
  store.put('charge', { ...charge, disputed: true })
  recordEvent(world, 'charge.dispute.created', dispute)
  if (!values.inquiry) recordEvent(world, 'charge.dispute.funds_withdrawn', dispute)
  return dispute
}

/** An inquiry becomes a chargeback. It is answered anew, whether the inquiry was or not. */
export function escalateDispute(world: World, dispute: Dispute): Dispute {
  if (!isInquiry(dispute) || dispute.status === 'warning_closed') throw badRequest(`Dispute ${dispute.id} is not an open inquiry.`)
  const asked: Dispute = { ...dispute, evidence_details: { ...dispute.evidence_details, due_by: answerUntil(world) } }
  const escalated = change(world, move(world, asked, 'withdraw'), 'needs_response')
  recordEvent(world, 'charge.dispute.updated', escalated, undefined, { status: dispute.status })
  recordEvent(world, 'charge.dispute.funds_withdrawn', escalated)
  return escalated
}

/** The end: lost (the money stays gone), won or withdrawn by the buyer (money and fee come back), prevented (it never became one). */
export function closeDispute(world: World, dispute: Dispute, outcome: 'won' | 'lost' | 'withdrawn' | 'prevented', cause?: Cause): Dispute {
  if (isClosed(dispute)) throw badRequest(`This dispute is already closed (status: ${dispute.status}).`)
  if (outcome === 'prevented') {
    if (!isInquiry(dispute)) throw badRequest('Only an inquiry can be prevented from becoming a dispute.')
    return closed(world, dispute, 'prevented', cause)
  }
  if (isInquiry(dispute)) {
    if (outcome === 'lost') throw badRequest('An inquiry cannot be lost. Escalate it first.')
    return closed(world, dispute, 'warning_closed', cause)
  }
  if (outcome === 'lost') return closed(world, dispute, 'lost', cause)
  const reinstated = change(world, move(world, dispute, 'reinstate'), 'won')
  recordEvent(world, 'charge.dispute.funds_reinstated', reinstated, cause)
  recordEvent(world, 'charge.dispute.closed', reinstated, cause, { status: dispute.status })
  return reinstated
}

interface DisputeUpdate {
  readonly evidence?: Record<string, Json> | undefined
  readonly metadata?: Record<string, string> | undefined
  readonly submit: boolean
}

/** Evidence from the shop; once submitted the bank reviews it. It is heard once in each stage, and until its time is over. */
export function updateDispute(world: World, dispute: Dispute, { evidence, metadata, submit }: DisputeUpdate, cause?: Cause): Dispute {
  if (evidence !== undefined && isClosed(dispute)) throw badRequest(`This dispute is already closed (status: ${dispute.status}).`)
  if (evidence !== undefined && (dispute.status === 'under_review' || dispute.status === 'warning_under_review'))
    throw badRequest('Evidence for this dispute has been submitted already.', 'dispute_evidence_submitted')
  if (evidence !== undefined && seconds(world) > Number(dispute.evidence_details['due_by']))
    throw badRequest('The time to submit evidence for this dispute is over.', 'dispute_evidence_past_due')
  const submitted = evidence !== undefined && submit
  const reviewed = isInquiry(dispute) ? 'warning_under_review' : 'under_review'
  const updated: Dispute = {
    ...dispute,
    evidence: { ...dispute.evidence, ...evidence },
    evidence_details: {
      ...dispute.evidence_details,
      has_evidence: evidence !== undefined || dispute.evidence_details['has_evidence'] === true,
      submission_count: Number(dispute.evidence_details['submission_count'] ?? 0) + (submitted ? 1 : 0),
    },
    metadata: metadata ?? dispute['metadata'] ?? {},
    status: submitted ? reviewed : dispute.status,
  }
  world.store.put('dispute', updated)
  recordEvent(world, 'charge.dispute.updated', updated, cause, { status: dispute.status })
  return updated
}

export function isClosed(dispute: Dispute): boolean {
  return dispute.status === 'won' || dispute.status === 'lost' || dispute.status === 'warning_closed' || dispute.status === 'prevented'
}

export function isInquiry(dispute: Dispute): boolean {
  return dispute.status.startsWith('warning_')
}

function closed(world: World, dispute: Dispute, status: Dispute['status'], cause?: Cause): Dispute {
  const done = change(world, dispute, status)
  recordEvent(world, 'charge.dispute.closed', done, cause, { status: dispute.status })
  return done
}

/** An inquiry that ends leaves the charge undisputed; a chargeback marks it for good. */
function change(world: World, dispute: Dispute, status: Dispute['status']): Dispute {
  const changed: Dispute = {
    ...dispute,
    status,
    is_charge_refundable: status === 'warning_closed' || status === 'prevented' || status === 'won',
  }
  world.store.put('dispute', changed)
  const charge = world.store.find('charge', dispute.charge)
  if (charge !== undefined && (status === 'warning_closed' || status === 'prevented'))
    world.store.put('charge', { ...charge, disputed: false })
  return changed
}

function move(world: World, dispute: Dispute, way: 'withdraw' | 'reinstate'): Dispute {
  const sign = way === 'withdraw' ? -1 : 1
  const money = aBalanceTransaction(world, {
    type: 'adjustment',
    amount: sign * dispute.amount,
    fee: -sign * disputeFee,
    currency: dispute.currency,
    source: dispute.id,
    category: way === 'withdraw' ? 'dispute' : 'dispute_reversal',
    description: way === 'withdraw' ? 'Chargeback withdrawal' : 'Chargeback reversal',
  })
  world.store.put('balance_transaction', money)
  return { ...dispute, balance_transactions: [...dispute.balance_transactions, money] }
}
