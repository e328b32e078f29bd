import type { World } from '../world.ts'
import { slowRefunds } from './cards.ts'
import { badRequest } from './errors.ts'
import type { Cause } from './events.ts'
import { recordEvent } from './events.ts'
import { sayMoney } from './money.ts'
import { aBalanceTransaction, aRefund } from './resources.ts'
import type { Charge, Refund } from './shapes.ts'

interface RefundValues {
  /** Minor units; everything that is left when absent. */
  readonly amount?: number | undefined
  readonly reason?: string | undefined
  readonly metadata?: Record<string, string> | undefined
  readonly pending?: boolean | undefined
}

/** Sends money back, as far as there is any left on the charge. */
export function refundCharge(world: World, charge: Charge, values: RefundValues, cause?: Cause): Refund {
  const { store } = world
  if (charge.status !== 'succeeded')
    throw badRequest(`Charge ${charge.id} has a status of ${charge.status} and cannot be refunded.`, 'charge_not_refundable')
  const left = charge.amount_captured - charge.amount_refunded
  if (left === 0) throw badRequest(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded')
  const blocking = store.list('dispute', {
    where: `charge = ? and status in ('needs_response', 'under_review', 'lost')`,
    values: [charge.id],
    limit: 1,
  })
  if (blocking.length > 0) throw badRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, 'charge_disputed')
  const amount = values.amount ?? left
  if (amount <= 0) throw badRequest('Invalid positive integer', 'parameter_invalid_integer', 'amount')
  if (amount > left) {
    throw badRequest(
      `Refund amount (${sayMoney(amount, charge.currency)}) is greater than unrefunded amount on charge (${sayMoney(left, charge.currency)})`,
      undefined,
      'amount',
    )
  }
  const pending = values.pending ?? charge.payment_method_details.card?.last4 === slowRefunds
  const made = aRefund(world, charge, {
    amount,
    status: pending ? 'pending' : 'succeeded',
    reason: values.reason ?? null,
    metadata: values.metadata ?? {},
  })
  const money = aBalanceTransaction(world, {
    type: 'refund',
    amount: -amount,
    fee: 0,
    currency: charge.currency,
    source: made.id,
    category: 'refund',
    description: 'REFUND FOR CHARGE',
  })
  const refund: Refund = { ...made, balance_transaction: money.id }
  store.put('balance_transaction', money)
  store.put('refund', refund)
  const returned = charge.amount_refunded + amount
  const changed: Charge = { ...charge, amount_refunded: returned, refunded: returned === charge.amount_captured }
  store.put('charge', changed)
  recordEvent(world, 'refund.created', refund, cause)
  recordEvent(world, 'charge.refunded', changed, cause, { amount_refunded: charge.amount_refunded, refunded: charge.refunded })
  return refund
}

/** The bank's answer. A refund may fail even after it succeeded; a failed one stays failed. */
export function settleRefund(world: World, refund: Refund, succeeds: boolean): Refund {
  const { store } = world
  if (refund.status === 'failed' || (succeeds && refund.status === 'succeeded'))
    throw badRequest(`Refund ${refund.id} has a status of ${refund.status} already.`)
  if (succeeds) {
    const done: Refund = { ...refund, status: 'succeeded' }
    store.put('refund', done)
    recordEvent(world, 'refund.updated', done, undefined, { status: refund.status })
    return done
  }
  const money = aBalanceTransaction(world, {
    type: 'refund_failure',
    amount: refund.amount,
    fee: 0,
    currency: refund.currency,
    source: refund.id,
    category: 'refund_failure',
    description: 'REFUND FAILED',
  })
  const failed: Refund = { ...refund, status: 'failed', failure_reason: 'expired_or_canceled_card', failure_balance_transaction: money.id }
  store.put('balance_transaction', money)
  store.put('refund', failed)
  const charge = store.find('charge', refund.charge)
  if (charge !== undefined) store.put('charge', { ...charge, amount_refunded: charge.amount_refunded - refund.amount, refunded: false })
  recordEvent(world, 'refund.updated', failed, undefined, { status: refund.status })
  recordEvent(world, 'refund.failed', failed)
  return failed
}
