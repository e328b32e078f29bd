import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { CourseId, FileId, LessonId, ModuleId, PersonId, TenantId } from '@edurise/contracts'
import { json, newId, type StoredVideo, type TenantDb } from '@edurise/db'
import sharp from 'sharp'
import { storeFile } from '../features/files/index.ts'
import type { Files } from '../gateways/files.ts'
import { renderMarkdown } from '../rich-text/render-markdown.ts'
import { readQuiz, readText, type DemoCourse, type DemoLesson } from './content.ts'

export interface Place {
  trx: TenantDb
  files: Files
  tenantId: TenantId
  teacherId: PersonId
  at: Date
}

export interface SeededCourse {
  courseId: CourseId
  lessons: { id: LessonId; minutes: number }[]
}

/** A published course with all it consists of, made of the demo's files. */
export async function insertCourse(place: Place, course: DemoCourse): Promise<SeededCourse> {
  const { trx, tenantId, teacherId, at } = place
  const courseId = newId<CourseId>()
  await trx
    .insertInto('courses')
    .values({
      tenant_id: tenantId,
      id: courseId,
      slug: course.slug,
      title: course.title,
      promise: course.promise,
      description: course.description,
      description_html: renderMarkdown(course.description),
      language: course.language,
      subject: course.subject,
      level: course.level,
      outcomes: json(course.outcomes),
      faq: json(course.faq),
      state: 'published',
      price_minor: course.priceMinor,
      currency: course.currency,
      refund_days: course.refundDays,
      teacher_id: teacherId,
      teacher_name: course.teacher.name,
      teacher_bio: course.teacher.bio,
      featured: course.featured,
      created_at: at,
      updated_at: at,
      published_at: at,
    })
    .execute()
  await trx.insertInto('course_routes').values({ slug: course.slug, course_id: courseId, tenant_id: tenantId }).execute()
  const lessons: SeededCourse['lessons'] = []
  for (const [position, { title, lessons: inside }] of course.modules.entries()) {
    const moduleId = newId<ModuleId>()
    await trx.insertInto('modules').values({ tenant_id: tenantId, id: moduleId, course_id: courseId, title, position }).execute()
    for (const [index, lesson] of inside.entries()) {
      const id = newId<LessonId>()
      const values = await contentOf(place, course.folder, lesson)
      const { kind, minutes, preview: is_preview } = lesson
      await trx
        .insertInto('lessons')
        .values({
          tenant_id: tenantId,
          id,
          course_id: courseId,
          module_id: moduleId,
          title: lesson.title,
          kind,
          position: index,
          minutes,
          is_preview,
          updated_at: at,
          ...values,
        })
        .execute()
      lessons.push({ id, minutes })
    }
  }
  return { courseId, lessons }
}

async function contentOf(place: Place, folder: URL, lesson: DemoLesson) {
  if (lesson.kind === 'quiz') {
    const { passPercent, questions } = readQuiz(new URL(lesson.file, folder))
    return { quiz: json({ questions }), pass_percent: passPercent }
  }
  const body = await withStoredPictures(place, folder, readText(new URL(lesson.file, folder)))
  const text = { body, body_html: renderMarkdown(body) }
  return lesson.video ? { ...text, video: json(await storeVideo(place, folder, lesson.video)) } : text
}

/** The text with its pictures stored, and named as files of ours. */
async function withStoredPictures(place: Place, folder: URL, text: string): Promise<string> {
  let stored = text
  for (const [, path = ''] of text.matchAll(/\]\((images\/[^)]+)\)/g)) {
    const fileId = await storePicture(place, new URL(path, folder))
    stored = stored.replaceAll(`](${path})`, `](file:${fileId})`)
  }
  return stored
}

/** Drawings become what an upload becomes: a picture without anything in it that could run. */
async function storePicture(place: Place, file: URL): Promise<FileId> {
  const bytes = await sharp(readFileSync(file), { density: 144 })
    .resize({ width: 1_600, withoutEnlargement: true })
    .webp({ quality: 88 })
    .toBuffer()
  const name = `${basename(file.pathname, extname(file.pathname))}.webp`
  return storeFile(place.trx, storing(place), {
    tenantId: place.tenantId,
    kind: 'image',
    name,
    mime: 'image/webp',
    bytes,
    createdBy: place.teacherId,
  })
}

async function storeVideo(place: Place, folder: URL, video: NonNullable<DemoLesson['video']>): Promise<StoredVideo> {
  const { trx, tenantId, teacherId: createdBy } = place
  const bytes = readFileSync(new URL(video.file, folder))
  const store = (kind: 'video' | 'captions', file: string, mime: string, content: Buffer) =>
    storeFile(trx, storing(place), { tenantId, kind, name: basename(file), mime, bytes: content, createdBy })
  const fileId = await store('video', video.file, 'video/webm', bytes)
  const posterFileId = await storePicture(place, new URL(video.poster, folder))
  const captions: StoredVideo['captions'] = []
  for (const { language, file } of video.captions) {
    captions.push({ language, fileId: await store('captions', file, 'text/vtt', readFileSync(new URL(file, folder))) })
  }
  return { fileId, posterFileId, durationSeconds: webmSeconds(bytes), captions }
}

const storing = ({ files, at }: Place) => ({ files, now: () => at })

/** Length of a film as its Info element tells it (RFC 9559: TimestampScale is 1 ms unless it says otherwise). */
export function webmSeconds(bytes: Buffer): number | null {
  const at = bytes.subarray(0, 4_096).indexOf(Buffer.from([0x44, 0x89]))
  const size = at < 0 ? 0 : (bytes[at + 2] ?? 0) & 0x7f
  if (size !== 4 && size !== 8) return null
  const milliseconds = size === 8 ? bytes.readDoubleBE(at + 3) : bytes.readFloatBE(at + 3)
  return Math.round(milliseconds / 100) / 10
}
