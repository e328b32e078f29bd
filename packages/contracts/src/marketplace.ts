import { z } from 'zod'
import { Cover, Level, OutlineModule, Question, Subject } from './courses.ts'
import { query } from './define-procedures.ts'
import { CourseId, Instant, Language, PersonId, Slug, Texts } from './ids.ts'
import { Currency, Minor } from './money.ts'
import { paging } from './paging.ts'
import { RatingSpread, Review } from './reviews.ts'

/** A course as lists show it. */
export const Listing = z.object({
  courseId: CourseId,
  slug: Slug,
  title: z.string(),
  promise: z.string(),
  language: Language,
  subject: Subject,
  level: Level,
  priceMinor: Minor,
  currency: Currency,
  minutes: z.int(),
  lessonCount: z.int(),
  /** Stripes of the thread: minutes, kind and module of each lesson, in order. */
  shape: z.array(z.object({ m: z.int(), k: z.enum(['text', 'video', 'quiz']), s: z.int() })),
  cover: Cover,
  teacherName: z.string(),
  tenantName: z.string(),
  /** The organisation's name in the languages it has one in. */
  tenantNames: Texts,
  tenantSlug: z.string(),
  /** Mean of 1 to 5, null without reviews. */
  rating: z.number().nullable(),
  ratingCount: z.int(),
  learners: z.int(),
  finishPercent: z.int().nullable(),
})
export type Listing = z.infer<typeof Listing>

export const Sort = z.enum(['relevance', 'finished', 'newest', 'price', 'shortest'])
export type Sort = z.infer<typeof Sort>

export const PriceBand = z.enum(['free', 'under_30', '30_to_80', 'over_80'])
export type PriceBand = z.infer<typeof PriceBand>

export const Search = z.strictObject({
  ...paging,
  q: z.string().trim().max(100).optional(),
  subject: z.array(Subject).max(10).optional(),
  language: z.array(Language).max(3).optional(),
  level: z.array(Level).max(3).optional(),
  price: z.array(PriceBand).max(4).optional(),
  sort: Sort.optional(),
})
export type Search = z.infer<typeof Search>

const counts = <Key extends z.ZodType>(key: Key) => z.array(z.object({ value: key, count: z.int() }))

/** Per facet: how many courses each choice would show, with all other facets as they are. */
export const Facets = z.object({ subject: counts(Subject), language: counts(Language), level: counts(Level), price: counts(PriceBand) })
export type Facets = z.infer<typeof Facets>

export const SearchResult = z.object({
  items: z.array(Listing),
  nextCursor: z.string().nullable(),
  total: z.int(),
  facets: Facets,
  /** True when nothing has these words, and the items only resemble them. */
  approximate: z.boolean(),
})
export type SearchResult = z.infer<typeof SearchResult>

export const CoursePage = Listing.extend({
  description: z.string(),
  descriptionHtml: z.string(),
  outcomes: z.array(z.string()),
  faq: z.array(Question),
  modules: z.array(OutlineModule),
  teacher: z.object({ id: PersonId, name: z.string(), bio: z.string() }),
  refundDays: z.int(),
  publishedAt: Instant,
  updatedAt: Instant,
  ratings: RatingSpread,
  reviews: z.array(Review),
})
export type CoursePage = z.infer<typeof CoursePage>

export const Front = z.object({
  courses: z.int(),
  subjects: z.array(z.object({ subject: Subject, count: z.int() })),
  featured: z.array(Listing),
  finished: z.array(Listing),
})
export type Front = z.infer<typeof Front>

export const marketplace = {
  /** All public courses on the marketplace; on a portal its own. */
  search: query({ allow: 'anyone', tenantFrom: 'host', door: 'public', input: Search, output: SearchResult }),
  bySlug: query({
    allow: 'anyone',
    tenantFrom: 'slug',
    door: 'tenant',
    input: z.strictObject({ slug: Slug }),
    output: CoursePage,
    refuses: ['COURSE_NOT_FOUND'],
  }),
  front: query({ allow: 'anyone', tenantFrom: 'host', door: 'public', input: z.strictObject({}), output: Front }),
}
