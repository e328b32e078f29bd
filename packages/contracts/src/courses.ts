import { z } from 'zod'
import { defineErrors } from './define-errors.ts'
import { mutation, query } from './define-procedures.ts'
import { CourseId, FileId, Instant, Language, LessonId, ModuleId, PersonId, Slug } from './ids.ts'
import { Currency, Minor } from './money.ts'
import { page, paging } from './paging.ts'

export const CourseState = z.enum(['draft', 'in_review', 'published', 'archived'])
export type CourseState = z.infer<typeof CourseState>

export const Subject = z.enum(['code', 'data', 'design', 'business', 'language', 'health', 'farm', 'food', 'build', 'teach'])
export type Subject = z.infer<typeof Subject>

export const Level = z.enum(['beginner', 'intermediate', 'advanced'])
export type Level = z.infer<typeof Level>

export const LessonKind = z.enum(['text', 'video', 'quiz'])
export type LessonKind = z.infer<typeof LessonKind>

/** The drawn cover: the seed draws it again differently; an upload stands in its place. */
export const Cover = z.object({ seed: z.string().max(80), fileId: FileId.nullable(), url: z.string().nullable() })
export type Cover = z.infer<typeof Cover>

export const Question = z.object({ question: z.string().trim().min(1).max(200), answer: z.string().trim().min(1).max(2000) })

/** One lesson of an outline, as everybody may see it. */
export const OutlineLesson = z.object({ id: LessonId, title: z.string(), kind: LessonKind, minutes: z.int(), preview: z.boolean() })
export type OutlineLesson = z.infer<typeof OutlineLesson>

export const OutlineModule = z.object({ id: ModuleId, title: z.string(), lessons: z.array(OutlineLesson) })
export type OutlineModule = z.infer<typeof OutlineModule>

/** What stands between a draft and its publication; `lessons` names the ones concerned. */
export const Check = z.object({
  code: z.enum([
    'title',
    'promise',
    'outcomes',
    'lessons',
    'empty_lessons',
    'captions',
    'images_described',
    'quiz_answers',
    'preview',
    'price',
  ]),
  done: z.boolean(),
  /** A missing one that is not required is advice. */
  required: z.boolean(),
  lessons: z.array(LessonId),
})
export type Check = z.infer<typeof Check>

export const DraftLesson = OutlineLesson.extend({ ready: z.boolean() })
export const DraftModule = z.object({ id: ModuleId, title: z.string(), lessons: z.array(DraftLesson) })

export const CourseDraft = z.object({
  id: CourseId,
  slug: Slug,
  title: z.string(),
  promise: z.string(),
  description: z.string(),
  language: Language,
  subject: Subject,
  level: Level,
  outcomes: z.array(z.string()),
  faq: z.array(Question),
  cover: Cover,
  state: CourseState,
  priceMinor: Minor,
  currency: Currency,
  refundDays: z.int(),
  teacherId: PersonId,
  teacherName: z.string(),
  teacherBio: z.string(),
  version: z.int(),
  updatedAt: Instant,
  publishedAt: Instant.nullable(),
  modules: z.array(DraftModule),
  checks: z.array(Check),
  learners: z.int(),
})
export type CourseDraft = z.infer<typeof CourseDraft>

export const CourseRow = z.object({
  id: CourseId,
  slug: Slug,
  title: z.string(),
  state: CourseState,
  subject: Subject,
  language: Language,
  cover: Cover,
  priceMinor: Minor,
  currency: Currency,
  lessons: z.int(),
  minutes: z.int(),
  learners: z.int(),
  finishers: z.int(),
  teacherName: z.string(),
  updatedAt: Instant,
})
export type CourseRow = z.infer<typeof CourseRow>

export const CreateCourse = z.strictObject({ title: z.string().trim().min(3).max(120), language: Language, subject: Subject })
export type CreateCourse = z.infer<typeof CreateCourse>

