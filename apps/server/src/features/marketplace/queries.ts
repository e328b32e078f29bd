import type { CourseId, Language, Level, PriceBand, Sort, Subject, TenantId, Texts } from '@edurise/contracts'
import type { PublicDb, TenantDb } from '@edurise/db'
import { sql, type RawBuilder, type SqlBool } from 'kysely'

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
  sql<Texts>`(select tenants.names from tenants where tenants.id = course_listings.tenant_id)`.as('tenantNames'),
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
