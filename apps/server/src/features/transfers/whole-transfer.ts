import type { TenantId, TransferId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { listReceipts, listReturns, type ReceiptRecord, type ReturnRecord } from './money/queries.ts'
import { lockRows, type TransferRecord } from './queries.ts'

/** A transfer with all money that came and went for it. */
export type WholeTransfer = TransferRecord & { receipts: ReceiptRecord[]; returns: ReturnRecord[] }

/** Holds these transfers until the commit, and reads all their money. Their orders are locked before. */
export async function lockTransfers(trx: TenantDb, tenantId: TenantId, ids: readonly TransferId[]): Promise<WholeTransfer[]> {
  return withMoney(trx, tenantId, await lockRows(trx, tenantId, ids))
}

/** The same transfers with their receipts and returns, oldest first. */
export async function withMoney(trx: TenantDb, tenantId: TenantId, rows: TransferRecord[]): Promise<WholeTransfer[]> {
  if (!rows.length) return []
  const ids = rows.map(({ id }) => id)
  const receipts = await listReceipts(trx, tenantId, ids)
  const returns = await listReturns(trx, tenantId, ids)
  return rows.map((row) => ({
    ...row,
    receipts: receipts.filter(({ transferId }) => transferId === row.id),
    returns: returns.filter(({ transferId }) => transferId === row.id),
  }))
}
