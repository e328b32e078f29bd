import { AppError, type CourseId, type LessonId, type Step } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { refreshListing } from '@edurise/jobs'
import type { z } from 'zod'
import type { MemberContext } from '../../../context.ts'
import { lockEnrolment } from '../access/queries.ts'
import { reachedOf, ruleOf } from '../completion.ts'
import { countSteps, findLessonToLearn, markLessonCompleted, mergeProgress, recordOpening, type Place } from './queries.ts'

/** The caller's enrolment, held until the commit, and the lesson; or why they may not learn it. */
export async function openLesson(ctx: MemberContext, trx: TenantDb, { courseId, lessonId }: { courseId: CourseId; lessonId: LessonId }) {
  const { tenantId, person } = ctx
  const [enrolment, found] = await Promise.all([
    lockEnrolment(trx, { tenantId, courseId, personId: person.id }),
    findLessonToLearn(trx, tenantId, courseId, lessonId),
  ])
  if (!found) throw new AppError('COURSE_NOT_FOUND', {})
  const { slug, title, id, kind, video, quiz, version, watchPercent, passPercent } = found
  if (!id || !kind || version === null || watchPercent === null || passPercent === null) throw new AppError('LESSON_NOT_FOUND', {})
  if (!enrolment || enrolment.state === 'ended') throw new AppError('NOT_ENROLLED', { slug, title })
  const place: Place = { tenantId, enrolmentId: enrolment.id, lessonId, personId: person.id, courseId }
  return { place, lesson: { id, kind, video, quiz, version, watchPercent, passPercent }, completedAt: enrolment.completedAt }
}

export type OpenLesson = Awaited<ReturnType<typeof openLesson>>

export interface Learned {
  watched?: readonly (readonly [number, number])[]
  /** Where the learner is now; null leaves the place as it was. */
  position?: number | null
  score?: number | null
}

/** Adds what was learned to what was known, in any order and however often; completes lesson and course when their rules are met. */
export async function learn(
  ctx: MemberContext,
  trx: TenantDb,
  { place, lesson, completedAt }: OpenLesson,
  { watched = [], position = null, score = null }: Learned,
  { finishing = false }: { finishing?: boolean } = {},
): Promise<z.infer<typeof Step>> {
  const at = ctx.now()
  const [progress] = await Promise.all([
    mergeProgress(trx, place, { watched, position, score, at }),
    recordOpening(trx, place, { at, ip: ctx.ip, userAgent: ctx.userAgent }),
  ])
  const rule = ruleOf(lesson)
  const reached = reachedOf(lesson, progress)
  const met = rule.kind === 'reach_end' ? finishing : reached >= rule.percent
  if (finishing && !met && progress.state !== 'completed' && rule.kind !== 'reach_end') {
    throw new AppError('LESSON_NOT_FINISHED', { rule: rule.kind, percent: rule.percent, reached })
  }
  const completed = met || progress.state === 'completed'
  if (completed && progress.state !== 'completed') await markLessonCompleted(trx, place, at)
  const { lessonsDone, lessonCount, state } = await countSteps(trx, place, at)
  if (state === 'completed' && completedAt === null)
    await ctx.enqueue(trx, refreshListing, { tenantId: place.tenantId, courseId: place.courseId })
  return { completed, lessonsDone, lessonCount, courseCompleted: state === 'completed' }
}
