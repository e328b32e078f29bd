import { z } from 'zod'
import { Cover, OutlineModule, Subject } from './courses.ts'
import { defineErrors } from './define-errors.ts'
import { mutation, query } from './define-procedures.ts'
import { CourseId, EnrolmentId, GrantId, GrantSource, Instant, Language, LessonId, OrderId, PersonId, Slug, Texts } from './ids.ts'
import { page, paging } from './paging.ts'

export const EnrolmentState = z.enum(['active', 'completed', 'ended'])
export type EnrolmentState = z.infer<typeof EnrolmentState>

export const MyCourse = z.object({
  enrolmentId: EnrolmentId,
  courseId: CourseId,
  slug: Slug,
  title: z.string(),
  language: Language,
  subject: Subject,
  cover: Cover,
  teacherName: z.string(),
  tenantName: z.string(),
  tenantNames: Texts,
  tenantSlug: z.string(),
  state: EnrolmentState,
  modules: z.array(OutlineModule),
  done: z.array(LessonId),
  lessonCount: z.int(),
  minutesLeft: z.int(),
  next: z.object({ lessonId: LessonId, title: z.string(), module: z.string(), number: z.int() }).nullable(),
  lastActiveAt: Instant,
  createdAt: Instant,
  completedAt: Instant.nullable(),
})
export type MyCourse = z.infer<typeof MyCourse>

/** How the caller stands to a course: what the button on its page has to say. */
export const Standing = z.object({
  state: z.enum(['none', 'waiting', 'enrolled', 'completed', 'ended', 'staff']),
  /** The open order while its payment is waited for. */
  orderId: OrderId.nullable(),
  nextLessonId: LessonId.nullable(),
  lessonsDone: z.int(),
})
export type Standing = z.infer<typeof Standing>

export const Student = z.object({
  enrolmentId: EnrolmentId,
  personId: PersonId,
  name: z.string(),
  email: z.string(),
  state: EnrolmentState,
  lessonsDone: z.int(),
  lessonCount: z.int(),
  lastLesson: z.string().nullable(),
  lastActiveAt: Instant,
  createdAt: Instant,
})
export type Student = z.infer<typeof Student>

export const KeepPlace = z.strictObject({
  courseId: CourseId,
  lessonId: LessonId,
  /** Seconds in a video; per mille of the text otherwise. */
  position: z.int().min(0).max(86_400),
  /** Whole seconds watched since the last call: [from, to). */
  watched: z.array(z.tuple([z.int().min(0).max(86_400), z.int().min(0).max(86_400)])).max(50),
})

const lesson = z.strictObject({ courseId: CourseId, lessonId: LessonId })

/** After a step: is this lesson done, how many are, and is the course. */
export const Step = z.object({ completed: z.boolean(), lessonsDone: z.int(), lessonCount: z.int(), courseCompleted: z.boolean() })
export type Step = z.infer<typeof Step>

/** One reason why a person may use a course, live or ended. */
export const AccessSource = z.object({
  id: GrantId,
  courseId: CourseId,
  courseTitle: z.string(),
  source: GrantSource,
  /** Of the order that it came from. */
  orderId: OrderId.nullable(),
  orderNumber: z.string().nullable(),
  reason: z.string(),
  startsAt: Instant,
  endedAt: Instant.nullable(),
  endedReason: z.string().nullable(),
})
export type AccessSource = z.infer<typeof AccessSource>

const why = z.string().trim().min(3).max(2000)

export const enrolmentErrors = defineErrors({
  COURSE_NOT_FREE: { as: 'PRECONDITION_FAILED', data: z.object({ slug: z.string() }) },
  GRANT_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  /** Paid access ends with its money: a refund takes it back. */
  GRANT_IS_PAID: { as: 'CONFLICT', data: z.object({ orderId: OrderId.nullable() }) },
  /** The rule of the lesson has not been met: the quiz is not passed, the video not watched far enough. */
  LESSON_NOT_FINISHED: {
    as: 'PRECONDITION_FAILED',
    data: z.object({ rule: z.enum(['watch', 'pass']), percent: z.int(), reached: z.int() }),
  },
})

const learner = { allow: 'signed-in', tenantFrom: 'courseId', door: 'tenant' } as const

export const enrolments = {
  enrol: mutation({
    ...learner,
    input: z.strictObject({ courseId: CourseId }),
    output: z.object({ enrolmentId: EnrolmentId, firstLessonId: LessonId.nullable() }),
    refuses: ['COURSE_NOT_FOUND', 'COURSE_NOT_FREE'],
  }),
  mine: query({
    allow: 'signed-in',
    tenantFrom: 'none',
    door: 'person',
    input: z.strictObject({ ...paging, state: z.enum(['going_on', 'finished']).optional() }),
    output: page(MyCourse),
  }),
  standing: query({
    ...learner,
    allow: 'anyone',
    input: z.strictObject({ courseId: CourseId }),
    output: Standing,
    refuses: ['COURSE_NOT_FOUND'],
  }),
  completeLesson: mutation({
    ...learner,
    input: lesson,
    output: Step,
    refuses: ['COURSE_NOT_FOUND', 'LESSON_NOT_FOUND', 'NOT_ENROLLED', 'LESSON_NOT_FINISHED'],
  }),
  keepPlace: mutation({ ...learner, input: KeepPlace, output: Step, refuses: ['COURSE_NOT_FOUND', 'LESSON_NOT_FOUND', 'NOT_ENROLLED'] }),
  /** Every source of access a person has had in this tenant, newest first. */
  sources: query({
    allow: 'enrolments.grant',
    tenantFrom: 'host',
    door: 'tenant',
    input: z.strictObject({ ...paging, personId: PersonId }),
    output: page(AccessSource),
    refuses: ['PERSON_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  /** Opens a course to a person without money, and says why. */
  grant: mutation({
    allow: 'enrolments.grant',
    tenantFrom: 'host',
    door: 'tenant',
    input: z.strictObject({ personId: PersonId, courseId: CourseId, reason: why, requestKey: z.uuid() }),
    output: AccessSource,
    refuses: ['PERSON_NOT_FOUND', 'COURSE_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  /** Takes back what an admin gave. Other sources stay as they are. */
  revoke: mutation({
    allow: 'enrolments.grant',
    tenantFrom: 'host',
    door: 'tenant',
    input: z.strictObject({ grantId: GrantId, reason: why }),
    output: AccessSource,
    refuses: ['GRANT_NOT_FOUND', 'GRANT_IS_PAID', 'NO_PORTAL_HERE'],
  }),
  ofCourse: query({
    allow: 'enrolments.ofCourse',
    tenantFrom: 'host',
    door: 'tenant',
    input: z.strictObject({ ...paging, courseId: CourseId, state: EnrolmentState.optional() }),
    output: page(Student),
    refuses: ['COURSE_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
}
