import { z } from 'zod'
import { defineErrors } from './define-errors.ts'
import { mutation } from './define-procedures.ts'
import { CourseId, Instant, LessonId } from './ids.ts'

export const QuestionKind = z.enum(['single', 'multiple', 'short'])
export type QuestionKind = z.infer<typeof QuestionKind>

const key = z.string().min(1).max(40)

/** A question with its answer, as its author sees it. */
export const AuthoredQuestion = z.strictObject({
  id: key,
  kind: QuestionKind,
  prompt: z.string().max(2000),
  points: z.int().min(1).max(100),
  options: z.array(z.strictObject({ id: key, text: z.string().max(500), correct: z.boolean() })).max(12),
  /** Of a short answer: any of these, whatever the case and spaces. */
  accepted: z.array(z.string().trim().min(1).max(200)).max(20),
  explanation: z.string().max(2000),
})
export type AuthoredQuestion = z.infer<typeof AuthoredQuestion>

export const AuthoredQuiz = z.strictObject({ questions: z.array(AuthoredQuestion).max(100) })
export type AuthoredQuiz = z.infer<typeof AuthoredQuiz>

/** A question as a learner meets it: nothing in it tells the answer. */
export const QuizQuestion = z.object({
  id: key,
  kind: QuestionKind,
  promptHtml: z.string(),
  points: z.int(),
  options: z.array(z.object({ id: key, html: z.string() })),
})
export type QuizQuestion = z.infer<typeof QuizQuestion>

/** Chosen option ids, or the one text of a short answer. */
export const Answers = z.record(key, z.array(z.string().max(500)).max(12))
export type Answers = z.infer<typeof Answers>

export const QuestionResult = z.object({
  id: key,
  correct: z.boolean(),
  points: z.int(),
  explanationHtml: z.string(),
  /** Option ids that are right, or the accepted text; shown once the quiz is passed. */
  solution: z.array(z.string()).nullable(),
})

export const QuizResult = z.object({
  points: z.int(),
  maxPoints: z.int(),
  percent: z.int(),
  passPercent: z.int(),
  passed: z.boolean(),
  handedInAt: Instant,
  questions: z.array(QuestionResult),
})
export type QuizResult = z.infer<typeof QuizResult>

export const SubmitQuiz = z.strictObject({
  courseId: CourseId,
  lessonId: LessonId,
  /** Made by the browser once per attempt: sent again, it finds the first result. */
  attemptKey: z.uuid(),
  answers: Answers,
})

export const assessmentErrors = defineErrors({
  LESSON_IS_NO_QUIZ: { as: 'PRECONDITION_FAILED', data: z.object({}) },
})

export const assessments = {
  submitQuiz: mutation({
    allow: 'signed-in',
    tenantFrom: 'courseId',
    door: 'tenant',
    input: SubmitQuiz,
    output: QuizResult,
    refuses: ['COURSE_NOT_FOUND', 'LESSON_NOT_FOUND', 'NOT_ENROLLED', 'LESSON_IS_NO_QUIZ'],
  }),
}
