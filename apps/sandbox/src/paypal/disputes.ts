import type { Json } from '../stripe/shapes.ts'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { unknownResource, unprocessable } from './errors.ts'
import { findCapture } from './captures.ts'
import { tellDispute, tellReversal } from './events.ts'
import { newDisputeId, newId } from './ids.ts'
import { chargebackFee } from './money.ts'
import type { Movement, PaypalCapture, PaypalDispute } from './shapes.ts'
import { recordTransaction } from './transactions.ts'

/** Days a seller has to answer. */
const answerDays = 10

interface DisputeValues {
  readonly amount?: number | undefined
  readonly reason: string
  /** Only a question of the buyer's: no money moves until it becomes a chargeback. */
  readonly inquiry: boolean
}

const answerUntil = (world: World) => seconds(world) + answerDays * 86_400

export function findDispute(world: World, id: string): PaypalDispute {
  const dispute = world.store.find('paypal.dispute', id)
  if (dispute === undefined) throw unknownResource()
  return dispute
}

/** A buyer or their bank complains. A chargeback takes its amount and a fee at once, an inquiry takes nothing. */
export function openDispute(world: World, capture: PaypalCapture, values: DisputeValues): PaypalDispute {
  const amount = values.amount ?? capture.amount
  if (capture.status === 'PENDING' || capture.status === 'DECLINED')
    throw unprocessable('CAPTURE_NOT_COMPLETED', { description: `Capture ${capture.id} is ${capture.status}.` })
  if (capture.disputeIds.some((id) => world.store.find('paypal.dispute', id)?.status !== 'RESOLVED'))
    throw unprocessable('TRANSACTION_DISPUTED', { description: `Capture ${capture.id} is disputed already.` })
  if (amount <= 0 || amount > capture.amount)
    throw unprocessable('INVALID_DISPUTE_AMOUNT', { description: 'A dispute is for more than nothing and at most the captured amount.' })
  const now = seconds(world)
  const opened: PaypalDispute = {
    id: newDisputeId(),
    created: now,
    updated: now,
    captureId: capture.id,
    orderId: capture.orderId,
    status: values.inquiry ? 'OPEN' : 'WAITING_FOR_SELLER_RESPONSE',
    stage: values.inquiry ? 'INQUIRY' : 'CHARGEBACK',
    reason: values.reason,
    amount,
    currency: capture.currency,
    dueAt: answerUntil(world),
    outcome: null,
    movements: [],
    evidences: [],
  }
  keepCapture(world, { ...capture, disputeIds: [...capture.disputeIds, opened.id] }, values.inquiry ? 'BUYER_COMPLAINT' : 'CHARGEBACK')
  const dispute = values.inquiry ? opened : withdraw(world, opened)
  world.store.put('paypal.dispute', dispute)
  tellDispute(world, 'CREATED', dispute)
  return dispute
}

/** The buyer's question becomes a chargeback. It is answered anew, whether the question was or not. */
export function escalateDispute(world: World, dispute: PaypalDispute): PaypalDispute {
  if (dispute.stage !== 'INQUIRY' || dispute.status === 'RESOLVED')
    throw unprocessable('DISPUTE_NOT_OPEN', { description: `Dispute ${dispute.id} is not an open inquiry.` })
  keepCapture(world, findCapture(world, dispute.captureId), 'CHARGEBACK')
  return keep(
    world,
    withdraw(world, { ...dispute, stage: 'CHARGEBACK', status: 'WAITING_FOR_SELLER_RESPONSE', dueAt: answerUntil(world) }),
    'UPDATED',
  )
}

/** The seller's answer; more may follow while it is being judged. */
export function provideEvidence(world: World, dispute: PaypalDispute, evidences: readonly Json[]): PaypalDispute {
  if (dispute.status === 'RESOLVED')
    throw unprocessable('DISPUTE_RESOLVED', { description: 'The dispute is resolved: evidence is not accepted any more.' })
  return keep(world, { ...dispute, status: 'UNDER_REVIEW', evidences: [...dispute.evidences, ...evidences] }, 'UPDATED')
}

export type Closing = 'won' | 'lost' | 'partial' | 'withdrawn'

const codes = {
  won: 'RESOLVED_SELLER_FAVOUR',
  lost: 'RESOLVED_BUYER_FAVOUR',
  partial: 'RESOLVED_BUYER_FAVOUR',
  withdrawn: 'CANCELED_BY_BUYER',
} as const

/** The end. Lost: the money stays gone. Partial: the buyer keeps `amount`, the rest comes back. Won or withdrawn: money and fee come back. */
export function closeDispute(world: World, dispute: PaypalDispute, closing: Closing, amount?: number): PaypalDispute {
  if (dispute.status === 'RESOLVED') throw unprocessable('DISPUTE_RESOLVED', { description: `Dispute ${dispute.id} is resolved already.` })
  const taken = closing === 'lost' || closing === 'partial'
  if (dispute.stage === 'INQUIRY' && taken)
    throw unprocessable('DISPUTE_NOT_CHARGEBACK', { description: 'An inquiry cannot be lost. Escalate it first.' })
  if (closing === 'partial' && (amount === undefined || amount <= 0 || amount >= dispute.amount))
    throw unprocessable('INVALID_DISPUTE_AMOUNT', { description: 'A part is more than nothing and less than the disputed amount.' })
  const refunded = taken ? (closing === 'partial' ? (amount ?? 0) : dispute.amount) : 0
  const capture = findCapture(world, dispute.captureId)
  const returned = dispute.stage === 'CHARGEBACK' ? giveBack(world, dispute, dispute.amount - refunded, !taken) : dispute
  keepCapture(world, capture, refunded > 0 ? 'CHARGEBACK' : null)
  if (refunded > 0) tellReversal(world, capture, refunded, newId())
  return keep(world, { ...returned, status: 'RESOLVED', outcome: { code: codes[closing], refunded } }, 'RESOLVED')
}

function keep(world: World, dispute: PaypalDispute, what: 'UPDATED' | 'RESOLVED'): PaypalDispute {
  const kept = { ...dispute, updated: seconds(world) }
  world.store.put('paypal.dispute', kept)
  tellDispute(world, what, kept)
  return kept
}

function keepCapture(world: World, capture: PaypalCapture, reason: PaypalCapture['reason']): void {
  world.store.put('paypal.capture', { ...capture, reason, updated: seconds(world) })
}

function withdraw(world: World, dispute: PaypalDispute): PaypalDispute {
  return move(world, dispute, 'DEBIT', dispute.amount, chargebackFee)
}

function giveBack(world: World, dispute: PaypalDispute, amount: number, withFee: boolean): PaypalDispute {
  return move(world, dispute, 'CREDIT', amount, withFee ? chargebackFee : 0)
}

/** Amount and fee are two lines of the account (T1201 and T0106), debits when taken and credits when given back. */
function move(world: World, dispute: PaypalDispute, type: Movement['type'], amount: number, fee: number): PaypalDispute {
  const capture = findCapture(world, dispute.captureId)
  const sign = type === 'DEBIT' ? -1 : 1
  const at = seconds(world)
  const parts = [
    { reason: 'DISPUTE_SETTLEMENT', code: 'T1201', value: amount },
    { reason: 'CHARGEBACK_FEE', code: 'T0106', value: fee },
  ] as const
  const movements = parts
    .filter(({ value }) => value > 0)
    .map(({ reason, code, value }): Movement => {
      recordTransaction(world, capture, { transactionId: newId(), code, amount: sign * value, referenceId: capture.id })
      return { amount: value, type, reason, at }
    })
  return { ...dispute, movements: [...dispute.movements, ...movements] }
}
