import { AppError, GrantId, Instant, type AccessSource, type enrolments } from '@edurise/contracts'
import { z } from 'zod'
import { asTenant, type CallContext } from '../../../context.ts'
import { orderName } from '../../../order-name.ts'
import { pageOf, readCursor } from '../../../paging.ts'
import { hasPerson } from '../../people/index.ts'
import { listSourcesOf, type SourceRow } from './queries.ts'

const Cursor = z.tuple([Instant, GrantId])

export function sourceView({
  personId: _personId,
  courseSlug: _slug,
  sourceId: _source,
  orderNumber,
  orderedAt,
  ...row
}: SourceRow): AccessSource {
  const number = orderNumber !== null && orderedAt !== null ? orderName({ number: orderNumber, createdAt: orderedAt }) : null
  return { ...row, orderNumber: number }
}

/** Every reason why somebody may, or might, use a course of this tenant. */
export function listSources(
  ctx: CallContext<typeof enrolments.sources>,
  { personId, cursor, limit }: z.output<typeof enrolments.sources.input>,
): Promise<z.input<typeof enrolments.sources.output>> {
  const [at, id] = readCursor(Cursor, cursor) ?? []
  return asTenant(ctx, async (trx) => {
    const [known, rows] = await Promise.all([
      hasPerson(trx, ctx.tenantId, personId),
      listSourcesOf(trx, ctx.tenantId, personId, { after: at && id ? { at, id } : undefined, limit: limit + 1 }),
    ])
    if (!known) throw new AppError('PERSON_NOT_FOUND', {})
    const { items, nextCursor } = pageOf(rows, limit, (last) => [last.startsAt, last.id])
    return { items: items.map(sourceView), nextCursor }
  })
}
