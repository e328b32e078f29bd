import type { CourseId, Language, Level, PriceBand, Sort, Subject, TenantId } from '@edurise/contracts'
import { json, type ListedModule, type PublicDb, type TenantDb } from '@edurise/db'
import { sql, type RawBuilder, type SqlBool } from 'kysely'

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

/** Words that a course has, or, when `near`, letters that resemble its text. */
export interface Sought {
  all: string
  rest: string
  begun: string | null
  near: boolean
}

const inAnyLanguage = (text: string) =>
  sql`websearch_to_tsquery('english', ${text}) || websearch_to_tsquery('arabic', ${text}) || websearch_to_tsquery('simple', ${text})`

/** In a subquery, so that it is made once and not for each row that is ranked. */
function asked({ all, rest, begun }: Sought) {
  if (!begun) return sql`(select ${inAnyLanguage(all)})`
  const prefix = sql`to_tsquery('simple', ${`${begun}:*`})`
  const before = (stems: string) => sql`(websearch_to_tsquery(${sql.lit(stems)}, ${rest}) && ${prefix})`
  return sql`(select ${inAnyLanguage(all)} || ${before('english')} || ${before('arabic')} || ${before('simple')})`
}

const listed = (db: PublicDb, tenantId: TenantId | null, sought: Sought | null) =>
  db
    .selectFrom('course_listings')
    .where('listed', '=', sql<true>`true`)
    .$if(tenantId !== null, (query) => query.where('tenant_id', '=', tenantId))
    .$if(sought !== null && !sought.near, (query) => query.where(sql<SqlBool>`words @@ ${asked(sought ?? nothing)}`))
    .$if(sought !== null && sought.near, (query) =>
      query.where('course_id', 'in', sql<CourseId>`(select course_id from listings_like(${sought?.all}))`),
    )

const nothing: Sought = { all: '', rest: '', begun: null, near: false }

const bands: Record<PriceBand, ReturnType<typeof sql<SqlBool>>> = {
  free: sql<SqlBool>`price_minor = 0`,
  under_30: sql<SqlBool>`price_minor between 1 and 2999`,
  '30_to_80': sql<SqlBool>`price_minor between 3000 and 8000`,
  over_80: sql<SqlBool>`price_minor > 8000`,
}
const band = sql<PriceBand>`case when price_minor = 0 then 'free' when price_minor < 3000 then 'under_30' when price_minor <= 8000 then '30_to_80' else 'over_80' end`

export interface Cell {
  subject: Subject
  language: Language
  level: Level
  price: PriceBand
  count: number
}

/** How many courses stand in each corner of the facets: at most 360 rows, from which the counts under any filters follow. */
export function countCells(db: PublicDb, tenantId: TenantId | null, sought: Sought | null): Promise<Cell[]> {
  return listed(db, tenantId, sought)
    .select(['subject', 'language', 'level', band.as('price'), sql<number>`count(*)`.as('count')])
    .groupBy(['subject', 'language', 'level', band])
    .execute()
}

export const listing = [
  'course_id as courseId',
  'tenant_id as tenantId',
  'slug',
  'title',
  'promise',
  'language',
  'subject',
  'level',
  'price_minor as priceMinor',
  'currency',
  'minutes',
  'lesson_count as lessonCount',
  'shape',
  'cover',
  'teacher_name as teacherName',
  'tenant_name as tenantName',
  'tenant_slug as tenantSlug',
  'rating_sum as ratingSum',
  'rating_count as ratingCount',
  'learners',
  'finish_percent as finishPercent',
] as const

export interface Filters {
  subject?: readonly Subject[] | undefined
  language?: readonly Language[] | undefined
  level?: readonly Level[] | undefined
  price?: readonly PriceBand[] | undefined
}

export interface Place {
  value: string | number
  courseId: CourseId
}

interface Order {
  by: RawBuilder<string | number>
  /** The type of a place in this order. */
  as: RawBuilder<unknown>
  descending: boolean
}

