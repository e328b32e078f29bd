import type { CourseId, CreateCourse, Language } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { asTenant, type MemberContext } from '../../context.ts'
import { addModule } from './modules/queries.ts'
import { insertCourse, takeSlug } from './queries.ts'
import { slugCandidates } from './slug.ts'

const firstModule: Record<Language, string> = { en: 'First module', ar: 'الوحدة الأولى', so: 'Cutubka koowaad' }

export function createCourse(
  ctx: MemberContext,
  { title, language, subject }: CreateCourse,
): Promise<{ courseId: CourseId; slug: string }> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const courseId = newId<CourseId>()
    const candidates = slugCandidates(title)
    // Taken by somebody at the same moment: try the next. In the end the course's own id, which nobody else has.
    let slug: string | undefined
    for (let attempt = 0; !slug && attempt < 5; attempt += 1) slug = await takeSlug(trx, tenantId, courseId, candidates)
    slug ??= await takeSlug(trx, tenantId, courseId, [`course-${courseId}`])
    if (!slug) throw new Error('no address is left for a course')

    await insertCourse(trx, {
      tenantId,
      courseId,
      slug,
      title,
      language,
      subject,
      teacherId: person.id,
      teacherName: person.name,
      at: ctx.now(),
    })
    await addModule(trx, tenantId, courseId, firstModule[language])
    return { courseId, slug }
  })
}
