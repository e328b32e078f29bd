import type { AuthoredQuiz, CourseId, CourseState, Language, LessonId, ModuleId, PersonId, Subject, TenantId } from '@edurise/contracts'
import type { StoredVideo, Tables, TenantDb } from '@edurise/db'
import { sql, type Updateable } from 'kysely'

const course = [
  'id',
  'slug',
  'title',
  'promise',
  'description',
  'language',
  'subject',
  'level',
  'outcomes',
  'faq',
  'cover',
  'state',
  'price_minor as priceMinor',
  'currency',
  'refund_days as refundDays',
  'teacher_id as teacherId',
  'teacher_name as teacherName',
  'teacher_bio as teacherBio',
  'version',
  'updated_at as updatedAt',
  'published_at as publishedAt',
] as const

/** Whose courses: one teacher's, or everybody's. */
export type Author = PersonId | 'anybody'

/** Holds the course until the commit: whoever changes it, its outline or its lessons waits here; whoever enrols in it does not. */
export function lockCourse(trx: TenantDb, tenantId: TenantId, courseId: CourseId, author: Author) {
  return trx
    .selectFrom('courses')
    .select(course)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', courseId)
    .where((eb) => (author === 'anybody' ? eb.lit(true) : eb('teacher_id', '=', author)))
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** courses.byId */
export function findDraft(trx: TenantDb, tenantId: TenantId, courseId: CourseId, author: Author) {
  return trx
    .selectFrom('courses')
    .select(course)
    .select(
      sql<number>`(select count(*) from enrolments e where e.tenant_id = courses.tenant_id and e.course_id = courses.id and e.state <> 'ended')`.as(
        'learners',
      ),
    )
    .where('tenant_id', '=', tenantId)
    .where('id', '=', courseId)
    .where((eb) => (author === 'anybody' ? eb.lit(true) : eb('teacher_id', '=', author)))
    .executeTakeFirst()
}

export interface OutlineRow {
  id: ModuleId
  title: string
  lessons: {
    id: LessonId
    title: string
    kind: 'text' | 'video' | 'quiz'
    minutes: number
    preview: boolean
    hasText: boolean
    undescribed: boolean
    video: StoredVideo | null
    quiz: AuthoredQuiz | null
  }[]
}

/** courses.byId, courses.publish: the outline in order, with what the checks ask of each lesson. */
export function listOutline(trx: TenantDb, tenantId: TenantId, courseId: CourseId) {
  return trx
    .selectFrom('modules as m')
    .select([
      'm.id',
      'm.title',
      sql<OutlineRow['lessons']>`(
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', l.id, 'title', l.title, 'kind', l.kind, 'minutes', l.minutes, 'preview', l.is_preview, 'hasText', l.body ~ '\\S',
          'undescribed', l.body_html ~ '<img [^>]*alt=""', 'video', l.video, 'quiz', l.quiz) order by l.position, l.id), '[]')
        from lessons l where l.tenant_id = m.tenant_id and l.module_id = m.id and l.removed_at is null)`.as('lessons'),
    ])
    .where('m.tenant_id', '=', tenantId)
    .where('m.course_id', '=', courseId)
    .where('m.removed_at', 'is', null)
    .orderBy('m.position')
    .orderBy('m.id')
    .execute()
}

/** courses.mine */
export function listCourses(
  trx: TenantDb,
  {
    tenantId,
    author,
    state,
    after,
    limit,
  }: {
    tenantId: TenantId
    author: Author
    state?: CourseState | undefined
    after?: { at: string; id: CourseId } | undefined
    limit: number
  },
) {
  return trx
    .selectFrom('courses as c')
    .select([
      'c.id',
      'c.slug',
      'c.title',
      'c.state',
      'c.subject',
      'c.language',
      'c.cover',
      'c.price_minor as priceMinor',
      'c.currency',
      'c.teacher_name as teacherName',
      'c.updated_at as updatedAt',
      sql<number>`(select count(*) from lessons l join modules m on m.tenant_id = l.tenant_id and m.id = l.module_id
        where l.tenant_id = c.tenant_id and l.course_id = c.id and l.removed_at is null and m.removed_at is null)`.as('lessons'),
      sql<number>`(select coalesce(sum(l.minutes), 0) from lessons l join modules m on m.tenant_id = l.tenant_id and m.id = l.module_id
        where l.tenant_id = c.tenant_id and l.course_id = c.id and l.removed_at is null and m.removed_at is null)`.as('minutes'),
      sql<number>`(select count(*) from enrolments e where e.tenant_id = c.tenant_id and e.course_id = c.id and e.state <> 'ended')`.as(
        'learners',
      ),
      sql<number>`(select count(*) from enrolments e where e.tenant_id = c.tenant_id and e.course_id = c.id and e.state = 'completed')`.as(
        'finishers',
      ),
    ])
    .where('c.tenant_id', '=', tenantId)
    .where((eb) => (author === 'anybody' ? eb.lit(true) : eb('c.teacher_id', '=', author)))
    .where((eb) => (state === undefined ? eb.lit(true) : eb('c.state', '=', state)))
    .where((eb) =>
      after
        ? eb.and([eb('c.updated_at', '<=', after.at), eb.or([eb('c.updated_at', '<', after.at), eb('c.id', '>', after.id)])])
        : eb.lit(true),
    )
    .orderBy('c.updated_at', 'desc')
    .orderBy('c.id')
    .limit(limit)
    .execute()
}

/** Takes the first candidate that no course of the platform has. Undefined when somebody took it at this moment: ask again. */
export async function takeSlug(
  trx: TenantDb,
  tenantId: TenantId,
  courseId: CourseId,
  candidates: readonly string[],
): Promise<string | undefined> {
  const { rows } = await sql<{ slug: string }>`
    insert into course_routes (slug, course_id, tenant_id)
    select c.slug, ${courseId}, ${tenantId} from unnest(${candidates}::text[]) with ordinality c (slug, n)
    where not exists (select from course_routes r where r.slug = c.slug) order by c.n limit 1
    on conflict (slug) do nothing returning slug`.execute(trx)
  return rows[0]?.slug
}

export interface NewCourse {
  tenantId: TenantId
  courseId: CourseId
  slug: string
  title: string
  language: Language
  subject: Subject
  teacherId: PersonId
  teacherName: string
  at: Date
}

export async function insertCourse(
  trx: TenantDb,
  { tenantId, courseId, slug, title, language, subject, teacherId, teacherName, at }: NewCourse,
): Promise<void> {
  await trx
    .insertInto('courses')
    .values({
      tenant_id: tenantId,
      id: courseId,
      slug,
      title,
      language,
      subject,
      teacher_id: teacherId,
      teacher_name: teacherName,
      created_at: at,
      updated_at: at,
    })
    .execute()
}

/** Writes these fields and counts the version up. */
export async function saveCourse(
  trx: TenantDb,
  tenantId: TenantId,
  courseId: CourseId,
  values: Updateable<Tables['courses']>,
  at: Date,
): Promise<number> {
  const { version } = await trx
    .updateTable('courses')
    .set({ ...values, updated_at: at })
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', courseId)
    .returning('version')
    .executeTakeFirstOrThrow()
  return version
}

/** The course was worked on; the version of its own fields stays. */
export async function touchCourse(trx: TenantDb, tenantId: TenantId, courseId: CourseId, at: Date): Promise<void> {
  await trx.updateTable('courses').set({ updated_at: at }).where('tenant_id', '=', tenantId).where('id', '=', courseId).execute()
}

export async function markPublished(trx: TenantDb, tenantId: TenantId, courseId: CourseId, at: Date): Promise<string> {
  const { publishedAt } = await trx
    .updateTable('courses')
    .set((eb) => ({ state: 'published' as const, published_at: eb.fn.coalesce('published_at', eb.val(at)), updated_at: at }))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', courseId)
    .returning(sql<string>`published_at`.as('publishedAt'))
    .executeTakeFirstOrThrow()
  return publishedAt
}

export async function markArchived(trx: TenantDb, tenantId: TenantId, courseId: CourseId, at: Date): Promise<void> {
  await trx
    .updateTable('courses')
    .set({ state: 'archived', updated_at: at })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', courseId)
    .execute()
}
