import { AppError, type reviews } from '@edurise/contracts'
import { z } from 'zod'
import { asTenant, type CallContext } from '../../context.ts'
import { pageOf, readCursor } from '../../paging.ts'
import { isPublic, listReviews } from './queries.ts'

const Cursor = z.tuple([z.string().regex(/^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/), z.uuid()])

export async function listCourseReviews(
  ctx: CallContext<typeof reviews.ofCourse>,
  { slug, cursor, limit }: z.output<typeof reviews.ofCourse.input>,
) {
  const after = readCursor(Cursor, cursor)
  const place = after && { at: after[0], id: after[1] }
  const [known, rows] = await asTenant(ctx, (trx) =>
    Promise.all([isPublic(trx, ctx.tenantId, slug), listReviews(trx, ctx.tenantId, slug, place, limit + 1)]),
  )
  if (!known) throw new AppError('COURSE_NOT_FOUND', {})
  const { items, nextCursor } = pageOf(rows, limit, ({ at, id }) => [at, id])
  return { items: items.map(({ at: _at, ...review }) => review), nextCursor }
}
