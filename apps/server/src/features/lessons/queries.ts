import type { Answers, CourseId, EnrolmentId, LessonId, LessonKind, ModuleId, PersonId, TenantId } from '@edurise/contracts'
import { newId, type ListedModule, type Tables, type TenantDb } from '@edurise/db'
import { sql, type Updateable } from 'kysely'

/** lessons.read: the course with its outline, how the person stands to it, and what they have done. */
export function findCourseToLearn(trx: TenantDb, tenantId: TenantId, slug: string, personId: PersonId | null) {
  return trx
    .selectFrom('courses as c')
    .innerJoin('tenants as t', 't.id', 'c.tenant_id')
    .leftJoin('enrolments as e', (join) =>
      join.onRef('e.tenant_id', '=', 'c.tenant_id').onRef('e.course_id', '=', 'c.id').on('e.person_id', '=', personId),
    )
    .select([
      'c.id',
      'c.slug',
      'c.title',
      'c.language',
      'c.state',
      'c.teacher_id as teacherId',
      't.name as tenantName',
      't.slug as tenantSlug',
      'e.id as enrolmentId',
      'e.state as enrolmentState',
      'e.last_lesson_id as lastLessonId',
      sql<ListedModule[]>`(
        select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'title', m.title, 'lessons', l.lessons) order by m.position, m.id), '[]')
        from modules m, lateral (
          select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'title', l.title, 'kind', l.kind, 'minutes', l.minutes, 'preview', l.is_preview)
            order by l.position, l.id), '[]') as lessons
          from lessons l where l.tenant_id = m.tenant_id and l.module_id = m.id and l.removed_at is null
        ) l
        where m.tenant_id = c.tenant_id and m.course_id = c.id and m.removed_at is null)`.as('modules'),
      sql<LessonId[]>`(
        select coalesce(jsonb_agg(p.lesson_id), '[]') from lesson_progress p
        where p.tenant_id = c.tenant_id and p.enrolment_id = e.id and p.state = 'completed')`.as('done'),
    ])
    .where('c.tenant_id', '=', tenantId)
    .where('c.slug', '=', slug)
    .executeTakeFirst()
}

/** The newest attempt at a quiz, as JSON of one column. */
export interface NewestAttempt {
  answers: Answers
  points: number
  maxPoints: number
  percent: number
  passed: boolean
  createdAt: string
}

/** lessons.read: one lesson with the learner's progress and newest attempt. */
export function findLessonToRead(trx: TenantDb, tenantId: TenantId, lessonId: LessonId, enrolmentId: EnrolmentId | null) {
  return trx
    .selectFrom('lessons as l')
    .leftJoin('lesson_progress as p', (join) =>
      join.onRef('p.tenant_id', '=', 'l.tenant_id').onRef('p.lesson_id', '=', 'l.id').on('p.enrolment_id', '=', enrolmentId),
    )
    .select([
      'l.id',
      'l.title',
      'l.kind',
      'l.minutes',
      'l.body_html as html',
      'l.video',
      'l.quiz',
      'l.version',
      'l.pass_percent as passPercent',
      'l.watch_percent as watchPercent',
      'p.state',
      'p.position',
      'p.completed_at as completedAt',
      sql<
        [number, number][]
      >`(select coalesce(jsonb_agg(jsonb_build_array(lower(r), upper(r)) order by lower(r)), '[]') from unnest(p.watched) r)`.as('watched'),
      sql<string | null>`(select f.mime from files f where f.tenant_id = l.tenant_id and f.id = (l.video ->> 'fileId')::uuid)`.as(
        'videoMime',
      ),
      sql<NewestAttempt | null>`(
        select jsonb_build_object('answers', a.answers, 'points', a.points, 'maxPoints', a.max_points, 'percent', a.percent, 'passed', a.passed,
          'createdAt', to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        from quiz_attempts a where a.tenant_id = l.tenant_id and a.enrolment_id = p.enrolment_id and a.lesson_id = l.id order by a.created_at desc limit 1)`.as(
        'attempt',
      ),
    ])
    .where('l.tenant_id', '=', tenantId)
    .where('l.id', '=', lessonId)
    .where('l.removed_at', 'is', null)
    .executeTakeFirst()
}

interface LessonKey {
  tenantId: TenantId
  courseId: CourseId
  lessonId: LessonId
}

