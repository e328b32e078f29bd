import { z } from 'zod'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { unknownResource, unprocessable } from './errors.ts'
import { tellCapture, tellRefund } from './events.ts'
import { newId } from './ids.ts'
import { minorOf } from './money.ts'
import type { PaypalCapture, PaypalRefund } from './shapes.ts'
import { recordTransaction } from './transactions.ts'

export function findCapture(world: World, id: string): PaypalCapture {
  const capture = world.store.find('paypal.capture', id)
  if (capture === undefined) throw unknownResource()
  return capture
}

export function findRefund(world: World, id: string): PaypalRefund {
  const refund = world.store.find('paypal.refund', id)
  if (refund === undefined) throw unknownResource()
  return refund
}

/** The review's answer to a capture that was pending. */
export function settleCapture(world: World, capture: PaypalCapture, completes: boolean): PaypalCapture {
  if (capture.status !== 'PENDING')
    throw unprocessable('CAPTURE_NOT_PENDING', { description: `Capture ${capture.id} is ${capture.status}.` })
  const settled: PaypalCapture = { ...capture, status: completes ? 'COMPLETED' : 'DECLINED', reason: null, updated: seconds(world) }
  world.store.put('paypal.capture', settled)
  if (completes) recordTransaction(world, settled, { transactionId: settled.id, code: 'T0006', amount: settled.amount, fee: -settled.fee })
  else world.store.run('delete from paypal_invoices where capture_id = ?', settled.id)
  tellCapture(world, completes ? 'COMPLETED' : 'DENIED', settled)
  return settled
}

export interface RefundValues {
  /** Minor units; everything that is left when absent. */
  readonly amount?: number | undefined
  readonly pending?: boolean | undefined
  readonly customId?: string | undefined
  readonly invoiceId?: string | undefined
  readonly note?: string | undefined
}

const RefundRequest = z.looseObject({
  amount: z.looseObject({ currency_code: z.string(), value: z.string() }).optional(),
  custom_id: z.string().optional(),
  invoice_id: z.string().optional(),
  note_to_payer: z.string().optional(),
})

/** What a call for a refund asks for, in this capture's currency. */
export function readRefund(capture: PaypalCapture, body: unknown): RefundValues {
  const { amount, custom_id: customId, invoice_id: invoiceId, note_to_payer: note } = RefundRequest.parse(body ?? {})
  if (amount === undefined) return { customId, invoiceId, note }
  if (amount.currency_code !== capture.currency)
    throw unprocessable('REFUND_CAPTURE_CURRENCY_MISMATCH', {
      field: '/amount/currency_code',
      value: amount.currency_code,
      location: 'body',
    })
  const minor = minorOf(amount.value, capture.currency)
  if (minor === undefined) throw unprocessable('DECIMAL_PRECISION', { field: '/amount/value', value: amount.value, location: 'body' })
  if (minor <= 0) throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE', { field: '/amount/value', value: amount.value, location: 'body' })
  return { amount: minor, customId, invoiceId, note }
}

/** Sends money back while there is some left. While a bank claims the payment back nothing can be refunded. */
export function refundCapture(world: World, capture: PaypalCapture, values: RefundValues): PaypalRefund {
  if (capture.status === 'PENDING') throw unprocessable('PENDING_CAPTURE')
  if (capture.status === 'DECLINED') throw unprocessable('REFUND_NOT_ALLOWED')
  const promised = promisedOf(world, capture)
  const left = capture.amount - promised
  if (left === 0) throw unprocessable('CAPTURE_FULLY_REFUNDED')
  const amount = values.amount ?? left
  const open = capture.disputeIds.flatMap((id) => world.store.find('paypal.dispute', id) ?? [])
  if (open.some(({ stage, outcome }) => stage === 'CHARGEBACK' && (outcome === null || outcome.refunded > 0)))
    throw unprocessable('REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK')
  if (open.some(({ status }) => status !== 'RESOLVED') && amount < left) throw unprocessable('TRANSACTION_DISPUTED')
  if (amount > left) throw unprocessable('REFUND_AMOUNT_EXCEEDED')
  const now = seconds(world)
  const refund: PaypalRefund = {
    id: newId(),
    created: now,
    updated: now,
    captureId: capture.id,
    status: 'PENDING',
    amount,
    currency: capture.currency,
    customId: values.customId ?? capture.customId,
    invoiceId: values.invoiceId ?? capture.invoiceId,
    note: values.note ?? null,
    total: promised + amount,
  }
  world.store.put('paypal.refund', refund)
  const noted: PaypalCapture = { ...capture, refundIds: [...capture.refundIds, refund.id], updated: now }
  world.store.put('paypal.capture', noted)
  return (values.pending ?? capture.slowRefunds) ? refund : settleRefund(world, refund, true)
}

/** The bank's answer to a refund that is pending. A failed one gives its amount free for another. */
export function settleRefund(world: World, refund: PaypalRefund, completes: boolean): PaypalRefund {
  if (refund.status !== 'PENDING') throw unprocessable('REFUND_NOT_PENDING', { description: `Refund ${refund.id} is ${refund.status}.` })
  const settled: PaypalRefund = { ...refund, status: completes ? 'COMPLETED' : 'FAILED', updated: seconds(world) }
  world.store.put('paypal.refund', settled)
  if (!completes) return settled
  const capture = findCapture(world, refund.captureId)
  const status = refundedOf(world, capture) === capture.amount ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
  const changed: PaypalCapture = { ...capture, status, updated: seconds(world) }
  world.store.put('paypal.capture', changed)
  recordTransaction(world, changed, { transactionId: refund.id, code: 'T1107', amount: -refund.amount, referenceId: capture.id })
  tellRefund(world, changed, settled)
  return settled
}

/** Completed refunds of a capture, in minor units. */
export function refundedOf(world: World, capture: PaypalCapture): number {
  return sumOf(world, capture, (status) => status === 'COMPLETED')
}

function promisedOf(world: World, capture: PaypalCapture): number {
  return sumOf(world, capture, (status) => status !== 'FAILED')
}

function sumOf(world: World, capture: PaypalCapture, counts: (status: PaypalRefund['status']) => boolean): number {
  return capture.refundIds.reduce((sum, id) => {
    const refund = world.store.find('paypal.refund', id)
    return refund !== undefined && counts(refund.status) ? sum + refund.amount : sum
  }, 0)
}
