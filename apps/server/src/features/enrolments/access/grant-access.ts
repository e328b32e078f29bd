import type { CourseId, EnrolmentId, PersonId, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import {
  closeEnrolment,
  closeGrants,
  hasLiveGrant,
  lockEnrolment,
  makeStudent,
  openEnrolment,
  openGrant,
  type Deed,
  type Learner,
  type Source,
} from './queries.ts'

/**
 * Opens a course to a person. One source grants once, however often it is asked; a source that had ended is revived, and the
 * enrolment with it, with everything that was learned. The enrolment's row is held first: lock order, then payment, before calling.
 */
export async function grantAccess(
  trx: TenantDb,
  { at, ...grant }: Learner & Source & Deed & { at: Date },
): Promise<{ enrolmentId: EnrolmentId; granted: boolean }> {
  const enrolmentId = await openEnrolment(trx, grant, at)
  const granted = (await openGrant(trx, grant, at, { revive: true })) !== undefined
  if (granted) await makeStudent(trx, grant, at)
  return { enrolmentId, granted }
}

/** Takes back what one source granted. The enrolment is closed only when no other source carries it; progress stays. */
export async function endGrants(
  trx: TenantDb,
  { at, ...grant }: Learner & Source & Deed & { at: Date; reason: string },
): Promise<{ ended: boolean; closed: boolean }> {
  if (!(await lockEnrolment(trx, grant))) return { ended: false, closed: false }
  const ended = await closeGrants(trx, grant, at)
  return { ended, closed: await closeEnrolment(trx, grant) }
}

/** Whether any grant of this course to this person is live. */
export function hasAccess(trx: TenantDb, tenantId: TenantId, courseId: CourseId, personId: PersonId): Promise<boolean> {
  return hasLiveGrant(trx, { tenantId, courseId, personId })
}
