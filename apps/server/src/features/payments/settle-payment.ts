import { openPaymentStates, type PaymentState, type TenantId } from '@edurise/contracts'
import type { PaymentFacts, TenantDb } from '@edurise/db'
import { capturePayment, closePayment, makeRefund, refreshListing } from '@edurise/jobs'
import type { Platform } from '../../context.ts'
import { findOffer } from '../courses/index.ts'
import { settleBooks } from './books/settle-books.ts'
import { mergeFacts } from './facts.ts'
import { insertCustomer } from './cards/queries.ts'
import { entitles, isDisputed, stateOf, sumsOf } from './payment.ts'
import {
  hasOtherOpen,
  hasOtherPaid,
  listOpenPayments,
  lockOrder,
  lockPayment,
  markOrder,
  writeLook,
  type OrderRecord,
  type PaymentRecord,
} from './queries.ts'
import { insertRefund, type RefundRecord } from './refunds/queries.ts'
import { decidedMinor, returnedByLine, settleRefunds } from './refunds/settle-refunds.ts'
import { settleAccess } from './settle-access.ts'
import { settleDisputes } from './settle-disputes.ts'
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
export async function settlePayment(
  trx: TenantDb,
  ctx: Pick<Platform, 'config' | 'enqueue' | 'now' | 'log'>,
  look: Look,
): Promise<Settled> {
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

  await writeLook(
    trx,
    { ...payment, tenantId, orderId },
    {
      state,
      facts,
      // A mismatch may have returned more than our books could hold as this payment's own.
      capturedMinor,
      refundedMinor: Math.min(refundedMinor, capturedMinor),
      ...flags,
      reopened: payment.reopened || (isOpen(state) && !isOpen(payment.state)),
      checkoutUrl,
      lookedAt,
      paidAt,
    },
    { objectIds: objectIdsOf(facts), at },
  )
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

function objectIdsOf({ objectId, intentId, captures = {}, refunds = {}, disputes = {}, receipts = {} }: PaymentFacts): string[] {
  const moved = [captures, refunds, disputes, receipts].flatMap((objects) => Object.keys(objects))
  return [objectId, intentId, ...moved].filter((id) => id !== undefined)
}

async function follow(
  trx: TenantDb,
  ctx: Pick<Platform, 'config' | 'enqueue' | 'now' | 'log'>,
  { tenantId, orderId, paymentId }: Look,
  order: OrderRecord,
  payment: PaymentRecord,
  facts: PaymentFacts,
  state: PaymentState,
  flags: Flags,
  paidAt: Date | null,
): Promise<void> {
  const at = ctx.now()
  const open = entitles(state, { ...flags, ...sumsOf(facts) })
  const sale = state !== 'mismatch'
  const returning = state === 'mismatch' ? 'mismatch' : flags.duplicate ? 'duplicate' : flags.unfulfillable ? 'unfulfillable' : null

  if (state === 'expired' && order.state === 'open' && !(await hasOtherOpen(trx, tenantId, orderId, paymentId)))
    await markOrder(trx, tenantId, orderId, 'expired')
  if (isOpen(state)) await followOpen(trx, ctx, tenantId, order, paymentId, state)
  if (state === 'processing') await settleMails(trx, ctx, tenantId, { order, payment, facts, state, open, returning })
  // Of a transfer that is not complete, and may never be, each part is booked as it comes.
  if (facts.receipts || paidAt) await settleBooks(trx, tenantId, payment, facts, sale, at)
  if (!paidAt) return

  // What becomes of this payment says nothing about an order that another one pays.
  const carried = !open && (await hasOtherPaid(trx, tenantId, orderId, paymentId))
  const tells = !carried && (!returning || returning === 'unfulfillable')
  if (tells) await markOrder(trx, tenantId, orderId, open ? 'paid' : 'refunded', paidAt)
  if (open && payment.capturedMinor === 0) await closeOthers(trx, ctx, tenantId, order, paymentId)
  const { provider, account } = payment
  if (facts.customerId && payment.capturedMinor === 0)
    await insertCustomer(trx, { provider, account, personId: order.personId, customerId: facts.customerId, at })
  const refunds = await settleRefunds(trx, tenantId, payment, facts, at)
  if (!flags.duplicate && !carried) {
    const courses = await settleAccess(trx, tenantId, order, open, returnedByLine(refunds), state, at)
    if (state !== payment.state) for (const courseId of courses) await ctx.enqueue(trx, refreshListing, { tenantId, courseId })
  }
  await settleDisputes(trx, tenantId, order, payment, facts)
  await giveBack(trx, ctx, tenantId, order, paymentId, facts, refunds, returning, at)
  await settleMails(trx, ctx, tenantId, { order, payment, facts, state, open, returning })
  if (!returning) await settlePapers(trx, tenantId, order, payment, facts, { paidAt, at })
  if (state !== payment.state) ctx.log.info({ tenantId, paymentId, orderId, from: payment.state, to: state, ...flags }, 'payment changed')
}

const openStates: ReadonlySet<PaymentState> = new Set(openPaymentStates)
const isOpen = (state: PaymentState) => openStates.has(state)

/** What has been approved is taken while its order is still wanted; an attempt for an order that is not is closed. */
async function followOpen(
  trx: TenantDb,
  ctx: Pick<Platform, 'enqueue'>,
  tenantId: TenantId,
  order: OrderRecord,
  paymentId: PaymentRecord['id'],
  state: PaymentState,
): Promise<void> {
  if (order.state !== 'open') await ctx.enqueue(trx, closePayment, { tenantId, paymentId })
  else if (state === 'authorized') await ctx.enqueue(trx, capturePayment, { tenantId, paymentId })
}

/** An order is paid once: its other attempts end, so that nobody pays it again. */
async function closeOthers(
  trx: TenantDb,
  ctx: Pick<Platform, 'enqueue'>,
  tenantId: TenantId,
  order: OrderRecord,
  paymentId: PaymentRecord['id'],
): Promise<void> {
  const others = await listOpenPayments(trx, tenantId, order.id)
  await ctx.enqueue(trx, closePayment, ...others.filter(({ id }) => id !== paymentId).map(({ id }) => ({ tenantId, paymentId: id })))
}

/**
 * Money that answers to no sale goes back whole, and what came beyond the price goes back alone; each is asked for once, by the key stored with it.
 * A definite no is left to staff: asked by itself again, it would be asked without end.
 */
async function giveBack(
  trx: TenantDb,
  ctx: Pick<Platform, 'enqueue' | 'log'>,
  tenantId: TenantId,
  order: OrderRecord,
  paymentId: PaymentRecord['id'],
  facts: PaymentFacts,
  refunds: RefundRecord[],
  returning: 'duplicate' | 'unfulfillable' | 'mismatch' | null,
  at: Date,
): Promise<void> {
  const { capturedMinor, refundedMinor, pendingRefundMinor, lostMinor, surplusMinor } = sumsOf(facts)
  const whole = capturedMinor - refundedMinor - pendingRefundMinor - lostMinor - decidedMinor(refunds, facts)
  const beyond = surplusMinor - decidedMinor(refunds, facts, 'surplus')
  const wanted = [
    ...(returning && whole > 0 ? [{ reason: returning, amountMinor: whole }] : []),
    ...(beyond > 0 ? [{ reason: 'surplus' as const, amountMinor: beyond }] : []),
  ]
  if (isDisputed(facts)) return
  for (const { reason, amountMinor } of wanted) {
    if (refunds.some((refund) => refund.reason === reason && refund.state === 'failed')) continue
    const source = { tenantId, orderId: order.id, paymentId, personId: order.personId }
    const refund = await insertRefund(trx, { ...source, amountMinor, reason, state: 'requested', at })
    if (!refund) continue
    ctx.log.error({ tenantId, paymentId, reason, amountMinor }, 'money came that must go back')
    await ctx.enqueue(trx, makeRefund, { tenantId, refundId: refund.id })
  }
}
