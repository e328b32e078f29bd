import { AppError, type assessments, type FileId, type QuizResult } from '@edurise/contracts'
import type { z } from 'zod'
import { asTenant, type MemberContext } from '../../context.ts'
import { learn, openLesson } from '../enrolments/index.ts'
import { findAttempt, insertAttempt, type Attempt } from './queries.ts'
import { resultOf } from './quiz-view.ts'
import { scoreQuiz } from './score-quiz.ts'

/** Scores an attempt. The same attempt sent again finds its first result, and counts nothing twice. */
export function submitQuiz(
  ctx: MemberContext,
  { courseId, lessonId, attemptKey, answers }: z.output<typeof assessments.submitQuiz.input>,
): Promise<QuizResult> {
  const { tenantId } = ctx
  const urlOf = (fileId: FileId) => ctx.files.urlOf({ tenantId, fileId, name: 'picture' })
  return asTenant(ctx, async (trx) => {
    const open = await openLesson(ctx, trx, { courseId, lessonId })
    const { quiz, passPercent, version, kind } = open.lesson
    if (kind !== 'quiz' || !quiz) throw new AppError('LESSON_IS_NO_QUIZ', {})
    const lesson = { id: lessonId, version, quiz }
    const key = { ...open.place, attemptKey }
    const known = await findAttempt(trx, key)
    if (known) return resultOf(lesson, passPercent, known, urlOf)

    const { points, maxPoints, percent } = scoreQuiz(quiz, answers)
    const attempt: Attempt = { answers, points, maxPoints, percent, passed: percent >= passPercent, createdAt: ctx.now().toISOString() }
    await insertAttempt(trx, key, attempt)
    await learn(ctx, trx, open, { score: percent })
    return resultOf(lesson, passPercent, attempt, urlOf)
  })
}
