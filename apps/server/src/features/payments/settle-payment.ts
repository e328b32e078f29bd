import type { PaymentState, TenantId } from '@edurise/contracts'
import type { PaymentFacts, TenantDb } from '@edurise/db'
import { refreshListing, refundSurplus } from '@edurise/jobs'
import type { Platform } from '../../context.ts'
import { findOffer } from '../courses/index.ts'
import { mergeFacts } from './facts.ts'
import { entitles, stateOf, sumsOf } from './payment.ts'
import {
  hasOtherPaid,
  lockOrder,
  lockPayment,
  markEventsDone,
  markOrder,
  openRefundRequest,
  recordObjects,
  writePayment,
  type OrderRecord,
  type PaymentRecord,
} from './queries.ts'
import { settleAccess } from './settle-access.ts'
import { settleBooks } from './settle-books.ts'
import { settleMails } from './settle-mails.ts'
import { settlePapers } from './settle-papers.ts'

export interface Look {
  tenantId: TenantId
  orderId: OrderRecord['id']
  paymentId: PaymentRecord['id']
  facts: PaymentFacts
  /** Before the provider was asked: what came in until then is answered by this look. */
  lookedAt: Date
}

export interface Settled {
  order: OrderRecord
  payment: PaymentRecord
  state: PaymentState
  checkoutUrl: string | null
}

/**
 * Everything that follows from a look at a payment, in the caller's transaction: state, access, books, papers, mails and outgoing jobs change
 * together or not at all. The same look again changes nothing. Locks the order, then the payment, then (in grants) the enrolment.
 */
export async function settlePayment(trx: TenantDb, ctx: Pick<Platform, 'enqueue' | 'now' | 'log'>, look: Look): Promise<Settled> {
  const { tenantId, orderId, paymentId, lookedAt } = look
  const at = ctx.now()
  const order = await lockOrder(trx, tenantId, orderId)
  const payment = await lockPayment(trx, tenantId, paymentId)
  if (!order || !payment) throw new Error(`payment ${paymentId} has a route and no row`)

  const facts = mergeFacts(payment.facts, look.facts)
  const state = stateOf(facts, { ...payment, orderId, paymentId })
  const { capturedMinor, refundedMinor } = sumsOf(facts)
  const flags = await flagsOf(trx, tenantId, order, payment, capturedMinor)
  const checkoutUrl = facts.checkoutUrl || null
  const paidAt = capturedMinor > 0 ? (payment.paidAt ? new Date(payment.paidAt) : at) : null

  await writePayment(trx, tenantId, paymentId, {
    state,
    facts,
    // A mismatch may have returned more than our books could hold as this payment's own.
    capturedMinor,
    refundedMinor: Math.min(refundedMinor, capturedMinor),
    ...flags,
    checkoutUrl,
    lookedAt,
    paidAt,
  })
  await recordObjects(trx, { provider: payment.provider, account: payment.account, tenantId, orderId, paymentId }, objectIdsOf(facts))
  await markEventsDone(trx, paymentId, lookedAt, at)
  await follow(trx, ctx, look, order, payment, facts, state, flags, paidAt)
  return { order, payment, state, checkoutUrl }
}

interface Flags {
  duplicate: boolean
  unfulfillable: boolean
}

/** Decided once, when the money is first seen: is this order paid already, is there still a course to open? */
async function flagsOf(
  trx: TenantDb,
  tenantId: TenantId,
  order: OrderRecord,
  payment: PaymentRecord,
  capturedMinor: number,
): Promise<Flags> {
  const { duplicate, unfulfillable } = payment
  if (capturedMinor === 0 || payment.capturedMinor > 0) return { duplicate, unfulfillable }
  if (await hasOtherPaid(trx, tenantId, order.id, payment.id)) return { duplicate: true, unfulfillable: false }
  const offer = await findOffer(trx, tenantId, order.courseId)
  return { duplicate: false, unfulfillable: offer?.state !== 'published' }
}

function objectIdsOf({ objectId, intentId, captures = {}, refunds = {}, disputes = {} }: PaymentFacts): string[] {
  return [objectId, intentId, ...Object.keys(captures), ...Object.keys(refunds), ...Object.keys(disputes)].filter((id) => id !== undefined)
}

async function follow(
  trx: TenantDb,
  ctx: Pick<Platform, 'enqueue' | 'now' | 'log'>,
  { tenantId, orderId, paymentId }: Look,
  order: OrderRecord,
  payment: PaymentRecord,
  facts: PaymentFacts,
  state: PaymentState,
  flags: Flags,
  paidAt: Date | null,
): Promise<void> {
  const at = ctx.now()
  const open = entitles(state, flags)
  const sale = state !== 'mismatch'
  const returning = state === 'mismatch' ? 'mismatch' : flags.duplicate ? 'duplicate' : flags.unfulfillable ? 'unfulfillable' : null

  if (state === 'expired' && order.state === 'open') await markOrder(trx, tenantId, orderId, 'expired')
  if (state === 'processing') await settleMails(trx, ctx, tenantId, { order, payment, facts, state, open, returning })
  if (!paidAt) return

  // A surplus payment says nothing about the order, which the other one has paid.
  if (!returning) await markOrder(trx, tenantId, orderId, open ? 'paid' : 'refunded', paidAt)
  if (returning === 'unfulfillable') await markOrder(trx, tenantId, orderId, 'refunded', paidAt)
  if (!flags.duplicate) {
    const courses = await settleAccess(trx, tenantId, order, open, state, at)
    if (state !== payment.state) for (const courseId of courses) await ctx.enqueue(trx, refreshListing, { tenantId, courseId })
  }
  await settleBooks(trx, tenantId, payment, facts, sale, at)
  if (returning) await giveBack(trx, ctx, tenantId, paymentId, facts, returning, at)
  await settleMails(trx, ctx, tenantId, { order, payment, facts, state, open, returning })
  if (!returning) await settlePapers(trx, tenantId, order, payment, facts, paidAt)
  if (state !== payment.state) ctx.log.info({ tenantId, paymentId, orderId, from: payment.state, to: state, ...flags }, 'payment changed')
}

/** Money that answers to no sale goes back whole; asked for once, by the key stored with the request. */
async function giveBack(
  trx: TenantDb,
  ctx: Pick<Platform, 'enqueue' | 'log'>,
  tenantId: TenantId,
  paymentId: PaymentRecord['id'],
  facts: PaymentFacts,
  reason: 'duplicate' | 'unfulfillable' | 'mismatch',
  at: Date,
): Promise<void> {
  const { capturedMinor, refundedMinor, pendingRefundMinor } = sumsOf(facts)
  const amountMinor = capturedMinor - refundedMinor - pendingRefundMinor
  if (amountMinor <= 0) return
  const refundRequestId = await openRefundRequest(trx, { tenantId, paymentId, amountMinor, reason, at })
  if (!refundRequestId) return
  ctx.log.error({ tenantId, paymentId, reason, amountMinor }, 'money came that must go back')
  await ctx.enqueue(trx, refundSurplus, { tenantId, refundRequestId })
}