export const CoursePatch = z.strictObject({
  title: z.string().trim().min(3).max(120).optional(),
  promise: z.string().trim().max(200).optional(),
  description: z.string().trim().max(5000).optional(),
  language: Language.optional(),
  subject: Subject.optional(),
  level: Level.optional(),
  outcomes: z.array(z.string().trim().min(1).max(200)).max(12).optional(),
  faq: z.array(Question).max(20).optional(),
  coverSeed: z.string().min(1).max(80).optional(),
  coverFileId: FileId.nullable().optional(),
  priceMinor: z.int().min(0).max(100_000_000).optional(),
  currency: Currency.optional(),
  refundDays: z.int().min(0).max(365).optional(),
  teacherBio: z.string().trim().max(1000).optional(),
})
export type CoursePatch = z.infer<typeof CoursePatch>

/** `version` is the one that was edited: a change made meanwhile elsewhere is refused, not overwritten. */
export const UpdateCourse = z.strictObject({ courseId: CourseId, version: z.int(), patch: CoursePatch })
export const Saved = z.object({ version: z.int(), savedAt: Instant })

export const ModuleTitle = z.string().trim().min(1).max(120)
const course = z.strictObject({ courseId: CourseId })
const courseAndModule = z.strictObject({ courseId: CourseId, moduleId: ModuleId })

export const courseErrors = defineErrors({
  COURSE_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  MODULE_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  COURSE_CHANGED_MEANWHILE: { as: 'CONFLICT', data: z.object({ version: z.int() }) },
  COURSE_NOT_READY: { as: 'PRECONDITION_FAILED', data: z.object({ missing: z.array(Check.shape.code) }) },
  COURSE_PUBLISHED: { as: 'CONFLICT', data: z.object({}) },
  MODULE_NOT_EMPTY: { as: 'CONFLICT', data: z.object({ lessons: z.int() }) },
  NO_PORTAL_HERE: { as: 'NOT_FOUND', data: z.object({}) },
})

const author = { allow: 'courses.author', tenantFrom: 'host', door: 'tenant' } as const

export const courses = {
  mine: query({
    ...author,
    input: z.strictObject({ ...paging, state: CourseState.optional() }),
    output: page(CourseRow),
    refuses: ['NO_PORTAL_HERE'],
  }),
  create: mutation({ ...author, input: CreateCourse, output: z.object({ courseId: CourseId, slug: Slug }), refuses: ['NO_PORTAL_HERE'] }),
  byId: query({ ...author, input: course, output: CourseDraft, refuses: ['COURSE_NOT_FOUND', 'NO_PORTAL_HERE'] }),
  update: mutation({
    ...author,
    input: UpdateCourse,
    output: Saved,
    refuses: ['COURSE_NOT_FOUND', 'COURSE_CHANGED_MEANWHILE', 'NO_PORTAL_HERE'],
  }),
  publish: mutation({
    ...author,
    allow: 'courses.publish',
    input: course,
    output: z.object({ slug: Slug, publishedAt: Instant }),
    refuses: ['COURSE_NOT_FOUND', 'COURSE_NOT_READY', 'NO_PORTAL_HERE'],
  }),
  /** Takes a course off the market. Who is enrolled keeps it. */
  archive: mutation({
    ...author,
    allow: 'courses.publish',
    input: course,
    output: z.object({ state: CourseState }),
    refuses: ['COURSE_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  addModule: mutation({
    ...author,
    input: z.strictObject({ courseId: CourseId, title: ModuleTitle }),
    output: z.object({ moduleId: ModuleId }),
    refuses: ['COURSE_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  renameModule: mutation({
    ...author,
    input: courseAndModule.extend({ title: ModuleTitle }),
    output: z.object({ title: z.string() }),
    refuses: ['COURSE_NOT_FOUND', 'MODULE_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  /** `position` counts from 0 among the modules of the course. */
  moveModule: mutation({
    ...author,
    input: courseAndModule.extend({ position: z.int().min(0).max(500) }),
    output: z.object({ position: z.int() }),
    refuses: ['COURSE_NOT_FOUND', 'MODULE_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  removeModule: mutation({
    ...author,
    input: courseAndModule,
    output: z.object({ moduleId: ModuleId }),
    refuses: ['COURSE_NOT_FOUND', 'MODULE_NOT_FOUND', 'MODULE_NOT_EMPTY', 'NO_PORTAL_HERE'],
  }),
}
