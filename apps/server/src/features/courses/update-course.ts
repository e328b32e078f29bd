import { AppError, type Check, type CoursePatch, type Saved, type courses } from '@edurise/contracts'
import { json, type StoredCover, type Tables } from '@edurise/db'
import type { Updateable } from 'kysely'
import type { z } from 'zod'
import type { MemberContext } from '../../context.ts'
import { renderMarkdown } from '../../rich-text/render-markdown.ts'
import { findFiles } from '../files/index.ts'
import { writeListing } from '../marketplace/index.ts'
import { inOwnCourse, type LockedCourse } from './change-course.ts'
import { checksOf, missingOf } from './checks.ts'
import { saveCourse } from './queries.ts'

const fieldOf: Partial<Record<Check['code'], keyof CoursePatch>> = {
  title: 'title',
  promise: 'promise',
  outcomes: 'outcomes',
  price: 'priceMinor',
}

/** What is on the market keeps what it needed to get there. */
function refuseUnsellable(course: LockedCourse, patch: CoursePatch): void {
  if (course.state !== 'published') return
  const missing = missingOf(checksOf({ ...course, ...defined(patch) }, [])).flatMap((code) => fieldOf[code] ?? [])
  if (missing.length)
    throw new AppError('INPUT_INVALID', {
      fields: Object.fromEntries(missing.map((field) => [`patch.${field}`, ['a published course needs it']])),
    })
}

function defined({ title, promise, outcomes, priceMinor, currency }: CoursePatch) {
  return {
    ...(title !== undefined && { title }),
    ...(promise !== undefined && { promise }),
    ...(outcomes !== undefined && { outcomes }),
    ...(priceMinor !== undefined && { priceMinor }),
    ...(currency !== undefined && { currency }),
  }
}

function coverWith({ cover }: LockedCourse, { coverSeed, coverFileId }: CoursePatch): StoredCover {
  const { fileId, seed } = cover
  const file = coverFileId === undefined ? fileId : (coverFileId ?? undefined)
  const chosen = coverSeed ?? seed
  return { ...(chosen !== undefined && { seed: chosen }), ...(file && { fileId: file }) }
}

function valuesOf(course: LockedCourse, patch: CoursePatch): Updateable<Tables['courses']> {
  const { title, promise, description, language, subject, level, outcomes, faq, priceMinor, currency, refundDays, teacherBio } = patch
  return {
    ...(title !== undefined && { title }),
    ...(promise !== undefined && { promise }),
    ...(description !== undefined && { description, description_html: renderMarkdown(description) }),
    ...(language !== undefined && { language }),
    ...(subject !== undefined && { subject }),
    ...(level !== undefined && { level }),
    ...(outcomes !== undefined && { outcomes: json(outcomes) }),
    ...(faq !== undefined && { faq: json(faq) }),
    ...((patch.coverSeed !== undefined || patch.coverFileId !== undefined) && { cover: json(coverWith(course, patch)) }),
    ...(priceMinor !== undefined && { price_minor: priceMinor }),
    ...(currency !== undefined && { currency }),
    ...(refundDays !== undefined && { refund_days: refundDays }),
    ...(teacherBio !== undefined && { teacher_bio: teacherBio }),
  }
}

export function updateCourse(
  ctx: MemberContext,
  { courseId, version, patch }: z.output<typeof courses.update.input>,
): Promise<z.input<typeof Saved>> {
  return inOwnCourse(ctx, courseId, async (trx, course) => {
    if (course.version !== version) throw new AppError('COURSE_CHANGED_MEANWHILE', { version: course.version })
    refuseUnsellable(course, patch)
    if (patch.coverFileId) {
      const [file] = await findFiles(trx, ctx.tenantId, [patch.coverFileId])
      if (file?.kind !== 'image') throw new AppError('INPUT_INVALID', { fields: { 'patch.coverFileId': ['no picture of this portal'] } })
    }
    const at = ctx.now()
    const saved = await saveCourse(trx, ctx.tenantId, courseId, valuesOf(course, patch), at)
    if (course.state === 'published') await writeListing(trx, ctx.tenantId, courseId)
    return { version: saved, savedAt: at.toISOString() }
  })
}