/** lessons.byId, lessons.update, lessons.move, …: of a course that the caller has found already. */
export function findLessonDraft(trx: TenantDb, { tenantId, courseId, lessonId }: LessonKey, { removed = false } = {}) {
  return trx
    .selectFrom('lessons as l')
    .select([
      'l.id',
      'l.course_id as courseId',
      'l.module_id as moduleId',
      'l.title',
      'l.kind',
      'l.minutes',
      'l.is_preview as preview',
      'l.body',
      'l.body_html as html',
      'l.video',
      'l.quiz',
      'l.pass_percent as passPercent',
      'l.watch_percent as watchPercent',
      'l.version',
      'l.updated_at as updatedAt',
      sql<string | null>`(select f.mime from files f where f.tenant_id = l.tenant_id and f.id = (l.video ->> 'fileId')::uuid)`.as(
        'videoMime',
      ),
    ])
    .where('l.tenant_id', '=', tenantId)
    .where('l.course_id', '=', courseId)
    .where('l.id', '=', lessonId)
    .where('l.removed_at', removed ? 'is not' : 'is', null)
    .executeTakeFirst()
}

/** Whose course it is. */
export function findCourseTeacher(trx: TenantDb, tenantId: TenantId, courseId: CourseId) {
  return trx
    .selectFrom('courses')
    .select('teacher_id as teacherId')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', courseId)
    .executeTakeFirst()
}

export async function hasModule(trx: TenantDb, tenantId: TenantId, courseId: CourseId, moduleId: ModuleId): Promise<boolean> {
  const row = await trx
    .selectFrom('modules')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('course_id', '=', courseId)
    .where('id', '=', moduleId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** At the end of the module. */
export async function insertLesson(
  trx: TenantDb,
  {
    tenantId,
    courseId,
    moduleId,
    kind,
    title,
    at,
  }: { tenantId: TenantId; courseId: CourseId; moduleId: ModuleId; kind: LessonKind; title: string; at: Date },
): Promise<LessonId> {
  const { id } = await trx
    .insertInto('lessons')
    .values((eb) => ({
      tenant_id: tenantId,
      id: newId<LessonId>(),
      course_id: courseId,
      module_id: moduleId,
      title,
      kind,
      updated_at: at,
      position: eb
        .selectFrom('lessons')
        .select(sql<number>`coalesce(max(position) + 1, 0)`.as('next'))
        .where('tenant_id', '=', tenantId)
        .where('module_id', '=', moduleId)
        .where('removed_at', 'is', null),
    }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function saveLesson(
  trx: TenantDb,
  { tenantId, lessonId }: LessonKey,
  values: Updateable<Tables['lessons']>,
  at: Date,
): Promise<number> {
  const { version } = await trx
    .updateTable('lessons')
    .set({ ...values, updated_at: at })
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', lessonId)
    .returning('version')
    .executeTakeFirstOrThrow()
  return version
}

export async function removeLesson(trx: TenantDb, { tenantId, lessonId }: LessonKey, at: Date): Promise<void> {
  await trx.updateTable('lessons').set({ removed_at: at }).where('tenant_id', '=', tenantId).where('id', '=', lessonId).execute()
}

export async function restoreLesson(trx: TenantDb, { tenantId, lessonId }: LessonKey): Promise<void> {
  await trx.updateTable('lessons').set({ removed_at: null }).where('tenant_id', '=', tenantId).where('id', '=', lessonId).execute()
}

/**
 * Puts a lesson into a module at a place (as near to it as there are lessons) and counts the lessons of that module, and of the one it
 * leaves, anew from 0. Answers its place.
 */
export async function placeLesson(
  trx: TenantDb,
  { tenantId, courseId, lessonId }: LessonKey,
  moduleId: ModuleId,
  position: number,
): Promise<number> {
  const { rows } = await sql<{ position: number }>`
    with others as (
      select id, module_id, row_number() over (partition by module_id order by position, id) - 1 as n from lessons
      where tenant_id = ${tenantId} and course_id = ${courseId} and removed_at is null and id <> ${lessonId}),
    place as (select least(${position}::bigint, (select count(*) from others where module_id = ${moduleId})) as n),
    placed as (
      update lessons l set
        module_id = case when l.id = ${lessonId} then ${moduleId} else l.module_id end,
        position = case when l.id = ${lessonId} then place.n when o.module_id = ${moduleId} then o.n + (o.n >= place.n)::int else o.n end
      from place, lessons x left join others o on o.id = x.id
      where l.tenant_id = ${tenantId} and x.tenant_id = l.tenant_id and x.id = l.id and x.course_id = ${courseId} and (o.id is not null or x.id = ${lessonId})
      returning l.id, l.position)
    select position from placed where id = ${lessonId}`.execute(trx)
  return rows[0]?.position ?? position
}
