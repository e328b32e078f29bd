import type { TenantId } from '@edurise/contracts'
import { newId, type TenantDb } from '@edurise/db'
import { openReturn, settleReturns } from './queries.ts'
import type { WholeTransfer } from '../whole-transfer.ts'
import { heldMinor } from '../transfer.ts'

/** Puts on the list to send back what is held beyond this much: what came for a transfer that will not be completed any more, or too much for one that is. */
export async function returnBeyond(
  trx: TenantDb,
  tenantId: TenantId,
  transfer: Pick<WholeTransfer, 'id' | 'currency' | 'receipts' | 'returns'>,
  keptMinor: number,
  at: Date,
): Promise<void> {
  const amountMinor = heldMinor(transfer) - keptMinor
  if (amountMinor <= 0) return
  const { id: transferId, currency } = transfer
  const idempotencyKey = `beyond:${newId()}`
  await openReturn(trx, { tenantId, transferId, idempotencyKey, amountMinor, currency, of: 'surplus', state: 'pending', at })
}

/** Takes returns off the list that had not been sent yet: the money that they were to send back never came. */
export async function dropReturns(trx: TenantDb, tenantId: TenantId, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length) await settleReturns(trx, tenantId, ids, { state: 'failed', bankRef: '', by: null, at })
}
