import { AppError, type FileId, type LessonDraft, type lessons } from '@edurise/contracts'
import type { z } from 'zod'
import { asTenant, type MemberContext } from '../../context.ts'
import { renderMarkdown, withFileUrls } from '../../rich-text/render-markdown.ts'
import { findCourseTeacher, findLessonDraft } from './queries.ts'

/** A lesson as its author edits it. */
export function readLessonDraft(ctx: MemberContext, { courseId, lessonId }: z.output<typeof lessons.byId.input>): Promise<LessonDraft> {
  const { tenantId, person, permissions } = ctx
  const urlOf = (fileId: FileId, name = 'picture') => ctx.files.urlOf({ tenantId, fileId, name })
  return asTenant(ctx, async (trx) => {
    const [course, lesson] = await Promise.all([
      findCourseTeacher(trx, tenantId, courseId),
      findLessonDraft(trx, { tenantId, courseId, lessonId }),
    ])
    if (!course || (course.teacherId !== person.id && !permissions.has('courses.authorAny'))) throw new AppError('COURSE_NOT_FOUND', {})
    if (!lesson) throw new AppError('LESSON_NOT_FOUND', {})
    const { videoMime: mime, video, kind, quiz, html, ...rest } = lesson
    return {
      ...rest,
      kind,
      html: withFileUrls(html, urlOf),
      video:
        kind === 'video'
          ? {
              fileId: video?.fileId ?? null,
              url: video?.fileId ? urlOf(video.fileId, mime === 'video/webm' ? 'video.webm' : 'video.mp4') : null,
              mime,
              durationSeconds: video?.durationSeconds ?? null,
              captions: (video?.captions ?? []).map(({ language, fileId }) => ({
                language,
                fileId,
                url: urlOf(fileId, `captions.${language}.vtt`),
              })),
            }
          : null,
      quiz: kind === 'quiz' ? (quiz ?? { questions: [] }) : null,
    }
  })
}

/** How a text will look, before it is kept. */
export function previewText({ files, tenantId }: MemberContext, { body }: { body: string }): Promise<{ html: string }> {
  return Promise.resolve({ html: withFileUrls(renderMarkdown(body), (fileId) => files.urlOf({ tenantId, fileId, name: 'picture' })) })
}
