import {
  AppError,
  type FileId,
  type Lesson,
  type LessonId,
  type lessons,
  type LessonProgress,
  type LessonView,
  type Video,
} from '@edurise/contracts'
import type { ListedModule } from '@edurise/db'
import type { z } from 'zod'
import { asTenant, type TenantContext } from '../../context.ts'
import { withFileUrls } from '../../rich-text/render-markdown.ts'
import { questionsOf, resultOf } from '../assessments/index.ts'
import { nextLesson, ruleOf, watchedPercent } from '../enrolments/index.ts'
import { findCourseToLearn, findLessonToRead } from './queries.ts'

type Course = NonNullable<Awaited<ReturnType<typeof findCourseToLearn>>>
type Row = NonNullable<Awaited<ReturnType<typeof findLessonToRead>>>
type Listed = ListedModule['lessons'][number]

/** Why this visitor may read the course: not at all, as far as the previews go, as a learner, or as its staff. */
function standingOf({ person, permissions }: TenantContext, course: Course): LessonView['as'] | null {
  if (course.enrolmentState === 'active' || course.enrolmentState === 'completed') return 'enrolled'
  if (person && (permissions.has('courses.authorAny') || (permissions.has('courses.author') && course.teacherId === person.id)))
    return 'staff'
  return course.state === 'published' ? 'preview' : null
}

function choose(course: Course, as: LessonView['as'], lessonId: LessonId | undefined): Listed {
  const all = course.modules.flatMap(({ lessons: ofModule }) => ofModule)
  if (lessonId) {
    const asked = all.find(({ id }) => id === lessonId)
    if (!asked) throw new AppError('LESSON_NOT_FOUND', {})
    return asked
  }
  const first =
    as === 'enrolled'
      ? (nextLesson(all, new Set(course.done), course.lastLessonId) ?? all[0])
      : as === 'preview'
        ? (all.find(({ preview }) => preview) ?? all[0])
        : all[0]
  if (!first) throw new AppError('LESSON_NOT_FOUND', {})
  return first
}

/** One lesson, for whoever may read it. Reading changes nothing. */
export function readLesson(ctx: TenantContext, { slug, lessonId }: z.output<typeof lessons.read.input>): Promise<LessonView> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const course = await findCourseToLearn(trx, tenantId, slug, person?.id ?? null)
    const as = course && standingOf(ctx, course)
    if (!course || !as) throw new AppError('COURSE_NOT_FOUND', {})
    const chosen = choose(course, as, lessonId)
    if (as === 'preview' && !chosen.preview) throw new AppError('NOT_ENROLLED', { slug: course.slug, title: course.title })
    const row = await findLessonToRead(trx, tenantId, chosen.id, as === 'enrolled' ? course.enrolmentId : null)
    if (!row) throw new AppError('LESSON_NOT_FOUND', {})
    const { id, title, language, tenantName, tenantSlug, modules, done } = course
    return {
      course: { id, slug: course.slug, title, language, tenantName, tenantSlug },
      modules,
      done: as === 'enrolled' ? done : [],
      as,
      lesson: lessonOf(ctx, row),
    }
  })
}

function lessonOf({ files, tenantId }: TenantContext, row: Row): Lesson {
  const { id, title, kind, minutes, quiz, version, passPercent, attempt } = row
  const urlOf = (fileId: FileId, name = 'picture') => files.urlOf({ tenantId, fileId, name })
  const own = quiz && { id, version, quiz }
  return {
    id,
    title,
    kind,
    minutes,
    html: withFileUrls(row.html, urlOf),
    video: videoOf(row, urlOf),
    quiz: kind === 'quiz' ? { passPercent, questions: own ? questionsOf(own, urlOf) : [] } : null,
    rule: ruleOf(row),
    progress: progressOf(row),
    lastResult: own && attempt ? resultOf(own, passPercent, attempt, urlOf) : null,
    lastAnswers: attempt?.answers ?? null,
  }
}

function videoOf({ kind, video, videoMime }: Row, urlOf: (fileId: FileId, name: string) => string): Video | null {
  if (kind !== 'video' || !video?.fileId || !videoMime) return null
  return {
    url: urlOf(video.fileId, videoMime === 'video/webm' ? 'video.webm' : 'video.mp4'),
    mime: videoMime,
    posterUrl: video.posterFileId ? urlOf(video.posterFileId, 'poster') : null,
    durationSeconds: video.durationSeconds,
    captions: video.captions.map(({ language, fileId }) => ({ language, url: urlOf(fileId, `captions.${language}.vtt`) })),
  }
}

function progressOf({ state, position, watched, completedAt, video }: Row): LessonProgress | null {
  if (!state) return null
  const covered = watched.reduce((sum, [from, to]) => sum + to - from, 0)
  return { state, position: position ?? 0, watched, watchedPercent: watchedPercent(covered, video), completedAt }
}
