import type { CourseId, EnrolmentId, LessonId, PersonId, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { sql } from 'kysely'

/** A lesson that stands in its course now, with what its completion asks. */
export function findLessonToLearn(trx: TenantDb, tenantId: TenantId, courseId: CourseId, lessonId: LessonId) {
  return trx
    .selectFrom('courses as c')
    .leftJoin('lessons as l', (join) =>
      join
        .onRef('l.tenant_id', '=', 'c.tenant_id')
        .onRef('l.course_id', '=', 'c.id')
        .on('l.id', '=', lessonId)
        .on('l.removed_at', 'is', null)
        .on((eb) =>
          eb.exists(
            eb
              .selectFrom('modules as m')
              .select('m.id')
              .whereRef('m.tenant_id', '=', 'l.tenant_id')
              .whereRef('m.id', '=', 'l.module_id')
              .where('m.removed_at', 'is', null),
          ),
        ),
    )
    .select([
      'c.slug',
      'c.title',
      'l.id',
      'l.kind',
      'l.video',
      'l.quiz',
      'l.version',
      'l.watch_percent as watchPercent',
      'l.pass_percent as passPercent',
    ])
    .where('c.tenant_id', '=', tenantId)
    .where('c.id', '=', courseId)
    .executeTakeFirst()
}

export interface Place {
  tenantId: TenantId
  enrolmentId: EnrolmentId
  lessonId: LessonId
  personId: PersonId
  courseId: CourseId
}

const covered = sql<number>`(select coalesce(sum(upper(r) - lower(r)), 0)::int from unnest(lesson_progress.watched) r)`

/** Adds to what was learned of a lesson: ranges merge, the best score stays, and what was completed stays completed. */
export function mergeProgress(
  trx: TenantDb,
  { tenantId, enrolmentId, lessonId, personId, courseId }: Place,
  {
    watched,
    position,
    score,
    at,
  }: { watched: readonly (readonly [number, number])[]; position: number | null; score: number | null; at: Date },
) {
  const ranges = sql<string>`${`{${watched.map(([from, to]) => `[${from},${to})`).join(',')}}`}::int8multirange`
  return trx
    .insertInto('lesson_progress')
    .values({
      tenant_id: tenantId,
      enrolment_id: enrolmentId,
      lesson_id: lessonId,
      person_id: personId,
      course_id: courseId,
      watched: ranges,
      position: position ?? 0,
      score,
      updated_at: at,
    })
    .onConflict((known) =>
      known.columns(['tenant_id', 'enrolment_id', 'lesson_id']).doUpdateSet({
        watched: sql<string>`lesson_progress.watched + excluded.watched`,
        position: position === null ? sql<number>`lesson_progress.position` : position,
        score: sql<number>`greatest(lesson_progress.score, excluded.score)`,
        updated_at: at,
      }),
    )
    .returning(['state', 'score', covered.as('coveredSeconds')])
    .executeTakeFirstOrThrow()
}

export interface Opening {
  at: Date
  ip: string
  userAgent: string
}

/** That a learner had this lesson open on this day (UTC), and from when to when: one line a lesson and day. */
export async function recordOpening(
  trx: TenantDb,
  { tenantId, personId, courseId, lessonId }: Place,
  { at, ip, userAgent }: Opening,
): Promise<void> {
  await trx
    .insertInto('access_log')
    .values({
      tenant_id: tenantId,
      person_id: personId,
      course_id: courseId,
      lesson_id: lessonId,
      day: at.toISOString().slice(0, 10),
      first_at: at,
      last_at: at,
      ip,
      user_agent: userAgent,
    })
    .onConflict((known) =>
      known
        .columns(['tenant_id', 'person_id', 'course_id', 'day', 'lesson_id'])
        .doUpdateSet({ last_at: sql<Date>`greatest(access_log.last_at, excluded.last_at)` }),
    )
    .execute()
}

/** Nothing happens the second time. */
export async function markLessonCompleted(trx: TenantDb, { tenantId, enrolmentId, lessonId }: Place, at: Date): Promise<void> {
  await trx
    .updateTable('lesson_progress')
    .set({ state: 'completed', completed_at: at })
    .where('tenant_id', '=', tenantId)
    .where('enrolment_id', '=', enrolmentId)
    .where('lesson_id', '=', lessonId)
    .where('state', '=', 'started')
    .execute()
}

/** Counts the done lessons among those that stand in the course now; with all of them done the course is completed, once and for good. */
export async function countSteps(trx: TenantDb, { tenantId, enrolmentId, lessonId, courseId }: Place, at: Date) {
  const { rows } = await sql<{ lessonsDone: number; lessonCount: number; state: 'active' | 'completed' | 'ended' }>`
    update enrolments e
    set lessons_done = counts.done, last_lesson_id = ${lessonId}, last_active_at = ${at},
      state = case when e.state = 'active' and counts.done >= counts.total then 'completed' else e.state end,
      completed_at = case when counts.done >= counts.total then coalesce(e.completed_at, ${at}) else e.completed_at end
    from (
      select count(*)::int as total, count(p.lesson_id)::int as done
      from lessons l join modules m on m.tenant_id = l.tenant_id and m.id = l.module_id and m.removed_at is null
      left join lesson_progress p on p.tenant_id = l.tenant_id and p.enrolment_id = ${enrolmentId} and p.lesson_id = l.id and p.state = 'completed'
      where l.tenant_id = ${tenantId} and l.course_id = ${courseId} and l.removed_at is null) counts
    where e.tenant_id = ${tenantId} and e.id = ${enrolmentId}
    returning counts.done as "lessonsDone", counts.total as "lessonCount", e.state`.execute(trx)
  const [row] = rows
  if (!row) throw new Error('the enrolment was locked and is gone')
  return row
}
