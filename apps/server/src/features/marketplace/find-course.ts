import { AppError, type CoursePage } from '@edurise/contracts'
import { asTenant, type TenantContext } from '../../context.ts'
import { firstReviews } from '../reviews/index.ts'
import { findCoursePage } from './queries.ts'
import { showListing } from './show-listing.ts'

export async function findCourse(ctx: TenantContext, { slug }: { slug: string }): Promise<CoursePage> {
  const [course, opinions] = await asTenant(ctx, (trx) =>
    Promise.all([findCoursePage(trx, ctx.tenantId, slug), firstReviews(trx, ctx.tenantId, slug)]),
  )
  if (!course) throw new AppError('COURSE_NOT_FOUND', {})
  const { description, descriptionHtml, outcomes, faq, modules, refundDays, publishedAt, updatedAt } = course
  return {
    ...showListing(ctx.files, course),
    ...opinions,
    description,
    descriptionHtml,
    outcomes,
    faq,
    modules,
    teacher: { id: course.teacherId, name: course.teacherName, bio: course.teacherBio },
    refundDays,
    publishedAt,
    updatedAt,
  }
}
