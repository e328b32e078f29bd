import { AppError, CourseId, Instant, type CourseDraft, type courses } from '@edurise/contracts'
import { z } from 'zod'
import { asTenant, type MemberContext } from '../../context.ts'
import { pageOf, readCursor } from '../../paging.ts'
import { coverOf } from '../files/index.ts'
import { authorOf } from './change-course.ts'
import { checksOf } from './checks.ts'
import { findDraft, listCourses, listOutline } from './queries.ts'

const Cursor = z.tuple([Instant, CourseId])

export async function listMyCourses(
  ctx: MemberContext,
  { state, cursor, limit }: z.output<typeof courses.mine.input>,
): Promise<z.input<typeof courses.mine.output>> {
  const { tenantId } = ctx
  const [at, id] = readCursor(Cursor, cursor) ?? []
  const after = at && id ? { at, id } : undefined
  const rows = await asTenant(ctx, (trx) => listCourses(trx, { tenantId, author: authorOf(ctx), state, after, limit: limit + 1 }))
  const { items, nextCursor } = pageOf(rows, limit, (last) => [last.updatedAt, last.id])
  return { items: items.map((row) => ({ ...row, cover: coverOf(ctx.files, { tenantId, slug: row.slug, cover: row.cover }) })), nextCursor }
}

export function readDraft(ctx: MemberContext, { courseId }: { courseId: CourseId }): Promise<CourseDraft> {
  const { tenantId } = ctx
  return asTenant(ctx, async (trx) => {
    const [course, outline] = await Promise.all([findDraft(trx, tenantId, courseId, authorOf(ctx)), listOutline(trx, tenantId, courseId)])
    if (!course) throw new AppError('COURSE_NOT_FOUND', {})
    const checks = checksOf(
      course,
      outline.flatMap(({ lessons }) => lessons),
    )
    const unready = new Set(checks.filter(({ required }) => required).flatMap(({ lessons }) => lessons))
    const modules = outline.map(({ id, title, lessons }) => ({
      id,
      title,
      lessons: lessons.map((lesson) => ({
        id: lesson.id,
        title: lesson.title,
        kind: lesson.kind,
        minutes: lesson.minutes,
        preview: lesson.preview,
        ready: !unready.has(lesson.id),
      })),
    }))
    return { ...course, cover: coverOf(ctx.files, { tenantId, ...course }), modules, checks }
  })
}
