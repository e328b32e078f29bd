import { z } from 'zod'
import { Answers, AuthoredQuiz, QuizQuestion, QuizResult } from './assessments.ts'
import { LessonKind, OutlineModule, Saved } from './courses.ts'
import { defineErrors } from './define-errors.ts'
import { mutation, query } from './define-procedures.ts'
import { CourseId, FileId, Instant, Language, LessonId, ModuleId, Slug } from './ids.ts'

export const Caption = z.object({ language: Language, url: z.string() })

export const Video = z.object({
  url: z.string(),
  mime: z.string(),
  posterUrl: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  captions: z.array(Caption),
})
export type Video = z.infer<typeof Video>

/** What has to happen for a lesson to count as done. */
export const CompletionRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reach_end') }),
  z.object({ kind: z.literal('watch'), percent: z.int() }),
  z.object({ kind: z.literal('pass'), percent: z.int() }),
])
export type CompletionRule = z.infer<typeof CompletionRule>

export const LessonProgress = z.object({
  state: z.enum(['started', 'completed']),
  /** Seconds in a video; per mille of the text otherwise. */
  position: z.int(),
  /** Watched ranges of a video in whole seconds, merged: [from, to). */
  watched: z.array(z.tuple([z.int(), z.int()])),
  watchedPercent: z.int(),
  completedAt: Instant.nullable(),
})
export type LessonProgress = z.infer<typeof LessonProgress>

export const Lesson = z.object({
  id: LessonId,
  title: z.string(),
  kind: LessonKind,
  minutes: z.int(),
  /** Sanitised on the server; the text of a video lesson is its transcript. */
  html: z.string(),
  video: Video.nullable(),
  quiz: z.object({ passPercent: z.int(), questions: z.array(QuizQuestion) }).nullable(),
  rule: CompletionRule,
  progress: LessonProgress.nullable(),
  lastResult: QuizResult.nullable(),
  lastAnswers: Answers.nullable(),
})
export type Lesson = z.infer<typeof Lesson>

export const LessonView = z.object({
  course: z.object({
    id: CourseId,
    slug: Slug,
    title: z.string(),
    language: Language,
    tenantName: z.string(),
    tenantSlug: z.string(),
  }),
  modules: z.array(OutlineModule),
  done: z.array(LessonId),
  /** Why the reader may read: enrolled, a free preview, or as the course's staff. */
  as: z.enum(['enrolled', 'preview', 'staff']),
  lesson: Lesson,
})
export type LessonView = z.infer<typeof LessonView>

/** A lesson as its author edits it. */
export const LessonDraft = z.object({
  id: LessonId,
  courseId: CourseId,
  moduleId: ModuleId,
  title: z.string(),
  kind: LessonKind,
  minutes: z.int(),
  preview: z.boolean(),
  body: z.string(),
  html: z.string(),
  video: z
    .object({
      fileId: FileId.nullable(),
      url: z.string().nullable(),
      mime: z.string().nullable(),
      durationSeconds: z.number().nullable(),
      captions: z.array(z.object({ language: Language, fileId: FileId, url: z.string() })),
    })
    .nullable(),
  quiz: AuthoredQuiz.nullable(),
  passPercent: z.int(),
  watchPercent: z.int(),
  version: z.int(),
  updatedAt: Instant,
})
export type LessonDraft = z.infer<typeof LessonDraft>

export const LessonPatch = z.strictObject({
  title: z.string().trim().min(1).max(160).optional(),
  minutes: z.int().min(1).max(600).optional(),
  preview: z.boolean().optional(),
  body: z.string().max(100_000).optional(),
  video: z
    .strictObject({
      fileId: FileId.nullable(),
      durationSeconds: z.number().min(0).max(86_400).nullable(),
      captions: z.array(z.strictObject({ language: Language, fileId: FileId })).max(10),
    })
    .optional(),
  quiz: AuthoredQuiz.optional(),
  passPercent: z.int().min(0).max(100).optional(),
  watchPercent: z.int().min(1).max(100).optional(),
})
export type LessonPatch = z.infer<typeof LessonPatch>

const author = { allow: 'courses.author', tenantFrom: 'host', door: 'tenant' } as const
const lesson = z.strictObject({ courseId: CourseId, lessonId: LessonId })

export const lessonErrors = defineErrors({
  LESSON_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  LESSON_CHANGED_MEANWHILE: { as: 'CONFLICT', data: z.object({ version: z.int() }) },
  /** To learn it one has to enrol; the price, 0 for a free course, says how. */
  NOT_ENROLLED: { as: 'FORBIDDEN', data: z.object({ slug: z.string(), title: z.string() }) },
})

export const lessons = {
  /** Without `lessonId`: the lesson where the learner stopped, or the first. */
  read: query({
    allow: 'anyone',
    tenantFrom: 'slug',
    door: 'tenant',
    input: z.strictObject({ slug: Slug, lessonId: LessonId.optional() }),
    output: LessonView,
    refuses: ['COURSE_NOT_FOUND', 'LESSON_NOT_FOUND', 'NOT_ENROLLED'],
  }),
  byId: query({ ...author, input: lesson, output: LessonDraft, refuses: ['COURSE_NOT_FOUND', 'LESSON_NOT_FOUND', 'NO_PORTAL_HERE'] }),
  add: mutation({
    ...author,
    input: z.strictObject({ courseId: CourseId, moduleId: ModuleId, kind: LessonKind, title: z.string().trim().min(1).max(160) }),
    output: z.object({ lessonId: LessonId }),
    refuses: ['COURSE_NOT_FOUND', 'MODULE_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  update: mutation({
    ...author,
    input: lesson.extend({ version: z.int(), patch: LessonPatch }),
    output: Saved.extend({ html: z.string() }),
    refuses: ['COURSE_NOT_FOUND', 'LESSON_NOT_FOUND', 'LESSON_CHANGED_MEANWHILE', 'FILE_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  /** `position` counts from 0 among the lessons of the module. */
  move: mutation({
    ...author,
    input: lesson.extend({ moduleId: ModuleId, position: z.int().min(0).max(500) }),
    output: z.object({ moduleId: ModuleId, position: z.int() }),
    refuses: ['COURSE_NOT_FOUND', 'LESSON_NOT_FOUND', 'MODULE_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  remove: mutation({
    ...author,
    input: lesson,
    output: z.object({ lessonId: LessonId }),
    refuses: ['COURSE_NOT_FOUND', 'LESSON_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  restore: mutation({
    ...author,
    input: lesson,
    output: z.object({ lessonId: LessonId }),
    refuses: ['COURSE_NOT_FOUND', 'LESSON_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  /** How a text will look, before it is kept. */
  preview: query({
    ...author,
    input: z.strictObject({ body: z.string().max(100_000) }),
    output: z.object({ html: z.string() }),
    refuses: ['NO_PORTAL_HERE'],
  }),
}
