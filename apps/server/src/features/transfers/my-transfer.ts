import { AppError, type MyTransfer, type OrderId, type transfers } from '@edurise/contracts'
import { asTenant, type CallContext } from '../../context.ts'
import { findNewestTransfer, findOrderFacts, listProofs, withMoney } from './queries.ts'
import { printReference } from './reference.ts'

/** What the payer of an order has to know: its newest transfer. */
export function myTransfer(ctx: CallContext<typeof transfers.mine>, { orderId }: { orderId: OrderId }): Promise<MyTransfer> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const order = await findOrderFacts(trx, tenantId, orderId)
    if (!order || order.personId !== person.id) throw new AppError('ORDER_NOT_FOUND', {})
    const found = await findNewestTransfer(trx, tenantId, orderId)
    const [transfer] = found ? await withMoney(trx, tenantId, [found]) : []
    if (!transfer) throw new AppError('TRANSFER_NOT_FOUND', {})
    const { id, paymentId, state, reference, account, amountMinor, currency, deadlineAt, message, receipts } = transfer
    const proofs = await listProofs(trx, tenantId, id)
    return {
      id,
      paymentId,
      state,
      account,
      amountMinor,
      currency,
      deadlineAt,
      message,
      reference: printReference(reference),
      receivedMinor: receipts.reduce((sum, receipt) => (receipt.state === 'received' ? sum + receipt.amountMinor : sum), 0),
      proofs: proofs.map(({ id: proofId, name, createdAt }) => ({ id: proofId, name, createdAt })),
    }
  })
}
