import { AppError, type TransferDetails, type TransferId, type transfers, type TransferState } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { syncPayment } from '@edurise/jobs'
import type { z } from 'zod'
import { asTenant, type MemberContext } from '../../../context.ts'
import { recordAudit } from '../../audit/index.ts'
import { lookAndSettle } from '../../payments/index.ts'
import { creditTransfers, followCredits, type Credited } from '../money/credit-transfers.ts'
import { returnBeyond } from '../money/give-back.ts'
import { lockTransfer } from '../lock-transfer.ts'
import { writeTransfer, type TransferRecord } from '../queries.ts'
import { findAccount } from '../accounts/queries.ts'
import { approveReceipt, findReceiptByKey, withdrawReceipts } from '../money/queries.ts'
import { lockTransfers } from '../whole-transfer.ts'
import { tellPayer } from '../transfer-mails.ts'
import { undoReceipts } from '../money/undo-receipts.ts'
import { readDetails } from './read-inbox.ts'

type Input<Name extends keyof typeof transfers> = z.output<(typeof transfers)[Name]['input']>
type Named = Pick<TransferRecord, 'orderId' | 'paymentId'>

/** What was committed is settled at once, so that who decided sees what follows; the job of the same commit does it if this process dies now. */
export async function settleNow(ctx: MemberContext, { orderId, paymentId }: Named): Promise<void> {
  await lookAndSettle(ctx, ctx.tenantId, orderId, paymentId)
}

async function answer(ctx: MemberContext, transferId: TransferId, settled: Named | null): Promise<TransferDetails> {
  if (settled) await settleNow(ctx, settled)
  return asTenant(ctx, (trx) => readDetails(trx, ctx.tenantId, transferId, ctx.person.id))
}

function refuseIn(state: TransferState, states: readonly TransferState[]): void {
  if (states.includes(state)) throw new AppError('TRANSFER_DECIDED', { state })
}

function audit(trx: TenantDb, ctx: MemberContext, action: string, transferId: TransferId, orderId: string, after: object): Promise<void> {
  const { tenantId, person, now } = ctx
  return recordAudit(trx, { tenantId, actorId: person.id, action, object: `order:${orderId}`, after: { transferId, ...after }, at: now() })
}

/** The money is there: this much of it. The same `requestKey` again answers with the first approval. */
export async function approveTransfer(
  ctx: MemberContext,
  { transferId, amountMinor, requestKey, reason }: Input<'approve'>,
): Promise<TransferDetails> {
  const { tenantId, person } = ctx
  const settled = await asTenant(ctx, async (trx): Promise<Credited | null> => {
    const { transfer } = await lockTransfer(trx, tenantId, transferId)
    const known = await findReceiptByKey(trx, tenantId, requestKey)
    if (known) return null
    refuseIn(transfer.state, ['settled', 'second_wanted'])
    const { currency } = transfer
    const [credited] = await creditTransfers(trx, ctx, tenantId, person.id, [
      { transferId, lineId: null, amountMinor, currency, requestKey, reason },
    ])
    await audit(trx, ctx, 'transfers.approve', transferId, transfer.orderId, { amountMinor, currency, reason })
    return credited ?? null
  })
  return answer(ctx, transferId, settled)
}

/** The second person's word on a proposal. Once more, it changes nothing. */
export async function confirmTransfer(ctx: MemberContext, { transferId, receiptId }: Input<'confirm'>): Promise<TransferDetails> {
  const { tenantId, person } = ctx
  const settled = await asTenant(ctx, async (trx) => {
    const { transfer, order } = await lockTransfer(trx, tenantId, transferId)
    const receipt = transfer.receipts.find(({ id }) => id === receiptId)
    if (!receipt || receipt.state === 'withdrawn') throw new AppError('TRANSFER_DECIDED', { state: transfer.state })
    if (receipt.state === 'received') return null
    if (receipt.proposedBy === person.id) {
      const account = await findAccount(trx, tenantId, transfer.accountId)
      throw new AppError('SECOND_PERSON_NEEDED', { aboveMinor: account?.twoPersonAboveMinor ?? 0, currency: transfer.currency })
    }
    const at = ctx.now()
    await approveReceipt(trx, tenantId, receiptId, person.id, at)
    const [whole] = await lockTransfers(trx, tenantId, [transferId])
    if (whole) await followCredits(trx, tenantId, [{ transfer: whole, wanted: order.state === 'open' }], at)
    await ctx.enqueue(trx, syncPayment, { paymentId: transfer.paymentId })
    await audit(trx, ctx, 'transfers.confirm', transferId, transfer.orderId, { receiptId, amountMinor: receipt.amountMinor })
    return transfer
  })
  return answer(ctx, transferId, settled)
}

