import type { CourseId, Language, PersonId, TenantId } from '@edurise/contracts'
import { inTenant, newId, type Db, type TenantDb } from '@edurise/db'
import { grantAccess } from '../features/enrolments/index.ts'
import type { DemoCourse } from './content.ts'
import type { SeededCourse } from './courses.ts'
import { ensurePerson } from './people.ts'

const day = 86_400_000
const numbered: Record<Language, (number: number) => string> = {
  en: (number) => `Demo learner ${number}`,
  ar: (number) => `متعلم تجريبي ${number}`,
  so: (number) => `Arday tijaabo ah ${number}`,
}
const size = 8

/** How far each learner of a course has come: three to six of eight to its end. */
function sharesOf({ title }: DemoCourse): number[] {
  const finishers = 3 + (title.length % 4)
  return Array.from({ length: size }, (_, index) => (index < finishers ? 1 : (size - index) / (size - finishers + 1)))
}

/** Learners who say by their names that they belong to the demo: their accounts have no password. */
export async function insertLearners(
  owner: Db,
  { tenantId, course, seeded, now }: { tenantId: TenantId; course: DemoCourse; seeded: SeededCourse; now: Date },
): Promise<void> {
  const shares = sharesOf(course)
  const people: PersonId[] = []
  for (const index of shares.keys()) {
    const name = course.reviews[index]?.name ?? numbered[course.language](index + 1)
    people.push(await ensurePerson(owner, { name, email: `learner-${index + 1}.${course.slug}@demo.test`, locale: course.language }))
  }
  await inTenant(owner, tenantId, async (trx) => {
    for (const [index, personId] of people.entries()) {
      const began = new Date(now.getTime() - (40 - 3 * index) * day)
      await insertProgress(trx, {
        tenantId,
        courseId: seeded.courseId,
        personId,
        began,
        lessons: seeded.lessons.slice(0, Math.ceil(seeded.lessons.length * (shares[index] ?? 0))),
        of: seeded.lessons.length,
      })
      const review = course.reviews[index]
      if (review)
        await insertReview(trx, { tenantId, courseId: seeded.courseId, personId, at: new Date(began.getTime() + 12 * day), ...review })
    }
  })
}

async function insertProgress(
  trx: TenantDb,
  {
    tenantId,
    courseId,
    personId,
    began,
    lessons,
    of,
  }: { tenantId: TenantId; courseId: CourseId; personId: PersonId; began: Date; lessons: SeededCourse['lessons']; of: number },
): Promise<void> {
  const { enrolmentId } = await grantAccess(trx, { tenantId, courseId, personId, sourceKind: 'admin', sourceId: courseId, at: began })
  const doneAt = (index: number) => new Date(began.getTime() + index * (day / 2) + 3_600_000)
  const last = lessons.length - 1
  if (last < 0) return
  await trx
    .insertInto('lesson_progress')
    .values(
      lessons.map(({ id }, index) => ({
        tenant_id: tenantId,
        enrolment_id: enrolmentId,
        lesson_id: id,
        person_id: personId,
        course_id: courseId,
        state: 'completed' as const,
        position: 1_000,
        updated_at: doneAt(index),
        completed_at: doneAt(index),
      })),
    )
    .execute()
  const finished = lessons.length === of
  await trx
    .updateTable('enrolments')
    .set({
      lessons_done: lessons.length,
      last_lesson_id: lessons[last]?.id ?? null,
      last_active_at: doneAt(last),
      state: finished ? 'completed' : 'active',
      completed_at: finished ? doneAt(last) : null,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', enrolmentId)
    .execute()
}

async function insertReview(
  trx: TenantDb,
  {
    tenantId,
    courseId,
    personId,
    at,
    name,
    rating,
    text,
  }: { tenantId: TenantId; courseId: CourseId; personId: PersonId; at: Date; name: string; rating: number; text: string },
): Promise<void> {
  await trx
    .insertInto('reviews')
    .values({
      tenant_id: tenantId,
      id: newId<string>(),
      course_id: courseId,
      person_id: personId,
      author_name: name,
      rating,
      text,
      created_at: at,
    })
    .execute()
}
