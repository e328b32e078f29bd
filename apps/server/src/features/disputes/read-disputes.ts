import { AppError, DisputeId, Instant, type disputes, type DisputeDetails } from '@edurise/contracts'
import { z } from 'zod'
import { asTenant, type CallContext } from '../../context.ts'
import { pageOf, readCursor } from '../../paging.ts'
import { detailsView, rowView } from './dispute-view.ts'
import { findSaleRecord } from './evidence/queries.ts'
import { packOf } from './evidence/write-pack.ts'
import { countDisputes, findDispute, listDisputes } from './queries.ts'

const Cursor = z.tuple([Instant.nullable(), DisputeId])

/** How long before its time is over a dispute counts as urgent. */
export const soonDays = 3

export async function listOfDesk(
  ctx: CallContext<typeof disputes.list>,
  { view, cursor, limit }: z.output<typeof disputes.list.input>,
): Promise<z.input<typeof disputes.list.output>> {
  const from = readCursor(Cursor, cursor)
  const after = from && { at: from[0], id: from[1] }
  const rows = await asTenant(ctx, (trx) => listDisputes(trx, ctx.tenantId, { view, after, limit: limit + 1 }))
  const { items, nextCursor } = pageOf(rows, limit, ({ id, dueAt, openedAt }) => [view === 'open' ? dueAt : openedAt, id])
  return { items: items.map(rowView), nextCursor }
}

export function countOfDesk(ctx: CallContext<typeof disputes.count>): Promise<{ open: number; dueSoon: number }> {
  const now = ctx.now()
  return asTenant(ctx, (trx) => countDisputes(trx, ctx.tenantId, now, new Date(now.getTime() + soonDays * 24 * 3_600_000)))
}

/** A dispute with our answer: as it stands, or as it would be written from what we know now. */
export function readDispute(ctx: CallContext<typeof disputes.byId>, { disputeId }: { disputeId: DisputeId }): Promise<DisputeDetails> {
  return asTenant(ctx, async (trx) => {
    const dispute = await findDispute(trx, ctx.tenantId, disputeId)
    if (!dispute) throw new AppError('DISPUTE_NOT_FOUND', {})
    if (dispute.pack) return detailsView(ctx, dispute, dispute.pack)
    const sale = await findSaleRecord(trx, ctx.tenantId, dispute.orderId, dispute.paymentId)
    if (!sale) throw new Error(`dispute ${disputeId} has no sale`)
    return detailsView(ctx, dispute, packOf(sale))
  })
}
