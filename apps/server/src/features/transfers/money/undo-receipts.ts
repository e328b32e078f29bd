import type { PersonId, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { syncPayment } from '@edurise/jobs'
import type { Platform } from '../../../context.ts'
import { followCredits } from './credit-transfers.ts'
import { dropReturns, returnBeyond } from './give-back.ts'
import { writeTransfer } from '../queries.ts'
import { openReturn, withdrawReceipts, type ReceiptRecord } from './queries.ts'
import type { WholeTransfer } from '../whole-transfer.ts'
import { tellPayer } from '../transfer-mails.ts'
import { heldMinor, isUndone, stateAfter } from '../transfer.ts'

/**
 * Takes receipts back that were no money of this payer. If the price is not complete without them, the payment is undone, and with it what it had opened; what
 * rightly came in part goes back. The caller holds order and transfer.
 * @param wanted whether the order still waits to be paid
 */
export async function undoReceipts(
  trx: TenantDb,
  ctx: Pick<Platform, 'enqueue' | 'now'>,
  tenantId: TenantId,
  transfer: WholeTransfer,
  wrong: readonly ReceiptRecord[],
  { by, reason, wanted }: { by: PersonId; reason: string; wanted: boolean },
): Promise<void> {
  const at = ctx.now()
  const ids = wrong.map(({ id }) => id)
  const undone = isUndone(transfer)
  const wasComplete = !undone && heldMinor(transfer) >= transfer.amountMinor
  await withdrawReceipts(trx, tenantId, ids, { by, reason, at })
  await ctx.enqueue(trx, syncPayment, { paymentId: transfer.paymentId })

  // What was to go back as surplus may be what never came: what is left of it is put on the list anew.
  const unsent = (of: 'sale' | 'surplus') => transfer.returns.filter((one) => one.of === of && one.state === 'pending')
  const dropped = unsent('surplus')
  await dropReturns(
    trx,
    tenantId,
    dropped.map(({ id }) => id),
    at,
  )
  const left = {
    ...transfer,
    receipts: transfer.receipts.filter(({ id }) => !ids.includes(id)),
    returns: transfer.returns.filter((one) => !dropped.includes(one)),
  }
  if (wasComplete && heldMinor(left) >= transfer.amountMinor) {
    await returnBeyond(trx, tenantId, left, transfer.amountMinor, at)
    return writeTransfer(trx, tenantId, transfer.id, { state: stateAfter(left), at })
  }
  if (!wasComplete && !undone) return followCredits(trx, tenantId, [{ transfer: left, wanted }], at)

  await returnBeyond(trx, tenantId, left, 0, at)
  if (undone) return
  await takeCaptureBack(trx, tenantId, transfer, by, at)
  await dropReturns(
    trx,
    tenantId,
    unsent('sale').map(({ id }) => id),
    at,
  )
  await writeTransfer(trx, tenantId, transfer.id, { state: 'refused', message: reason, at })
  await tellPayer(trx, ctx, tenantId, transfer, 'transfer_undone', { message: reason, key: 'undone' })
}

/** No money moves: the price was never complete. What had been sent back of it already is gone for good, and stays a refund. */
async function takeCaptureBack(trx: TenantDb, tenantId: TenantId, transfer: WholeTransfer, by: PersonId, at: Date): Promise<void> {
  const { id: transferId, currency, returns } = transfer
  const sentMinor = returns.reduce((sum, { of, state, amountMinor }) => (of === 'sale' && state === 'sent' ? sum + amountMinor : sum), 0)
  const amountMinor = transfer.amountMinor - sentMinor
  if (amountMinor <= 0) return
  const idempotencyKey = `undo:${transferId}`
  await openReturn(trx, { tenantId, transferId, idempotencyKey, amountMinor, currency, of: 'undo', state: 'sent', doneBy: by, at })
}
