import { AppError, type FileId, type LessonId, type LessonPatch, type lessons, type ModuleId } from '@edurise/contracts'
import { json, type StoredVideo, type Tables, type TenantDb } from '@edurise/db'
import type { Updateable } from 'kysely'
import type { z } from 'zod'
import type { MemberContext } from '../../context.ts'
import { renderMarkdown, withFileUrls } from '../../rich-text/render-markdown.ts'
import { changeOutline } from '../courses/index.ts'
import { findFiles } from '../files/index.ts'
import { findLessonDraft, hasModule, insertLesson, placeLesson, removeLesson, restoreLesson, saveLesson } from './queries.ts'

type Input<Name extends keyof typeof lessons> = z.output<(typeof lessons)[Name]['input']>

export function addLesson(ctx: MemberContext, { courseId, moduleId, kind, title }: Input<'add'>): Promise<{ lessonId: LessonId }> {
  const { tenantId } = ctx
  return changeOutline(ctx, courseId, async (trx) => {
    if (!(await hasModule(trx, tenantId, courseId, moduleId))) throw new AppError('MODULE_NOT_FOUND', {})
    return { lessonId: await insertLesson(trx, { tenantId, courseId, moduleId, kind, title, at: ctx.now() }) }
  })
}

/** Every file that a lesson names is of this tenant, and of the kind it is used as. */
async function checkFiles(trx: TenantDb, { tenantId }: MemberContext, video: NonNullable<LessonPatch['video']>): Promise<void> {
  const wanted = new Map<FileId, 'video' | 'captions'>(video.captions.map(({ fileId }) => [fileId, 'captions']))
  if (video.fileId) wanted.set(video.fileId, 'video')
  if (!wanted.size) return
  const found = await findFiles(trx, tenantId, [...wanted.keys()])
  if (found.length < wanted.size || found.some(({ fileId, kind }) => wanted.get(fileId) !== kind)) throw new AppError('FILE_NOT_FOUND', {})
}

function valuesOf(patch: LessonPatch, known: StoredVideo | null, html: string | undefined): Updateable<Tables['lessons']> {
  const { title, minutes, preview, body, video, quiz, passPercent, watchPercent } = patch
  const poster = known?.fileId === video?.fileId ? known?.posterFileId : undefined
  return {
    ...(title !== undefined && { title }),
    ...(minutes !== undefined && { minutes }),
    ...(preview !== undefined && { is_preview: preview }),
    ...(body !== undefined && html !== undefined && { body, body_html: html }),
    ...(video !== undefined && { video: json<StoredVideo>({ ...video, ...(poster && { posterFileId: poster }) }) }),
    ...(quiz !== undefined && { quiz: json(quiz) }),
    ...(passPercent !== undefined && { pass_percent: passPercent }),
    ...(watchPercent !== undefined && { watch_percent: watchPercent }),
  }
}

export async function updateLesson(
  ctx: MemberContext,
  { courseId, lessonId, version, patch }: Input<'update'>,
): Promise<z.input<typeof lessons.update.output>> {
  const { tenantId } = ctx
  const key = { tenantId, courseId, lessonId }
  // Rendered before anything is held: a long text takes longer than the whole transaction.
  const html = patch.body === undefined ? undefined : renderMarkdown(patch.body)
  return changeOutline(ctx, courseId, async (trx) => {
    const lesson = await findLessonDraft(trx, key)
    if (!lesson) throw new AppError('LESSON_NOT_FOUND', {})
    if (lesson.version !== version) throw new AppError('LESSON_CHANGED_MEANWHILE', { version: lesson.version })
    if (patch.video) await checkFiles(trx, ctx, patch.video)
    const at = ctx.now()
    const saved = await saveLesson(trx, key, valuesOf(patch, lesson.video, html), at)
    return {
      version: saved,
      savedAt: at.toISOString(),
      html: withFileUrls(html ?? lesson.html, (fileId) => ctx.files.urlOf({ tenantId, fileId, name: 'picture' })),
    }
  })
}

export function moveLesson(
  ctx: MemberContext,
  { courseId, lessonId, moduleId, position }: Input<'move'>,
): Promise<{ moduleId: ModuleId; position: number }> {
  const key = { tenantId: ctx.tenantId, courseId, lessonId }
  return changeOutline(ctx, courseId, async (trx) => {
    if (!(await findLessonDraft(trx, key))) throw new AppError('LESSON_NOT_FOUND', {})
    if (!(await hasModule(trx, ctx.tenantId, courseId, moduleId))) throw new AppError('MODULE_NOT_FOUND', {})
    return { moduleId, position: await placeLesson(trx, key, moduleId, position) }
  })
}

/** Out of the course, and kept: what learners did in it stays, and `restore` brings it back. */
export function removeOneLesson(ctx: MemberContext, { courseId, lessonId }: Input<'remove'>): Promise<{ lessonId: LessonId }> {
  const key = { tenantId: ctx.tenantId, courseId, lessonId }
  return changeOutline(ctx, courseId, async (trx) => {
    if (!(await findLessonDraft(trx, key))) throw new AppError('LESSON_NOT_FOUND', {})
    await removeLesson(trx, key, ctx.now())
    return { lessonId }
  })
}

/** Where it was, if its module is still there. Restored twice, it is there once. */
export function restoreOneLesson(ctx: MemberContext, { courseId, lessonId }: Input<'restore'>): Promise<{ lessonId: LessonId }> {
  const key = { tenantId: ctx.tenantId, courseId, lessonId }
  return changeOutline(ctx, courseId, async (trx) => {
    const removed = await findLessonDraft(trx, key, { removed: true })
    if (!removed) {
      if (await findLessonDraft(trx, key)) return { lessonId }
      throw new AppError('LESSON_NOT_FOUND', {})
    }
    if (!(await hasModule(trx, ctx.tenantId, courseId, removed.moduleId))) throw new AppError('LESSON_NOT_FOUND', {})
    await restoreLesson(trx, key)
    return { lessonId }
  })
}
