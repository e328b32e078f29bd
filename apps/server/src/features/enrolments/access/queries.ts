import type { CourseId, EnrolmentId, GrantId, PersonId, TenantId } from '@edurise/contracts'
import { newId, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

export interface Learner {
  tenantId: TenantId
  personId: PersonId
  courseId: CourseId
}

export interface Source {
  sourceKind: 'order_line' | 'seat' | 'subscription' | 'coupon' | 'admin'
  sourceId: string
}

/** Makes the enrolment or wakes an ended one, and holds its row until the commit. What was learned stays. */
export async function openEnrolment(trx: TenantDb, { tenantId, personId, courseId }: Learner, at: Date): Promise<EnrolmentId> {
  const { id } = await trx
    .insertInto('enrolments')
    .values({
      tenant_id: tenantId,
      id: newId<EnrolmentId>(),
      person_id: personId,
      course_id: courseId,
      state: 'active',
      last_active_at: at,
      created_at: at,
    })
    .onConflict((known) =>
      known.columns(['tenant_id', 'course_id', 'person_id']).doUpdateSet((eb) => ({
        state: sql<
          'active' | 'completed'
        >`case when enrolments.state <> 'ended' then enrolments.state when enrolments.completed_at is null then 'active' else 'completed' end`,
        last_active_at: eb
          .case()
          .when('enrolments.state', '=', 'ended')
          .then(eb.ref('excluded.last_active_at'))
          .else(eb.ref('enrolments.last_active_at'))
          .end(),
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Inserts the grant of a source, or revives it. False when it stood already. */
export async function openGrant(
  trx: TenantDb,
  { tenantId, personId, courseId, sourceKind, sourceId }: Learner & Source,
  at: Date,
): Promise<boolean> {
  const row = await trx
    .insertInto('grants')
    .values({
      tenant_id: tenantId,
      id: newId<GrantId>(),
      person_id: personId,
      course_id: courseId,
      source_kind: sourceKind,
      source_id: sourceId,
      starts_at: at,
      ended_at: null,
      ended_reason: null,
    })
    .onConflict((known) =>
      known
        .columns(['tenant_id', 'source_kind', 'source_id', 'course_id', 'person_id'])
        .doUpdateSet((eb) => ({ starts_at: eb.ref('excluded.starts_at'), ended_at: null, ended_reason: null }))
        .where('grants.ended_at', 'is not', null),
    )
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Whoever is a member already stays what they are. */
export async function makeStudent(trx: TenantDb, { tenantId, personId }: Learner, at: Date): Promise<void> {
  await trx
    .insertInto('memberships')
    .values({ tenant_id: tenantId, person_id: personId, role: 'student', created_at: at })
    .onConflict((known) => known.columns(['tenant_id', 'person_id']).doNothing())
    .execute()
}

/** Holds the enrolment until the commit. */
export function lockEnrolment(trx: TenantDb, { tenantId, personId, courseId }: Learner) {
  return trx
    .selectFrom('enrolments')
    .select(['id', 'state', 'lessons_done as lessonsDone', 'completed_at as completedAt'])
    .where('tenant_id', '=', tenantId)
    .where('course_id', '=', courseId)
    .where('person_id', '=', personId)
    .forUpdate()
    .executeTakeFirst()
}

/** Ends the live grants of one source. */
export async function closeGrants(
  trx: TenantDb,
  { tenantId, personId, courseId, sourceKind, sourceId }: Learner & Source,
  at: Date,
  reason: string,
) {
  await trx
    .updateTable('grants')
    .set({ ended_at: at, ended_reason: reason })
    .where('tenant_id', '=', tenantId)
    .where('source_kind', '=', sourceKind)
    .where('source_id', '=', sourceId)
    .where('course_id', '=', courseId)
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .execute()
}

/** Ends the enrolment unless another grant carries it. */
export async function closeEnrolment(trx: TenantDb, { tenantId, personId, courseId }: Learner): Promise<void> {
  await trx
    .updateTable('enrolments')
    .set({ state: 'ended' })
    .where('tenant_id', '=', tenantId)
    .where('course_id', '=', courseId)
    .where('person_id', '=', personId)
    .where((eb) => eb.not(eb.exists(liveGrant(eb.selectFrom('grants'), { tenantId, personId, courseId }))))
    .execute()
}

function liveGrant<Query extends ReturnType<typeof grantsOf>>(grants: Query, { tenantId, personId, courseId }: Learner) {
  return grants
    .select('grants.id')
    .where('grants.tenant_id', '=', tenantId)
    .where('grants.person_id', '=', personId)
    .where('grants.course_id', '=', courseId)
    .where('grants.ended_at', 'is', null)
}

function grantsOf(trx: TenantDb) {
  return trx.selectFrom('grants')
}

export async function hasLiveGrant(trx: TenantDb, learner: Learner): Promise<boolean> {
  return (await liveGrant(grantsOf(trx), learner).limit(1).executeTakeFirst()) !== undefined
}
