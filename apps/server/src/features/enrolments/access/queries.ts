import type { CourseId, EnrolmentId, GrantId, Language, OrderId, PersonId, TenantId } from '@edurise/contracts'
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

/** Who opened or ended it, and why, when a person did. */
export interface Deed {
  reason?: string
  actorId?: PersonId
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

/**
 * Inserts the grant of a source. One that had ended is revived if `revive` says so; otherwise, and where it stands already, nothing happens and
 * undefined is answered.
 */
export async function openGrant(
  trx: TenantDb,
  { tenantId, personId, courseId, sourceKind, sourceId, reason = '', actorId }: Learner & Source & Deed,
  at: Date,
  { revive }: { revive: boolean },
): Promise<GrantId | undefined> {
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
      reason,
      actor_id: actorId ?? null,
    })
    .onConflict((known) => {
      const same = known.columns(['tenant_id', 'source_kind', 'source_id', 'course_id', 'person_id'])
      if (!revive) return same.doNothing()
      return same
        .doUpdateSet((eb) => ({
          starts_at: eb.ref('excluded.starts_at'),
          reason: eb.ref('excluded.reason'),
          actor_id: eb.ref('excluded.actor_id'),
          ended_at: null,
          ended_reason: null,
          ended_by: null,
        }))
        .where('grants.ended_at', 'is not', null)
    })
    .returning('id')
    .executeTakeFirst()
  return row?.id
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

