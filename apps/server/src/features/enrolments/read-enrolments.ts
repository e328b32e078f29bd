import {
  AppError,
  EnrolmentId,
  Instant,
  type CourseId,
  type enrolments,
  type EnrolmentState,
  type MyCourse,
  type Permission,
  type Standing,
} from '@edurise/contracts'
import { z } from 'zod'
import { asSelf, asTenant, type MemberContext, type PersonContext, type TenantContext } from '../../context.ts'
import { pageOf, readCursor } from '../../paging.ts'
import { coverOf } from '../files/index.ts'
import { nextLesson } from './completion.ts'
import { findCourseTeacher, findStanding, listMyEnrolments, listStudents } from './queries.ts'

const Cursor = z.tuple([Instant, EnrolmentId])

function afterOf(cursor: string | undefined) {
  const [at, id] = readCursor(Cursor, cursor) ?? []
  return at && id ? { at, id } : undefined
}

const statesOf: Record<'going_on' | 'finished' | 'all', readonly EnrolmentState[]> = {
  going_on: ['active'],
  finished: ['completed'],
  all: ['active', 'completed'],
}

/** Everything the caller learns, in whichever portal. */
export async function listMine(
  ctx: PersonContext,
  { state, cursor, limit }: z.output<typeof enrolments.mine.input>,
): Promise<z.input<typeof enrolments.mine.output>> {
  const personId = ctx.person.id
  const rows = await asSelf(ctx, (trx) =>
    listMyEnrolments(trx, { personId, states: statesOf[state ?? 'all'], after: afterOf(cursor), limit: limit + 1 }),
  )
  const { items, nextCursor } = pageOf(rows, limit, (last) => [last.lastActiveAt, last.enrolmentId])
  return { items: items.map((row) => myCourseOf(ctx, row)), nextCursor }
}

type Row = Awaited<ReturnType<typeof listMyEnrolments>>[number]

function myCourseOf(ctx: PersonContext, { tenantId, outline: modules, lastLessonId, done, cover, ...row }: Row): MyCourse {
  const lessons = modules
    .flatMap(({ title: module, lessons: ofModule }) => ofModule.map((lesson) => ({ ...lesson, module })))
    .map((lesson, index) => ({ ...lesson, number: index + 1 }))
  const known = new Set(done)
  const next = nextLesson(lessons, known, lastLessonId)
  return {
    ...row,
    cover: coverOf(ctx.files, { tenantId, slug: row.slug, cover }),
    modules,
    done: lessons.filter(({ id }) => known.has(id)).map(({ id }) => id),
    lessonCount: lessons.length,
    minutesLeft: lessons.reduce((sum, { id, minutes }) => (known.has(id) ? sum : sum + minutes), 0),
    next: next ? { lessonId: next.id, title: next.title, module: next.module, number: next.number } : null,
  }
}

const none: Standing = { state: 'none', orderId: null, nextLessonId: null, lessonsDone: 0 }

/** How the caller stands to a course: what the button on its page has to say. */
export async function readStanding(ctx: TenantContext, { courseId }: { courseId: CourseId }): Promise<Standing> {
  const { tenantId, person, permissions } = ctx
  const found = await asTenant(ctx, (trx) => findStanding(trx, tenantId, courseId, person?.id ?? null))
  if (!found) throw new AppError('COURSE_NOT_FOUND', {})
  const { state, lessons, done, lastLessonId, orderId, teacherId, courseState } = found
  const next = nextLesson(lessons, new Set(done), lastLessonId)?.id ?? lessons[0]?.id ?? null
  const standing = { orderId: null, nextLessonId: next, lessonsDone: found.lessonsDone ?? 0 }
  if (state === 'active') return { ...standing, state: 'enrolled' }
  if (state === 'completed') return { ...standing, state: 'completed' }
  if (person && isStaff(permissions, teacherId === person.id)) return { ...standing, state: 'staff', nextLessonId: lessons[0]?.id ?? null }
  if (orderId) return { ...none, state: 'waiting', orderId }
  if (state === 'ended') return { ...none, state: 'ended', lessonsDone: found.lessonsDone ?? 0 }
  if (courseState === 'draft' || courseState === 'in_review') throw new AppError('COURSE_NOT_FOUND', {})
  return none
}

function isStaff(permissions: ReadonlySet<Permission>, own: boolean): boolean {
  return permissions.has('courses.authorAny') || (own && permissions.has('courses.author'))
}

/** Who learns a course: its teacher sees them, and whoever may author any. */
export function listOfCourse(
  ctx: MemberContext,
  { courseId, state, cursor, limit }: z.output<typeof enrolments.ofCourse.input>,
): Promise<z.input<typeof enrolments.ofCourse.output>> {
  const { tenantId, person, permissions } = ctx
  const after = afterOf(cursor)
  return asTenant(ctx, async (trx) => {
    const course = await findCourseTeacher(trx, tenantId, courseId)
    if (!course || !isStaff(permissions, course.teacherId === person.id)) throw new AppError('COURSE_NOT_FOUND', {})
    const rows = await listStudents(trx, { tenantId, courseId, state, after, limit: limit + 1 })
    return pageOf(rows, limit, (last) => [last.createdAt, last.enrolmentId])
  })
}
