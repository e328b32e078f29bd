import { AppError, type PersonId, type Refund, type RefundId, type refunds, type TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { makeRefund as makeRefundJob } from '@edurise/jobs'
import type { z } from 'zod'
import { asTenant, type CallContext, type MemberContext } from '../../../context.ts'
import { recordAudit } from '../../audit/index.ts'
import { grantAccess } from '../../enrolments/index.ts'
import { findPayment, listLines, lockOrder, lockPayment, type OrderRecord, type PaymentRecord } from '../queries.ts'
import { findRefund, findRefundByKey, insertRefund, listRefundsOf, writeRefund, type RefundRecord } from './queries.ts'
import { tellOfRefusal } from './refund-mails.ts'
import { isDisputed, refundableMinor, refundView } from './refund-view.ts'
import { checkLines } from './refund-lines.ts'

type Make = z.infer<typeof refunds.make.input>

interface Held {
  order: OrderRecord
  payment: PaymentRecord
  rows: RefundRecord[]
}

/** Order and payment, held until the commit: of two decisions at once the second sees the first. */
async function hold(trx: TenantDb, tenantId: TenantId, paymentId: PaymentRecord['id']): Promise<Held | null> {
  const found = await findPayment(trx, tenantId, paymentId)
  if (!found) return null
  const order = await lockOrder(trx, tenantId, found.orderId)
  const payment = await lockPayment(trx, tenantId, paymentId)
  if (!order || !payment) throw new Error(`payment ${paymentId} has no order`)
  return { order, payment, rows: await listRefundsOf(trx, tenantId, paymentId) }
}

/**
 * Decides to return money. Stored with its key before the provider is asked; the same `requestKey` again answers with the first decision. Access and
 * papers follow when the provider has confirmed.
 */
export function makeRefund(ctx: CallContext<typeof refunds.make>, input: Make): Promise<Refund> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const held = await hold(trx, tenantId, input.paymentId)
    if (!held) throw new AppError('PAYMENT_NOT_FOUND', {})
    const { order, payment, rows } = held
    const before = await findRefundByKey(trx, tenantId, input.requestKey)
    if (before) return refundView(before, payment.currency)
    const wish = input.refundId ? rows.find(({ id }) => id === input.refundId) : undefined
    if (input.refundId && !wish) throw new AppError('REFUND_NOT_FOUND', {})
    if (wish && wish.state !== 'asked') throw new AppError('REFUND_DECIDED', { state: wish.state })
    if (isDisputed(payment.facts)) throw new AppError('NOT_REFUNDABLE', { because: 'disputed' })
    const refundable = refundableMinor(payment.facts, rows)
    if (refundable === 0) throw new AppError('NOT_REFUNDABLE', { because: payment.capturedMinor === 0 ? 'nothing_paid' : 'returned' })
    if (input.amountMinor > refundable) throw new AppError('REFUND_TOO_LARGE', { refundableMinor: refundable, currency: payment.currency })
    if (!checkLines(input, await listLines(trx, tenantId, order.id), rows)) throw new AppError('REFUND_LINES_WRONG', {})

    const refund = await decide(trx, ctx, { order, payment }, input, person.id)
    if (wish)
      await writeRefund(trx, tenantId, wish.id, { state: 'withdrawn', decidedBy: person.id, decidedAt: ctx.now(), settledAt: ctx.now() })
    if (input.keepAccess) await giveAsGift(trx, ctx, order, refund, input.note)
    await recordAudit(trx, {
      tenantId,
      actorId: person.id,
      action: 'refunds.make',
      object: `order:${order.id}`,
      before: null,
      after: { refundId: refund.id, amountMinor: refund.amountMinor, note: input.note, keepAccess: input.keepAccess },
      at: ctx.now(),
    })
    return refundView(refund, payment.currency)
  })
}

async function decide(
  trx: TenantDb,
  ctx: MemberContext,
  { order, payment }: Pick<Held, 'order' | 'payment'>,
  { amountMinor, lines, note, requestKey }: Pick<Make, 'amountMinor' | 'lines' | 'note' | 'requestKey'>,
  decidedBy: PersonId,
): Promise<RefundRecord> {
  const { tenantId } = ctx
  const refund = await insertRefund(trx, {
    tenantId,
    orderId: order.id,
    paymentId: payment.id,
    personId: order.personId,
    amountMinor,
    lines,
    reason: 'decided',
    state: 'requested',
    note,
    decidedBy,
    requestKey,
    at: ctx.now(),
  })
  if (!refund) throw new Error('a refund with this key stood beside the locked order')
  await ctx.enqueue(trx, makeRefundJob, { tenantId, refundId: refund.id })
  return refund
}

/** A gift is a source of access of its own: the refund ends the paid one, and this one stays. */
async function giveAsGift(trx: TenantDb, ctx: MemberContext, order: OrderRecord, refund: RefundRecord, reason: string): Promise<void> {
  const { tenantId, person } = ctx
  for (const { courseId } of await listLines(trx, tenantId, order.id)) {
    if (!courseId) continue
    const source = { sourceKind: 'admin', sourceId: refund.id, reason, actorId: person.id } as const
    await grantAccess(trx, { tenantId, personId: order.personId, courseId, ...source, at: ctx.now() })
  }
}

export function declineRefund(
  ctx: CallContext<typeof refunds.decline>,
  { refundId, answer }: { refundId: RefundId; answer: string },
): Promise<Refund> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const found = await findRefund(trx, tenantId, refundId)
    const held = found && (await hold(trx, tenantId, found.paymentId))
    const refund = held?.rows.find(({ id }) => id === refundId)
    if (!held || !refund) throw new AppError('REFUND_NOT_FOUND', {})
    if (refund.state !== 'asked') throw new AppError('REFUND_DECIDED', { state: refund.state })
    const at = ctx.now()
    const declined = await writeRefund(trx, tenantId, refundId, {
      state: 'declined',
      answer,
      decidedBy: person.id,
      decidedAt: at,
      settledAt: at,
    })
    await tellOfRefusal(trx, ctx, tenantId, declined, held.payment.currency)
    await recordAudit(trx, {
      tenantId,
      actorId: person.id,
      action: 'refunds.decline',
      object: `order:${refund.orderId}`,
      before: null,
      after: { refundId, answer },
      at,
    })
    return refundView(declined, held.payment.currency)
  })
}

/** A refund that the provider refused, decided anew. The first one's key had its answer, so this one has its own. */
export function refundAgain(
  ctx: CallContext<typeof refunds.again>,
  { refundId, requestKey }: { refundId: RefundId; requestKey: string },
): Promise<Refund> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const found = await findRefund(trx, tenantId, refundId)
    const held = found && (await hold(trx, tenantId, found.paymentId))
    if (!found || !held) throw new AppError('REFUND_NOT_FOUND', {})
    const { order, payment, rows } = held
    const before = await findRefundByKey(trx, tenantId, requestKey)
    if (before) return refundView(before, payment.currency)
    const failed = rows.find(({ id }) => id === refundId)
    if (failed?.state !== 'failed') throw new AppError('REFUND_DECIDED', { state: failed?.state ?? found.state })
    if (isDisputed(payment.facts)) throw new AppError('NOT_REFUNDABLE', { because: 'disputed' })
    const refundable = refundableMinor(payment.facts, rows)
    if (failed.amountMinor > refundable) throw new AppError('REFUND_TOO_LARGE', { refundableMinor: refundable, currency: payment.currency })
    const { amountMinor, lines, note } = failed
    return refundView(await decide(trx, ctx, { order, payment }, { amountMinor, lines, note, requestKey }, person.id), payment.currency)
  })
}
