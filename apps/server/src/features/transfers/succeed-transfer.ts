import { AppError, type TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import type { Platform } from '../../context.ts'
import { openPayment } from '../payments/index.ts'
import { findNewestTransfer, findTransferOfPayment, insertTransfer, isGivenBack, type TransferRecord } from './queries.ts'
import { lockTransfers, type WholeTransfer } from './whole-transfer.ts'
import { newReference } from './reference.ts'
import { bank, isUndone } from './transfer.ts'

/**
 * The transfer that money for an undone one belongs to. A payment whose capture was taken back is over; the order's next payment, with a reference of its
 * own, takes what still comes. The caller holds the order.
 */
export async function openSuccessor(
  trx: TenantDb,
  { now }: Pick<Platform, 'now'>,
  tenantId: TenantId,
  undone: TransferRecord,
): Promise<WholeTransfer> {
  const newest = await findNewestTransfer(trx, tenantId, undone.orderId, undone.id)
  const [known] = newest ? await lockTransfers(trx, tenantId, [newest.id]) : []
  if (known && !isUndone(known)) return known

  // Settled a moment later by its job: money that came before that would be taken for a second payment.
  if (!(await isGivenBack(trx, tenantId, undone.paymentId))) throw new AppError('TRANSFER_DECIDED', { state: undone.state })
  const at = now()
  const { orderId, personId, accountId, amountMinor, currency, account } = undone
  const payment = await openPayment(trx, { tenantId, orderId, personId, provider: 'bank_transfer', ...bank, amountMinor, currency, at })
  const successor =
    (await findTransferOfPayment(trx, tenantId, payment.id)) ??
    (await insertTransfer(trx, {
      tenantId,
      paymentId: payment.id,
      orderId,
      personId,
      accountId,
      amountMinor,
      currency,
      account,
      at,
      reference: newReference(),
      deadlineAt: new Date(at.getTime() + 7 * 24 * 3_600_000),
    }))
  if (!successor) throw new Error(`payment ${payment.id} has no transfer`)
  return { ...successor, receipts: [], returns: [] }
}
