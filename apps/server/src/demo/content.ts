import { readFileSync, readdirSync } from 'node:fs'
import {
  AuthoredQuestion,
  Company,
  Currency,
  Language,
  Level,
  LessonKind,
  Minor,
  Provider,
  Question,
  Slug,
  Subject,
  Texts,
} from '@edurise/contracts'
import { z } from 'zod'

/** The demo's texts, pictures and film, and their licence. */
export const contentFolder = new URL('../../demo/', import.meta.url)

const Captions = z.object({ language: Language, file: z.string() })
const Lesson = z.object({
  title: z.string(),
  kind: LessonKind,
  minutes: z.int(),
  preview: z.boolean(),
  file: z.string(),
  video: z.object({ file: z.string(), poster: z.string(), captions: z.array(Captions) }).optional(),
})
const Course = z.object({
  slug: Slug,
  title: z.string(),
  promise: z.string(),
  description: z.string(),
  language: Language,
  subject: Subject,
  level: Level,
  priceMinor: Minor,
  currency: Currency,
  refundDays: z.int(),
  outcomes: z.array(z.string()),
  faq: z.array(Question),
  teacher: z.object({ key: z.string(), name: z.string(), bio: z.string() }),
  featured: z.boolean(),
  modules: z.array(z.object({ title: z.string(), lessons: z.array(Lesson) })),
  reviews: z.array(z.object({ rating: z.int(), text: z.string(), name: z.string() })),
})
const Tenant = z.object({
  slug: Slug,
  name: z.string(),
  names: Texts,
  tagline: Texts,
  about: Texts,
  language: Language,
  brand: z.object({ hue: z.number(), chroma: z.number(), logo: z.string() }),
  company: Company,
  methods: z.array(Provider),
  bankAccount: z.object({
    holder: z.string(),
    bankName: z.string(),
    iban: z.string(),
    deadlineDays: z.int(),
    twoPersonAboveMinor: Minor.nullable(),
  }),
})
/** Choices accept no words, and short answers have no choices: the files leave out what is empty. */
const Asked = AuthoredQuestion.extend({
  accepted: AuthoredQuestion.shape.accepted.default([]),
  options: AuthoredQuestion.shape.options.default([]),
})
const Quiz = z.object({ passPercent: z.int(), questions: z.array(Asked) })

export type DemoTenant = z.infer<typeof Tenant>
export type DemoLesson = z.infer<typeof Lesson>
export type DemoCourse = z.infer<typeof Course> & { folder: URL }

const parsed = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'))

export function readTenants(): DemoTenant[] {
  return z.array(Tenant).parse(parsed(new URL('tenants.json', contentFolder)))
}

export function readCourses(tenantSlug: string): DemoCourse[] {
  const tenant = new URL(`${tenantSlug}/`, contentFolder)
  const folders = readdirSync(tenant, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.map(({ name }) => {
    const folder = new URL(`${name}/`, tenant)
    return { ...Course.parse(parsed(new URL('course.json', folder))), folder }
  })
}

export const readQuiz = (file: URL) => Quiz.parse(parsed(file))
export const readText = (file: URL) => readFileSync(file, 'utf8')
