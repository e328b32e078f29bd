import { AppError, type MyTransfer, type OrderId, type transfers } from '@edurise/contracts'
import { asTenant, type CallContext } from '../../context.ts'
import { findMine } from './queries.ts'
import { listProofs } from './proofs/queries.ts'
import { printReference } from './reference.ts'

/** What the payer of an order has to know: its newest transfer. */
export function myTransfer(ctx: CallContext<typeof transfers.mine>, { orderId }: { orderId: OrderId }): Promise<MyTransfer> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const { order, transfer } = await findMine(trx, tenantId, orderId, person.id)
    if (!order) throw new AppError('ORDER_NOT_FOUND', {})
    if (!transfer) throw new AppError('TRANSFER_NOT_FOUND', {})
    const proofs = await listProofs(trx, tenantId, transfer.id)
    return {
      ...transfer,
      reference: printReference(transfer.reference),
      proofs: proofs.map(({ id, name, createdAt }) => ({ id, name, createdAt })),
    }
  })
}
