import { AppError, type OrderId, type Refund, type RefundEligibility, type RefundId, type refunds } from '@edurise/contracts'
import { asTenant, type CallContext } from '../../../context.ts'
import { findOrder, listPayments, lockOrder } from '../queries.ts'
import { findRefund, insertRefund, listRefundsOfOrder, writeRefund } from './queries.ts'
import { tellOfWish } from './refund-mails.ts'
import { eligibilityOf, refundView } from './refund-view.ts'

export function refundEligibility(
  ctx: CallContext<typeof refunds.eligibility>,
  { orderId }: { orderId: OrderId },
): Promise<RefundEligibility> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const order = await findOrder(trx, tenantId, orderId)
    if (!order || order.personId !== person.id) throw new AppError('ORDER_NOT_FOUND', {})
    return eligibilityOf(order, await listPayments(trx, tenantId, orderId), await listRefundsOfOrder(trx, tenantId, orderId), ctx.now())
  })
}

/** The learner's wish, within the window that was promised at the purchase. Nothing moves until the tenant decides. */
export function askRefund(ctx: CallContext<typeof refunds.ask>, { orderId, note }: { orderId: OrderId; note: string }): Promise<Refund> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const order = await lockOrder(trx, tenantId, orderId)
    if (!order || order.personId !== person.id) throw new AppError('ORDER_NOT_FOUND', {})
    const payments = await listPayments(trx, tenantId, orderId)
    const rows = await listRefundsOfOrder(trx, tenantId, orderId)
    const { may, because, amountMinor, currency } = eligibilityOf(order, payments, rows, ctx.now())
    const asked = rows.find(({ state }) => state === 'asked')
    if (asked) return refundView(asked, currency)
    const paid = payments.find(({ capturedMinor, duplicate }) => capturedMinor > 0 && !duplicate)
    if (!may || !paid) throw new AppError('NOT_REFUNDABLE', { because })
    const refund = await insertRefund(trx, {
      tenantId,
      orderId,
      paymentId: paid.id,
      personId: person.id,
      amountMinor,
      reason: 'asked',
      state: 'asked',
      note,
      askedBy: person.id,
      at: ctx.now(),
    })
    if (!refund) throw new Error('a wish stood beside the locked order')
    await tellOfWish(trx, ctx, tenantId, refund, currency)
    return refundView(refund, currency)
  })
}

export function withdrawRefund(
  ctx: CallContext<typeof refunds.withdraw>,
  { orderId, refundId }: { orderId: OrderId; refundId: RefundId },
): Promise<Refund> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const order = await lockOrder(trx, tenantId, orderId)
    if (!order || order.personId !== person.id) throw new AppError('ORDER_NOT_FOUND', {})
    const refund = await findRefund(trx, tenantId, refundId)
    if (!refund || refund.orderId !== orderId) throw new AppError('REFUND_NOT_FOUND', {})
    if (refund.state !== 'asked') throw new AppError('REFUND_DECIDED', { state: refund.state })
    return refundView(await writeRefund(trx, tenantId, refundId, { state: 'withdrawn', settledAt: ctx.now() }), order.currency)
  })
}
