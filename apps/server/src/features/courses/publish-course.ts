import { AppError, type CourseId, type CourseState } from '@edurise/contracts'
import type { MemberContext } from '../../context.ts'
import { recordAudit } from '../audit/index.ts'
import { writeListing } from '../marketplace/index.ts'
import { inOwnCourse } from './change-course.ts'
import { checksOf, missingOf } from './checks.ts'
import { listOutline, markArchived, markPublished } from './queries.ts'

/** Opens a course to the market. Asked again, it answers what is so already. */
export function publishCourse(ctx: MemberContext, { courseId }: { courseId: CourseId }): Promise<{ slug: string; publishedAt: string }> {
  const { tenantId, person } = ctx
  return inOwnCourse(ctx, courseId, async (trx, course) => {
    const { slug, state } = course
    if (state === 'published' && course.publishedAt) return { slug, publishedAt: course.publishedAt }
    const modules = await listOutline(trx, tenantId, courseId)
    const missing = missingOf(
      checksOf(
        course,
        modules.flatMap(({ lessons }) => lessons),
      ),
    )
    if (missing.length) throw new AppError('COURSE_NOT_READY', { missing })

    const at = ctx.now()
    const publishedAt = await markPublished(trx, tenantId, courseId, at)
    await writeListing(trx, tenantId, courseId)
    await recordAudit(trx, {
      tenantId,
      actorId: person.id,
      action: 'course.published',
      object: `course:${courseId}`,
      before: { state },
      after: { state: 'published' },
      at,
    })
    return { slug, publishedAt }
  })
}

/** Takes a course off the market. Who is enrolled keeps it. */
export function archiveCourse(ctx: MemberContext, { courseId }: { courseId: CourseId }): Promise<{ state: CourseState }> {
  const { tenantId, person } = ctx
  return inOwnCourse(ctx, courseId, async (trx, { state }) => {
    if (state === 'archived') return { state }
    const at = ctx.now()
    await markArchived(trx, tenantId, courseId, at)
    await writeListing(trx, tenantId, courseId)
    await recordAudit(trx, {
      tenantId,
      actorId: person.id,
      action: 'course.archived',
      object: `course:${courseId}`,
      before: { state },
      after: { state: 'archived' },
      at,
    })
    return { state: 'archived' }
  })
}
