import { AppError, type TransferReturn, type transfers } from '@edurise/contracts'
import { syncPayment } from '@edurise/jobs'
import { z } from 'zod'
import { asTenant, type CallContext } from '../../../context.ts'
import { orderName } from '../../../order-name.ts'
import { pageOf, readCursor } from '../../../paging.ts'
import { recordAudit } from '../../audit/index.ts'
import { settleReturns } from '../money/queries.ts'
import { printReference } from '../reference.ts'
import { settleNow } from './decide-transfer.ts'
import { findReturn, listReturns } from './queries.ts'

const Cursor = z.tuple([z.string(), z.uuid()])

type Row = NonNullable<Awaited<ReturnType<typeof findReturn>>>

function viewOf({ number, orderedAt, reference, paymentId: _paymentId, ...row }: Row): TransferReturn {
  return { ...row, reference: printReference(reference), orderNumber: orderName({ number, createdAt: orderedAt }) }
}

export async function readReturns(
  ctx: CallContext<typeof transfers.returns>,
  { state, cursor, limit }: z.output<(typeof transfers.returns)['input']>,
): Promise<{ items: TransferReturn[]; nextCursor: string | null }> {
  const [at, id] = readCursor(Cursor, cursor) ?? []
  const after = at && id ? { at, id } : undefined
  const rows = await asTenant(ctx, (trx) => listReturns(trx, ctx.tenantId, { state, after, limit: limit + 1 }))
  const { items, nextCursor } = pageOf(rows, limit, (last) => [last.createdAt, last.id])
  return { items: items.map(viewOf), nextCursor }
}

/** The money was sent back, or could not be. Said once: the first word counts. */
export async function settleReturn(
  ctx: CallContext<typeof transfers.settleReturn>,
  { returnId, outcome, bankRef }: z.output<(typeof transfers.settleReturn)['input']>,
): Promise<TransferReturn> {
  const { tenantId, person } = ctx
  const row = await asTenant(ctx, async (trx) => {
    const found = await findReturn(trx, tenantId, returnId)
    if (!found) throw new AppError('RETURN_NOT_FOUND', {})
    const at = ctx.now()
    if (await settleReturns(trx, tenantId, [returnId], { state: outcome, bankRef, by: person.id, at })) {
      await ctx.enqueue(trx, syncPayment, { paymentId: found.paymentId })
      const { orderId, amountMinor, currency } = found
      const after = { returnId, outcome, bankRef, amountMinor, currency }
      await recordAudit(trx, { tenantId, actorId: person.id, action: 'transfers.settleReturn', object: `order:${orderId}`, after, at })
    }
    return found
  })
  await settleNow(ctx, row)
  return asTenant(ctx, async (trx) => viewOf((await findReturn(trx, tenantId, returnId)) ?? row))
}
