import { AppError, type PersonId, type TenantId, type TransferId } from '@edurise/contracts'
import { newId, type TenantDb } from '@edurise/db'
import { syncPayment } from '@edurise/jobs'
import type { Platform } from '../../../context.ts'
import { returnBeyond } from './give-back.ts'
import { lockOrdersOf, placeTransfers, type TransferPlace, type TransferRecord } from '../queries.ts'
import { findAccount } from '../accounts/queries.ts'
import { insertReceipts, type NewReceipt } from './queries.ts'
import { lockTransfers, type WholeTransfer } from '../whole-transfer.ts'
import { openSuccessor } from '../succeed-transfer.ts'
import { heldMinor, isComplete, isUndone, stateAfter } from '../transfer.ts'

export interface Credit {
  transferId: TransferId
  /** The bank's booking that shows it; null when somebody says so. */
  lineId: string | null
  amountMinor: number
  currency: string
  requestKey: string
  reason: string
}

export interface Credited {
  /** Where the credit went: another transfer of the same order, when the one that was named had been undone. */
  transferId: TransferId
  paymentId: TransferRecord['paymentId']
  orderId: TransferRecord['orderId']
}

type Crediting = Pick<Platform, 'enqueue' | 'now'>

/**
 * Puts money that came to transfers, however many: above their accounts' limit as proposals that a second person confirms. Locks orders, then
 * transfers, each in the order of their ids; what follows is the payments' to settle, by jobs of this commit.
 */
export async function creditTransfers(
  trx: TenantDb,
  ctx: Crediting,
  tenantId: TenantId,
  by: PersonId,
  credits: readonly Credit[],
): Promise<Credited[]> {
  const at = ctx.now()
  const ids = [...new Set(credits.map(({ transferId }) => transferId))].sort()
  const orders = new Map((await lockOrdersOf(trx, tenantId, ids)).map((order) => [order.id, order]))
  const named = new Map((await lockTransfers(trx, tenantId, ids)).map((transfer) => [transfer.id, transfer]))
  const limits = await limitsOf(trx, tenantId, [...named.values()])

  const receiving = new Map<TransferId, WholeTransfer>()
  const receipts: NewReceipt[] = []
  const credited: Credited[] = []
  for (const { transferId, amountMinor, currency, ...credit } of credits) {
    const known = named.get(transferId)
    if (!known || known.currency !== currency) throw new AppError('TRANSFER_NOT_FOUND', {})
    const transfer = isUndone(known) ? await openSuccessor(trx, ctx, tenantId, known) : known
    const target = receiving.get(transfer.id) ?? transfer
    const limit = limits.get(target.accountId) ?? null
    const state = limit !== null && spokenFor(target) + amountMinor > limit ? 'proposed' : 'received'
    receipts.push({ ...credit, transferId: target.id, amountMinor, currency, state, proposedBy: by })
    receiving.set(target.id, { ...target, receipts: [...target.receipts, asReceipt(target.id, amountMinor, currency, state, by, at)] })
    credited.push({ transferId: target.id, paymentId: target.paymentId, orderId: target.orderId })
  }
  await insertReceipts(trx, tenantId, receipts, at)
  const given = [...receiving.values()].map((transfer) => ({ transfer, wanted: orders.get(transfer.orderId)?.state === 'open' }))
  await followCredits(trx, tenantId, given, at)
  await ctx.enqueue(trx, syncPayment, ...[...receiving.values()].map(({ paymentId }) => ({ paymentId })))
  return credited
}

async function limitsOf(trx: TenantDb, tenantId: TenantId, transfers: TransferRecord[]): Promise<Map<string, number | null>> {
  const limits = new Map<string, number | null>()
  for (const id of new Set(transfers.map(({ accountId }) => accountId)))
    limits.set(id, (await findAccount(trx, tenantId, id))?.twoPersonAboveMinor ?? null)
  return limits
}

/** All that one person's word has brought so far: an approval in small parts needs a second person like a whole one. */
function spokenFor({ receipts }: WholeTransfer): number {
  return receipts.reduce((sum, { state, approvedBy, amountMinor }) => (state === 'withdrawn' || approvedBy ? sum : sum + amountMinor), 0)
}

function asReceipt(
  transferId: TransferId,
  amountMinor: number,
  currency: string,
  state: 'proposed' | 'received',
  proposedBy: PersonId,
  at: Date,
): WholeTransfer['receipts'][number] {
  const receivedAt = state === 'received' ? at.toISOString() : null
  const unknown = { id: '', lineId: null, approvedBy: null, reason: '', requestKey: '' }
  return { ...unknown, transferId, amountMinor, currency, state, proposedBy, createdAt: at.toISOString(), receivedAt }
}

const moreDays = 7 * 24 * 3_600_000

/**
 * Where transfers stand after money came or was taken back, however many, in one statement. A part for an order that nobody waits for any more goes back;
 * else the payer has time for the rest.
 */
export async function followCredits(
  trx: TenantDb,
  tenantId: TenantId,
  given: readonly { transfer: WholeTransfer; wanted: boolean }[],
  at: Date,
): Promise<void> {
  const places: TransferPlace[] = []
  for (const { transfer, wanted } of given) {
    const state = stateAfter(transfer)
    const part = !isComplete(transfer) && heldMinor(transfer) > 0
    const over = part && state === 'part_paid' && !wanted
    if (over) await returnBeyond(trx, tenantId, transfer, 0, at)
    const later = new Date(Math.max(Date.parse(transfer.deadlineAt), at.getTime() + moreDays))
    const deadlineAt = part && !over ? later.toISOString() : transfer.deadlineAt
    places.push({ id: transfer.id, state: over ? 'expired' : state, deadlineAt })
  }
  await placeTransfers(trx, tenantId, places, at)
}

/** A credit of a bank's booking, with a key of its own: a booking pays once. */
export function creditOfLine(line: { id: string; amountMinor: number; currency: string }, transferId: TransferId): Credit {
  return { transferId, lineId: line.id, amountMinor: line.amountMinor, currency: line.currency, requestKey: newId<string>(), reason: '' }
}
