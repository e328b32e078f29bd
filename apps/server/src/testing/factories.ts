import type { CourseId, Language, LessonId, ModuleId, PersonId, TenantId } from '@edurise/contracts'
import type { AuthoredQuiz } from '@edurise/contracts'
import { json, newId, type Db, type StoredVideo } from '@edurise/db'

export interface ATenant {
  tenantId: TenantId
  slug: string
  name: string
}

let count = 0
const next = () => (count += 1)

export async function insertTenant(
  owner: Db,
  { slug = `tenant-${next()}`, name = `Tenant ${slug}` }: { slug?: string; name?: string } = {},
): Promise<ATenant> {
  const tenantId = newId<TenantId>()
  await owner.open.insertInto('tenants').values({ id: tenantId, slug, name }).execute()
  return { tenantId, slug, name }
}

export interface CourseWishes {
  tenantId: TenantId
  teacherId?: PersonId
  slug?: string
  title?: string
  state?: 'draft' | 'published' | 'archived'
  priceMinor?: number
  currency?: string
  refundDays?: number
  language?: Language
  /** How many text lessons, in one module. */
  lessons?: number
}

export interface ACourse {
  tenantId: TenantId
  courseId: CourseId
  slug: string
  title: string
  teacherId: PersonId
  moduleId: ModuleId
  lessonIds: LessonId[]
}

export async function insertCourse(owner: Db, at: Date, wishes: CourseWishes): Promise<ACourse> {
  const { tenantId, teacherId = newId<PersonId>(), slug = `course-${next()}`, title = `Course ${slug}`, state = 'published' } = wishes
  const { priceMinor = 4_900, currency = 'USD', refundDays = 14, language = 'en', lessons = 2 } = wishes
  const courseId = newId<CourseId>()
  const moduleId = newId<ModuleId>()
  await owner.open
    .insertInto('courses')
    .values({
      tenant_id: tenantId,
      id: courseId,
      slug,
      title,
      promise: `What ${title} promises`,
      language,
      subject: 'data',
      state,
      price_minor: priceMinor,
      currency,
      refund_days: refundDays,
      teacher_id: teacherId,
      teacher_name: 'Theo Teacher',
      outcomes: json(['One thing learned']),
      created_at: at,
      updated_at: at,
      published_at: state === 'draft' ? null : at,
    })
    .execute()
  await owner.open.insertInto('course_routes').values({ slug, course_id: courseId, tenant_id: tenantId }).execute()
  await owner.open
    .insertInto('modules')
    .values({ tenant_id: tenantId, id: moduleId, course_id: courseId, title: 'First module', position: 0 })
    .execute()
  const lessonIds: LessonId[] = []
  for (let position = 0; position < lessons; position += 1) {
    lessonIds.push(await insertLesson(owner, at, { tenantId, courseId, moduleId, position, title: `Lesson ${position + 1}` }))
  }
  return { tenantId, courseId, slug, title, teacherId, moduleId, lessonIds }
}

export interface LessonWishes {
  tenantId: TenantId
  courseId: CourseId
  moduleId: ModuleId
  position?: number
  title?: string
  kind?: 'text' | 'video' | 'quiz'
  minutes?: number
  preview?: boolean
  body?: string
  quiz?: AuthoredQuiz
  video?: StoredVideo
}

export async function insertLesson(owner: Db, at: Date, wishes: LessonWishes): Promise<LessonId> {
  const {
    tenantId,
    courseId,
    moduleId,
    position = next(),
    title = 'A lesson',
    kind = 'text',
    minutes = 5,
    preview = false,
    body = 'Some words.',
    quiz,
    video,
  } = wishes
  const id = newId<LessonId>()
  await owner.open
    .insertInto('lessons')
    .values({
      tenant_id: tenantId,
      id,
      course_id: courseId,
      module_id: moduleId,
      title,
      kind,
      position,
      minutes,
      is_preview: preview,
      body,
      body_html: `<p>${body}</p>`,
      quiz: quiz ? json(quiz) : null,
      video: video ? json(video) : null,
      updated_at: at,
    })
    .execute()
  return id
}
