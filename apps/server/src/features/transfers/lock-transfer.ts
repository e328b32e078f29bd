import { AppError, type OrderState, type TenantId, type TransferId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { lockOrdersOf } from './queries.ts'
import { lockTransfers, type WholeTransfer } from './whole-transfer.ts'

/** A transfer with its money, held until the commit: its order first, as everywhere. */
export async function lockTransfer(
  trx: TenantDb,
  tenantId: TenantId,
  id: TransferId,
): Promise<{ transfer: WholeTransfer; order: { state: OrderState } }> {
  const [order] = await lockOrdersOf(trx, tenantId, [id])
  const [transfer] = await lockTransfers(trx, tenantId, [id])
  if (!order || !transfer) throw new AppError('TRANSFER_NOT_FOUND', {})
  return { transfer, order }
}
