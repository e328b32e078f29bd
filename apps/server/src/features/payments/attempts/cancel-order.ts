import { AppError, type OrderState, type OrderId, type payments } from '@edurise/contracts'
import { closePayment } from '@edurise/jobs'
import { asTenant, type CallContext } from '../../../context.ts'
import { listOpenPayments, lockOrder, markOrder } from '../queries.ts'

/** The buyer gives up an open order. What the bank is already moving cannot be called back: such an order stays open. */
export function cancelOrder(ctx: CallContext<typeof payments.cancel>, { orderId }: { orderId: OrderId }): Promise<{ state: OrderState }> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const order = await lockOrder(trx, tenantId, orderId)
    if (!order || order.personId !== person.id) throw new AppError('ORDER_NOT_FOUND', {})
    const open = await listOpenPayments(trx, tenantId, orderId)
    const moving = open.some(({ state, provider }) => state === 'processing' && provider !== 'bank_transfer')
    if (order.state !== 'open' || moving) throw new AppError('ORDER_NOT_OPEN', { state: order.state })
    await markOrder(trx, tenantId, orderId, 'expired')
    await ctx.enqueue(trx, closePayment, ...open.map(({ id }) => ({ tenantId, paymentId: id })))
    return { state: 'expired' }
  })
}
