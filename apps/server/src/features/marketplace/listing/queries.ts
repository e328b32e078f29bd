import type { CourseId, TenantId } from '@edurise/contracts'
import { json, type ListedModule, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

/** The course as its listing needs it. Waits for whoever is changing its state, and keeps it until the commit. */
export function findCourseToList(trx: TenantDb, tenantId: TenantId, courseId: CourseId) {
  return trx
    .selectFrom('courses')
    .innerJoin('tenants', 'tenants.id', 'courses.tenant_id')
    .select([
      'courses.slug',
      'courses.title',
      'courses.promise',
      'courses.language',
      'courses.subject',
      'courses.level',
      'courses.price_minor as priceMinor',
      'courses.currency',
      'courses.outcomes',
      'courses.cover',
      'courses.state',
      'courses.featured',
      'courses.teacher_name as teacherName',
      'courses.published_at as publishedAt',
      'tenants.slug as tenantSlug',
      'tenants.name as tenantName',
      sql<ListedModule[]>`(
        select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'title', m.title, 'lessons', l.lessons) order by m.position, m.id), '[]')
        from modules m, lateral (
          select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'title', l.title, 'kind', l.kind, 'minutes', l.minutes, 'preview', l.is_preview) order by l.position, l.id), '[]') as lessons
          from lessons l where l.tenant_id = m.tenant_id and l.module_id = m.id and l.removed_at is null
        ) l
        where m.tenant_id = courses.tenant_id and m.course_id = courses.id and m.removed_at is null)`.as('modules'),
      sql<number>`(select count(*) from enrolments e where e.tenant_id = courses.tenant_id and e.course_id = courses.id and e.state <> 'ended')`.as(
        'learners',
      ),
      sql<number>`(select count(*) from enrolments e where e.tenant_id = courses.tenant_id and e.course_id = courses.id and e.state = 'completed')`.as(
        'finishers',
      ),
      sql<number>`(select coalesce(sum(r.rating), 0) from reviews r where r.tenant_id = courses.tenant_id and r.course_id = courses.id and r.state = 'published')`.as(
        'ratingSum',
      ),
      sql<number>`(select count(*) from reviews r where r.tenant_id = courses.tenant_id and r.course_id = courses.id and r.state = 'published')`.as(
        'ratingCount',
      ),
    ])
    .where('courses.tenant_id', '=', tenantId)
    .where('courses.id', '=', courseId)
    .forShare(['courses'])
    .executeTakeFirst()
}

type CourseToList = NonNullable<Awaited<ReturnType<typeof findCourseToList>>>

interface Derived {
  outline: ListedModule[]
  shape: { m: number; k: 'text' | 'video' | 'quiz'; s: number }[]
  minutes: number
  lessonCount: number
  finishPercent: number
  words: { title: string; about: string; inside: string }
  text: string
}

/** Everybody who remembers lists hears of it when the transaction commits. */
const told = sql`pg_notify('listings_changed', '')`

export function putListing(trx: TenantDb, tenantId: TenantId, courseId: CourseId, course: CourseToList, { words, ...derived }: Derived) {
  const values = {
    listed: true,
    slug: course.slug,
    title: course.title,
    promise: course.promise,
    language: course.language,
    subject: course.subject,
    level: course.level,
    price_minor: course.priceMinor,
    currency: course.currency,
    minutes: derived.minutes,
    lesson_count: derived.lessonCount,
    outline: json(derived.outline),
    shape: json(derived.shape),
    cover: json(course.cover),
    teacher_name: course.teacherName,
    tenant_slug: course.tenantSlug,
    tenant_name: course.tenantName,
    rating_sum: course.ratingSum,
    rating_count: course.ratingCount,
    learners: course.learners,
    finishers: course.finishers,
    finish_percent: derived.finishPercent,
    featured: course.featured,
    published_at: course.publishedAt ?? '',
    words: sql<string>`listing_words(${course.language}, ${words.title}, ${words.about}, ${words.inside})`,
    text: derived.text,
  }
  return trx
    .insertInto('course_listings')
    .values({ course_id: courseId, tenant_id: tenantId, ...values })
    .onConflict((again) => again.column('course_id').doUpdateSet(values))
    .returning(told.as('told'))
    .execute()
}

export function withdrawListing(trx: TenantDb, tenantId: TenantId, courseId: CourseId) {
  return trx
    .updateTable('course_listings')
    .set({ listed: false })
    .where('tenant_id', '=', tenantId)
    .where('course_id', '=', courseId)
    .where('listed', '=', true)
    .returning(told.as('told'))
    .execute()
}
