import { AppError, type AccessSource, type enrolments } from '@edurise/contracts'
import { refreshListing } from '@edurise/jobs'
import type { z } from 'zod'
import { asTenant, type CallContext } from '../../../context.ts'
import { addressOf } from '../../../addresses.ts'
import { recordAudit } from '../../audit/index.ts'
import { queueMail } from '../../notifications/index.ts'
import { endGrants } from './grant-access.ts'
import { sourceView } from './list-sources.ts'
import { findHeldSource, findSource } from './queries.ts'

/** Takes back what an admin gave, and nothing else. What has ended stays as it ended. */
export function takeAccess(
  ctx: CallContext<typeof enrolments.revoke>,
  { grantId, reason }: z.output<typeof enrolments.revoke.input>,
): Promise<AccessSource> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const held = await findHeldSource(trx, tenantId, grantId)
    if (!held) throw new AppError('GRANT_NOT_FOUND', {})
    const { name, email: to, locale, tenantName, ...grant } = held
    if (grant.source !== 'admin') throw new AppError('GRANT_IS_PAID', { orderId: grant.orderId })
    if (grant.endedAt !== null) return sourceView(grant)

    const at = ctx.now()
    const { personId, courseId, courseTitle, courseSlug, sourceId } = grant
    const learner = { tenantId, personId, courseId }
    const { ended, closed } = await endGrants(trx, { ...learner, sourceKind: 'admin', sourceId, at, reason, actorId: person.id })
    if (!ended) {
      // Of two who take it back at once, the first one's reason stands.
      const theirs = await findSource(trx, tenantId, grantId)
      return sourceView(theirs ?? grant)
    }
    await recordAudit(trx, {
      tenantId,
      actorId: person.id,
      action: 'enrolments.revoke',
      object: `person:${personId}`,
      before: { grantId, courseId },
      after: { reason },
      at,
    })
    if (closed && name !== null && to !== null && locale !== null) {
      const url = addressOf({ returnOrigin: ctx.origin, locale }, `/courses/${courseSlug}`)
      await queueMail(trx, ctx, {
        tenantId,
        personId,
        to,
        locale,
        effectKey: `access_taken:${grantId}`,
        kind: 'access_taken',
        data: { name, tenantName, courseTitle, url },
      })
    }
    await ctx.enqueue(trx, refreshListing, { tenantId, courseId })
    return sourceView({ ...grant, endedAt: at.toISOString(), endedReason: reason })
  })
}
