import { AppError, type AccessSource, type enrolments } from '@edurise/contracts'
import { refreshListing } from '@edurise/jobs'
import type { z } from 'zod'
import { asTenant, type CallContext } from '../../../context.ts'
import { addressOf } from '../../../addresses.ts'
import { recordAudit } from '../../audit/index.ts'
import { queueMail } from '../../notifications/index.ts'
import { sourceView } from './list-sources.ts'
import { closeEnrolment, findGrantee, findSourceOf, makeStudent, openEnrolment, openGrant } from './queries.ts'

/** An admin opens a course to somebody. The key of the click is the source: sent twice, it grants once. */
export function giveAccess(
  ctx: CallContext<typeof enrolments.grant>,
  { personId, courseId, reason, requestKey }: z.output<typeof enrolments.grant.input>,
): Promise<AccessSource> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const grantee = await findGrantee(trx, tenantId, personId, courseId)
    if (!grantee) throw new AppError('PERSON_NOT_FOUND', {})
    const { courseTitle, courseSlug } = grantee
    if (courseTitle === null || courseSlug === null) throw new AppError('COURSE_NOT_FOUND', {})

    const at = ctx.now()
    const source = { tenantId, personId, courseId, sourceKind: 'admin', sourceId: requestKey } as const
    // Holds the enrolment: of two clicks at once, the second waits here until the first is through.
    await openEnrolment(trx, source, at)
    const id = await openGrant(trx, { ...source, reason, actorId: person.id }, at, { revive: false })
    if (!id) {
      await closeEnrolment(trx, source)
      const first = await findSourceOf(trx, source)
      if (!first) throw new Error(`grant ${requestKey} conflicts with one that is not there`)
      return sourceView(first)
    }
    await makeStudent(trx, source, at)
    await recordAudit(trx, {
      tenantId,
      actorId: person.id,
      action: 'enrolments.grant',
      object: `person:${personId}`,
      after: { grantId: id, courseId, reason },
      at,
    })
    const { name, email: to, locale, tenantName } = grantee
    const url = addressOf({ returnOrigin: ctx.origin, locale }, `/learn/${courseSlug}`)
    await queueMail(trx, ctx, {
      tenantId,
      personId,
      to,
      locale,
      effectKey: `access_given:${id}`,
      kind: 'access_given',
      data: { name, tenantName, courseTitle, url },
    })
    await ctx.enqueue(trx, refreshListing, { tenantId, courseId })
    return {
      id,
      courseId,
      courseTitle,
      source: 'admin',
      orderId: null,
      orderNumber: null,
      reason,
      startsAt: at.toISOString(),
      endedAt: null,
      endedReason: null,
    }
  })
}
