import { AppError, type CourseId, type Permission } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { asTenant, type MemberContext } from '../../context.ts'
import { writeListing } from '../marketplace/index.ts'
import { lockCourse, touchCourse, type Author } from './queries.ts'

/** Teachers author their own courses; who may author any has no bounds in the tenant. Another's course is unknown. */
export function authorOf({ person, permissions }: Pick<MemberContext, 'person' | 'permissions'>): Author {
  const all: Permission = 'courses.authorAny'
  return permissions.has(all) ? 'anybody' : person.id
}

export type LockedCourse = NonNullable<Awaited<ReturnType<typeof lockCourse>>>

/** One transaction that holds a course of the caller's. */
export function inOwnCourse<T>(
  ctx: MemberContext,
  courseId: CourseId,
  work: (trx: TenantDb, course: LockedCourse) => Promise<T>,
): Promise<T> {
  return asTenant(ctx, async (trx) => {
    const course = await lockCourse(trx, ctx.tenantId, courseId, authorOf(ctx))
    if (!course) throw new AppError('COURSE_NOT_FOUND', {})
    return work(trx, course)
  })
}

/** The same for a change of the outline or of a lesson: the course was worked on, and the market sees it if the course is there. */
export function changeOutline<T>(
  ctx: MemberContext,
  courseId: CourseId,
  work: (trx: TenantDb, course: LockedCourse) => Promise<T>,
): Promise<T> {
  return inOwnCourse(ctx, courseId, async (trx, course) => {
    const result = await work(trx, course)
    await touchCourse(trx, ctx.tenantId, courseId, ctx.now())
    if (course.state === 'published') await writeListing(trx, ctx.tenantId, courseId)
    return result
  })
}