/** Ends the live grant of one source; false when it had ended. */
export async function closeGrants(
  trx: TenantDb,
  { tenantId, personId, courseId, sourceKind, sourceId, reason, actorId }: Learner & Source & Deed & { reason: string },
  at: Date,
): Promise<boolean> {
  const row = await trx
    .updateTable('grants')
    .set({ ended_at: at, ended_reason: reason, ended_by: actorId ?? null })
    .where('tenant_id', '=', tenantId)
    .where('source_kind', '=', sourceKind)
    .where('source_id', '=', sourceId)
    .where('course_id', '=', courseId)
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Ends the enrolment unless another grant carries it; true when none does. */
export async function closeEnrolment(trx: TenantDb, { tenantId, personId, courseId }: Learner): Promise<boolean> {
  const row = await trx
    .updateTable('enrolments')
    .set({ state: 'ended' })
    .where('tenant_id', '=', tenantId)
    .where('course_id', '=', courseId)
    .where('person_id', '=', personId)
    .where((eb) => eb.not(eb.exists(liveGrant(eb.selectFrom('grants'), { tenantId, personId, courseId }))))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
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

export interface Grantee {
  name: string
  email: string
  locale: Language
  courseTitle: string | null
  courseSlug: string | null
  tenantName: string
}

/**
 * Whom a course could be given to: a member, or somebody who has ordered here; and the course, unless it was never published.
 * The name is the person's own where they are a member, and of their last order where they are not.
 */
export async function findGrantee(trx: TenantDb, tenantId: TenantId, personId: PersonId, courseId: CourseId): Promise<Grantee | undefined> {
  const { rows } = await sql<Grantee>`
    select who.name, who.email, who.locale, c.title as "courseTitle", c.slug as "courseSlug", t.name as "tenantName"
    from (
      (select name, email, locale, 1 as rank from people where id = ${personId}
        and exists (select from memberships where tenant_id = ${tenantId} and person_id = ${personId}))
      union all
      (select buyer_name, buyer_email, locale, 2 from orders where tenant_id = ${tenantId} and person_id = ${personId} order by created_at desc limit 1)
      order by rank limit 1
    ) who
    join tenants t on t.id = ${tenantId}
    left join courses c on c.tenant_id = ${tenantId} and c.id = ${courseId} and c.published_at is not null`.execute(trx)
  return rows[0]
}

export interface SourceRow {
  id: GrantId
  personId: PersonId
  courseId: CourseId
  courseTitle: string
  courseSlug: string
  source: Source['sourceKind']
  sourceId: string
  orderId: OrderId | null
  orderNumber: number | null
  orderedAt: string | null
  reason: string
  startsAt: string
  endedAt: string | null
  endedReason: string | null
}

function sources(trx: TenantDb, tenantId: TenantId) {
  return trx
    .selectFrom('grants as g')
    .innerJoin('courses as c', (join) => join.onRef('c.tenant_id', '=', 'g.tenant_id').onRef('c.id', '=', 'g.course_id'))
    .leftJoin('order_lines as l', (join) =>
      join.onRef('l.tenant_id', '=', 'g.tenant_id').onRef('l.id', '=', 'g.source_id').on('g.source_kind', '=', 'order_line'),
    )
    .leftJoin('orders as o', (join) => join.onRef('o.tenant_id', '=', 'l.tenant_id').onRef('o.id', '=', 'l.order_id'))
    .select([
      'g.id',
      'g.person_id as personId',
      'g.course_id as courseId',
      'c.title as courseTitle',
      'c.slug as courseSlug',
      'g.source_kind as source',
      'g.source_id as sourceId',
      'o.id as orderId',
      'o.number as orderNumber',
      'o.created_at as orderedAt',
      'g.reason',
      'g.starts_at as startsAt',
      'g.ended_at as endedAt',
      'g.ended_reason as endedReason',
    ])
    .where('g.tenant_id', '=', tenantId)
}

export function findSource(trx: TenantDb, tenantId: TenantId, id: GrantId): Promise<SourceRow | undefined> {
  return sources(trx, tenantId).where('g.id', '=', id).executeTakeFirst()
}

/** A source with who holds it: null where they are no member any more. */
export function findHeldSource(trx: TenantDb, tenantId: TenantId, id: GrantId) {
  return sources(trx, tenantId)
    .innerJoin('tenants as t', 't.id', 'g.tenant_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('people')
          .select(['people.name', 'people.email', 'people.locale'])
          .whereRef('people.id', '=', 'g.person_id')
          .offset(0)
          .as('p'),
      (join) => join.onTrue(),
    )
    .select(['t.name as tenantName', 'p.name', 'p.email', 'p.locale'])
    .where('g.id', '=', id)
    .executeTakeFirst()
}

/** The grant that an admin's click made, however often it was sent. */
export function findSourceOf(trx: TenantDb, { tenantId, personId, courseId, sourceKind, sourceId }: Learner & Source) {
  return sources(trx, tenantId)
    .where('g.source_kind', '=', sourceKind)
    .where('g.source_id', '=', sourceId)
    .where('g.course_id', '=', courseId)
    .where('g.person_id', '=', personId)
    .executeTakeFirst()
}

/** Newest first, after the source that the last page ended with. */
export function listSourcesOf(
  trx: TenantDb,
  tenantId: TenantId,
  personId: PersonId,
  { after, limit }: { after: { at: string; id: GrantId } | undefined; limit: number },
): Promise<SourceRow[]> {
  return sources(trx, tenantId)
    .where('g.person_id', '=', personId)
    .where((eb) => (after ? eb(eb.refTuple('g.starts_at', 'g.id'), '<', eb.tuple(after.at, after.id)) : eb.lit(true)))
    .orderBy('g.starts_at', 'desc')
    .orderBy('g.id', 'desc')
    .limit(limit)
    .execute()
}

/** Live sources of some courses to a person, each with what it came from. */
export function listLiveSources(
  trx: TenantDb,
  { tenantId, personId, courseIds }: { tenantId: TenantId; personId: PersonId; courseIds: CourseId[] },
) {
  if (!courseIds.length) return Promise.resolve([])
  return trx
    .selectFrom('grants')
    .select(['course_id as courseId', 'source_kind as sourceKind', 'source_id as sourceId'])
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .where('course_id', 'in', courseIds)
    .where('ended_at', 'is', null)
    .limit(200)
    .execute()
}
