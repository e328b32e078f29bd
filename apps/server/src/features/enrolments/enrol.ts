import { AppError, type CourseId, type EnrolmentId, type LessonId } from '@edurise/contracts'
import { refreshListing } from '@edurise/jobs'
import { asTenant, type MemberContext } from '../../context.ts'
import { addressOf } from '../../addresses.ts'
import { findOffer } from '../courses/index.ts'
import { queueMail } from '../notifications/index.ts'
import { grantAccess } from './access/grant-access.ts'
import { hasLiveGrant, openEnrolment } from './access/queries.ts'
import { nextLesson } from './completion.ts'
import { findStanding, insertFreeOrder } from './queries.ts'

/** Into a course that costs nothing, by way of an order like any other. A second click finds what the first made. */
export function enrol(
  ctx: MemberContext,
  { courseId }: { courseId: CourseId },
): Promise<{ enrolmentId: EnrolmentId; firstLessonId: LessonId | null }> {
  const { tenantId, person } = ctx
  const learner = { tenantId, courseId, personId: person.id }
  return asTenant(ctx, async (trx) => {
    const offer = await findOffer(trx, tenantId, courseId)
    if (offer?.state !== 'published') throw new AppError('COURSE_NOT_FOUND', {})
    const { slug, title, refundDays, tenantName, teacherName, currency } = offer
    if (offer.priceMinor > 0) throw new AppError('COURSE_NOT_FREE', { slug })

    const at = ctx.now()
    // Holds the enrolment: of two clicks at once, the second waits here until the first is through.
    const enrolmentId = await openEnrolment(trx, learner, at)
    if (!(await hasLiveGrant(trx, learner))) {
      const { orderId, lineId } = await insertFreeOrder(trx, {
        ...learner,
        buyerName: person.name,
        buyerEmail: person.email,
        title,
        currency,
        offer: { title, slug, refundDays, tenantName, teacherName },
        locale: ctx.locale,
        returnOrigin: ctx.origin,
        at,
      })
      await grantAccess(trx, { ...learner, sourceKind: 'order_line', sourceId: lineId, at })
      await ctx.enqueue(trx, refreshListing, { tenantId, courseId })
      await queueMail(trx, ctx, {
        tenantId,
        effectKey: `enrolled:${orderId}`,
        kind: 'enrolled',
        personId: person.id,
        orderId,
        to: person.email,
        locale: ctx.locale,
        data: {
          name: person.name,
          tenantName,
          courseTitle: title,
          url: addressOf({ returnOrigin: ctx.origin, locale: ctx.locale }, `/learn/${slug}`),
        },
      })
    }
    const standing = await findStanding(trx, tenantId, courseId, person.id)
    const next = standing && nextLesson(standing.lessons, new Set(standing.done), standing.lastLessonId)
    return { enrolmentId, firstLessonId: next?.id ?? standing?.lessons[0]?.id ?? null }
  })
}
