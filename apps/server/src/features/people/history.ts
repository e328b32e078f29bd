import { AppError, type people, type PersonEvent } from '@edurise/contracts'
import { z } from 'zod'
import { asTenant, type CallContext } from '../../context.ts'
import { orderName } from '../../order-name.ts'
import { pageOf, readCursor } from '../../paging.ts'
import { hasPerson, listHistory, type HistoryRow } from './queries.ts'

const Moment = z.string().regex(/^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/)
const Cursor = z.tuple([Moment, z.uuid(), z.string().max(40)])

function eventOf({ at, kind, detail, reason, actorName, orderId, orderNumber, orderedAt }: HistoryRow): PersonEvent {
  const number = orderNumber !== null && orderedAt !== null ? orderName({ number: orderNumber, createdAt: orderedAt }) : ''
  return { at, kind, detail: detail ?? number, reason, actorName, orderId }
}

/** What happened between a person and this tenant, newest first. */
export function readHistory(
  ctx: CallContext<typeof people.history>,
  { personId, cursor, limit }: z.output<typeof people.history.input>,
): Promise<z.input<typeof people.history.output>> {
  const [position, id, kind] = readCursor(Cursor, cursor) ?? []
  const after = position && id && kind ? { position, id, kind } : undefined
  return asTenant(ctx, async (trx) => {
    const [known, rows] = await Promise.all([
      hasPerson(trx, ctx.tenantId, personId),
      listHistory(trx, ctx.tenantId, personId, { after, limit: limit + 1 }),
    ])
    if (!known) throw new AppError('PERSON_NOT_FOUND', {})
    const { items, nextCursor } = pageOf(rows, limit, (last) => [last.position, last.id, last.kind])
    return { items: items.map(eventOf), nextCursor }
  })
}