const orders: Record<Exclude<Sort, 'relevance'>, Order> = {
  finished: { by: sql<number>`finish_percent`, as: sql`int`, descending: true },
  newest: { by: sql<string>`published_at`, as: sql`timestamptz`, descending: true },
  price: { by: sql<number>`price_minor`, as: sql`bigint`, descending: false },
  shortest: { by: sql<number>`minutes`, as: sql`int`, descending: false },
}

function orderOf(sort: Sort, sought: Sought | null): Order {
  if (sort !== 'relevance' || !sought) return orders[sort === 'relevance' ? 'finished' : sort]
  const by = sought.near ? sql<number>`word_similarity(${sought.all}, text)` : sql<number>`ts_rank(words, ${asked(sought)})`
  return { by, as: sql`real`, descending: true }
}

/** One row more than the page: it says whether there is a next one. */
export function listListings(
  db: PublicDb,
  {
    tenantId,
    sought,
    filters,
    sort,
    after,
    limit,
  }: { tenantId: TenantId | null; sought: Sought | null; filters: Filters; sort: Sort; after: Place | undefined; limit: number },
) {
  const { by, as, descending } = orderOf(sort, sought)
  const { subject, language, level, price } = filters
  let query = listed(db, tenantId, sought).select([...listing, by.as('sortedBy')])
  if (subject?.length) query = query.where('subject', 'in', subject)
  if (language?.length) query = query.where('language', 'in', language)
  if (level?.length) query = query.where('level', 'in', level)
  if (price?.length) query = query.where((where) => where.or(price.map((each) => bands[each])))
  if (after) {
    const value = sql`${after.value}::${as}`
    query = descending
      ? query.where(sql<SqlBool>`${by} <= ${value} and (${by} < ${value} or course_id > ${after.courseId})`)
      : query.where(sql<SqlBool>`(${by}, course_id) > (${value}, ${after.courseId}::uuid)`)
  }
  return query
    .orderBy(by, descending ? 'desc' : 'asc')
    .orderBy('course_id')
    .limit(limit + 1)
    .execute()
}

export function listFeatured(db: PublicDb, tenantId: TenantId | null, limit: number) {
  return listed(db, tenantId, null)
    .where('featured', '=', sql<true>`true`)
    .select(listing)
    .orderBy('finish_percent', 'desc')
    .orderBy('course_id')
    .limit(limit)
    .execute()
}

/** A public course: what its listing shows, and what only its own page does. */
export function findCoursePage(trx: TenantDb, tenantId: TenantId, slug: string) {
  return trx
    .selectFrom('course_listings')
    .innerJoin(
      // Under these names nothing in it is called like a column of the listing.
      (from) =>
        from
          .selectFrom('courses')
          .select([
            'tenant_id as of_tenant',
            'id',
            'description',
            'description_html',
            'outcomes',
            'faq',
            'teacher_id',
            'teacher_bio',
            'refund_days',
            'updated_at',
          ])
          .as('course'),
      (on) => on.onRef('course.of_tenant', '=', 'tenant_id').onRef('course.id', '=', 'course_id'),
    )
    .select([
      ...listing,
      'outline as modules',
      'description',
      'description_html as descriptionHtml',
      'outcomes',
      'faq',
      'teacher_id as teacherId',
      'teacher_bio as teacherBio',
      'refund_days as refundDays',
      'published_at as publishedAt',
      'updated_at as updatedAt',
    ])
    .where('slug', '=', slug)
    .where('tenant_id', '=', tenantId)
    .where('listed', '=', true)
    .executeTakeFirst()
}

/** Addresses of all public courses in a fixed order, for search engines. */
export function listAddresses(db: PublicDb, { skip, limit }: { skip: number; limit: number }) {
  return db
    .selectFrom('course_listings')
    .select(['slug', 'published_at as publishedAt'])
    .where('listed', '=', sql<true>`true`)
    .orderBy('slug')
    .offset(skip)
    .limit(limit)
    .execute()
}

export async function countAddresses(db: PublicDb): Promise<number> {
  const { count } = await db
    .selectFrom('course_listings')
    .select(sql<number>`count(*)`.as('count'))
    .where('listed', '=', sql<true>`true`)
    .executeTakeFirstOrThrow()
  return count
}