const moreDays = 3 * 24 * 3_600_000

/** Asks the payer for something: they have three days at least to answer. */
export async function askPayer(ctx: MemberContext, { transferId, message }: Input<'ask'>): Promise<TransferDetails> {
  const { tenantId } = ctx
  const settled = await asTenant(ctx, async (trx) => {
    const { transfer } = await lockTransfer(trx, tenantId, transferId)
    refuseIn(transfer.state, ['settled', 'second_wanted', 'refused', 'expired'])
    const at = ctx.now()
    const deadlineAt = new Date(Math.max(Date.parse(transfer.deadlineAt), at.getTime() + moreDays))
    // Of a part that came, the rest is still awaited.
    const state = transfer.state === 'part_paid' ? 'part_paid' : 'asked'
    await writeTransfer(trx, tenantId, transferId, { state, message, deadlineAt, at })
    await tellPayer(trx, ctx, tenantId, transfer, 'transfer_asked', { message, key: at.toISOString() })
    await ctx.enqueue(trx, syncPayment, { paymentId: transfer.paymentId })
    await audit(trx, ctx, 'transfers.ask', transferId, transfer.orderId, { message })
    return transfer
  })
  return answer(ctx, transferId, settled)
}

/** Ends a transfer. What came for it in part goes on the list to send back. */
export async function refuseTransfer(ctx: MemberContext, { transferId, message }: Input<'refuse'>): Promise<TransferDetails> {
  const { tenantId, person } = ctx
  const settled = await asTenant(ctx, async (trx) => {
    const { transfer } = await lockTransfer(trx, tenantId, transferId)
    refuseIn(transfer.state, ['settled', 'refused', 'expired'])
    const at = ctx.now()
    const proposed = transfer.receipts.filter(({ state }) => state === 'proposed').map(({ id }) => id)
    await withdrawReceipts(trx, tenantId, proposed, { by: person.id, reason: message, at })
    await returnBeyond(trx, tenantId, transfer, 0, at)
    await writeTransfer(trx, tenantId, transferId, { state: 'refused', message, at })
    await tellPayer(trx, ctx, tenantId, transfer, 'transfer_refused', { message, key: at.toISOString() })
    await ctx.enqueue(trx, syncPayment, { paymentId: transfer.paymentId })
    await audit(trx, ctx, 'transfers.refuse', transferId, transfer.orderId, { message })
    return transfer
  })
  return answer(ctx, transferId, settled)
}

/** Takes approvals or matches back that were a mistake: all of a transfer, or one. */
export async function undoTransfer(ctx: MemberContext, { transferId, reason, receiptId }: Input<'undo'>): Promise<TransferDetails> {
  const { tenantId, person } = ctx
  const settled = await asTenant(ctx, async (trx) => {
    const { transfer, order } = await lockTransfer(trx, tenantId, transferId)
    const wrong = transfer.receipts.filter(({ id, state }) => state !== 'withdrawn' && (receiptId === undefined || id === receiptId))
    if (!wrong.length) throw new AppError('TRANSFER_DECIDED', { state: transfer.state })
    await undoReceipts(trx, ctx, tenantId, transfer, wrong, { by: person.id, reason, wanted: order.state === 'open' })
    await audit(trx, ctx, 'transfers.undo', transferId, transfer.orderId, { reason, receipts: wrong.map(({ id }) => id) })
    return transfer
  })
  return answer(ctx, transferId, settled)
}
