import type { PaymentFacts } from '@edurise/db'
import { ProviderSilent } from '../gateway.ts'
import { minorOf } from './amounts.ts'
import type { Capture, Dispute, Order, Refund } from './shapes.ts'

type DisputeFacts = NonNullable<PaymentFacts['disputes']>[string]

const held = new Set(['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'REVERSED'])
/** Reasons for which money that had come is held back or gone again: a dispute or a refund tells of that, the capture remains one. */
const cameOnce = new Set(['BUYER_COMPLAINT', 'CHARGEBACK', 'REFUNDED'])
const failed = new Set(['DECLINED', 'FAILED'])
const payable = new Set(['CREATED', 'SAVED', 'PAYER_ACTION_REQUIRED', 'APPROVED'])

/** Whether a capture took money, whatever has become of it since. */
export function tookMoney({ status, status_details: details }: Capture): boolean {
  return held.has(status) || cameOnce.has(details?.reason ?? '')
}

export function capturesOf(order: Order): Capture[] {
  return order.purchase_units.flatMap(({ payments }) => payments?.captures ?? [])
}

export function refundsOf(order: Order): Refund[] {
  return order.purchase_units.flatMap(({ payments }) => payments?.refunds ?? [])
}

export interface Look {
  account: string
  livemode: boolean
  observedAt: string
}

/** What an order and what hangs on it say, whole. `refunds` are those of the order, each with its status and amount. */
export function factsOf(order: Order, refunds: readonly Refund[], disputes: readonly Dispute[], look: Look): PaymentFacts {
  const unit = order.purchase_units[0]
  const captures = capturesOf(order)
  const taken = captures.filter(tookMoney)
  const processing = captures.some((capture) => capture.status === 'PENDING' && !tookMoney(capture))
  const declined = taken.length === 0 && !processing ? captures.find(({ status }) => failed.has(status)) : undefined
  const over = order.status === 'VOIDED' || (order.status === 'COMPLETED' && declined !== undefined)
  return {
    objectId: order.id,
    checkoutUrl: payable.has(order.status) ? (payerUrlOf(order) ?? '') : '',
    orderEcho: unit?.reference_id ?? '',
    paymentEcho: unit?.custom_id ?? captures[0]?.custom_id ?? '',
    ...look,
    currency: unit?.amount?.currency_code ?? '',
    amountMinor: unit?.amount ? minorOf(unit.amount) : 0,
    processing,
    authorized: order.status === 'APPROVED',
    ended: over,
    failure: declined ? (declined.status_details?.reason ?? declined.status).toLowerCase() : '',
    captures: Object.fromEntries(taken.map((capture) => [capture.id, captureFacts(capture, order)])),
    refunds: Object.fromEntries(refunds.map((refund) => [refund.id, refundFacts(refund, order)])),
    disputes: Object.fromEntries(disputes.map((dispute) => [dispute.dispute_id, disputeFacts(dispute)])),
  }
}

/** Where the payer approves an order; null once there is nothing to approve. */
export function payerUrlOf({ links }: Order): string | null {
  const href = links.find(({ rel }) => rel === 'payer-action')?.href ?? links.find(({ rel }) => rel === 'approve')?.href
  return href !== undefined && /^https?:\/\//.test(href) ? href : null
}

function captureFacts({ amount, seller_receivable_breakdown: breakdown, create_time }: Capture, order: Order) {
  const fee = breakdown?.paypal_fee
  return {
    amountMinor: minorOf(amount),
    currency: amount.currency_code,
    // A fee in another currency than the payment's is none of its books.
    feeMinor: fee?.currency_code === amount.currency_code ? minorOf(fee) : 0,
    at: instant(create_time ?? order.create_time),
  }
}

function refundFacts({ status, amount, create_time }: Refund, order: Order) {
  if (!amount) throw new ProviderSilent('paypal names a refund without its amount')
  return { status: refundStatus(status), amountMinor: minorOf(amount), at: instant(create_time ?? order.create_time) }
}

function refundStatus(status: string | undefined): 'pending' | 'succeeded' | 'failed' {
  if (status === 'COMPLETED') return 'succeeded'
  return status === 'FAILED' || status === 'CANCELLED' ? 'failed' : 'pending'
}

/** Buyer and seller still talk to each other: PayPal has neither been asked to decide nor moved anything. */
const inquiry = 'INQUIRY'

const outcomes: Record<string, DisputeFacts['status']> = {
  RESOLVED_BUYER_FAVOUR: 'lost',
  ACCEPTED: 'lost',
  RESOLVED_SELLER_FAVOUR: 'won',
  DENIED: 'won',
  // PayPal paid the buyer out of its own pocket.
  RESOLVED_WITH_PAYOUT: 'won',
  CANCELED_BY_BUYER: 'withdrawn',
}

export function disputeFacts(dispute: Dispute): DisputeFacts {
  const { reason, seller_response_due_date: due, evidences = [], create_time } = dispute
  const status = disputeStatus(dispute)
  return {
    status,
    amountMinor: dispute.dispute_amount ? minorOf(dispute.dispute_amount) : 0,
    ...disputeMoney(dispute, status),
    at: instant(create_time),
    ...(reason !== undefined && { reason: reason.toLowerCase() }),
    ...(due !== undefined && { dueAt: instant(due) }),
    // What was said to an inquiry stays among the evidence of the dispute that it becomes, which wants an answer of its own.
    ...(status !== 'needs_response' && evidences.some(({ source }) => source === 'SUBMITTED_BY_SELLER') && { answered: true }),
  }
}

function disputeStatus({ status, dispute_outcome, dispute_life_cycle_stage: stage, money_movements }: Dispute): DisputeFacts['status'] {
  if (status === 'RESOLVED') {
    const taken = money_movements?.some(takesFromUs) === true
    // Closed without a decision, or with one that has no name here: what became of the money decides.
    const outcome = outcomes[dispute_outcome?.outcome_code ?? ''] ?? (taken ? 'lost' : 'withdrawn')
    // What a seller gives back in an inquiry is a refund of theirs, and told as one: nothing was taken from them.
    return outcome === 'lost' && stage === inquiry && !taken ? 'withdrawn' : outcome
  }
  if (stage === inquiry) return 'warning'
  return status === 'OPEN' || status === 'WAITING_FOR_SELLER_RESPONSE' ? 'needs_response' : 'under_review'
}

type MoneyMovement = NonNullable<Dispute['money_movements']>[number]

const isFee = ({ reason }: MoneyMovement) => reason?.includes('FEE') === true
const isOurs = ({ affected_party: party }: MoneyMovement) => party === undefined || party === 'SELLER'
const takesFromUs = (movement: MoneyMovement) => isOurs(movement) && movement.type === 'DEBIT' && !isFee(movement)

function disputeMoney(
  { money_movements: movements, dispute_outcome: outcome, dispute_amount: disputed }: Dispute,
  status: DisputeFacts['status'],
): Pick<DisputeFacts, 'feeMinor' | 'feeReturnedMinor' | 'withdrawnMinor' | 'reinstatedMinor'> {
  if (!movements) {
    // Disputes that are told without their movements still say what became of the money.
    const lost = status === 'lost' ? (outcome?.amount_refunded ?? disputed) : undefined
    return { feeMinor: 0, withdrawnMinor: lost ? minorOf(lost) : 0, reinstatedMinor: 0 }
  }
  const sum = (which: (movement: MoneyMovement) => boolean) =>
    movements.filter(which).reduce((total, { amount }) => total + (amount ? Math.abs(minorOf(amount)) : 0), 0)
  const feeReturnedMinor = sum((movement) => isOurs(movement) && movement.type === 'CREDIT' && isFee(movement))
  return {
    feeMinor: sum((movement) => isOurs(movement) && movement.type === 'DEBIT' && isFee(movement)),
    withdrawnMinor: sum(takesFromUs),
    reinstatedMinor: sum((movement) => isOurs(movement) && movement.type === 'CREDIT' && !isFee(movement)),
    ...(feeReturnedMinor > 0 && { feeReturnedMinor }),
  }
}

/** PayPal's moments come with and without a colon in their offset. Throws ProviderSilent when there is none. */
export function instant(time: string | undefined): string {
  const at = Date.parse((time ?? '').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  if (Number.isNaN(at)) throw new ProviderSilent('paypal names no moment')
  return new Date(at).toISOString()
}
