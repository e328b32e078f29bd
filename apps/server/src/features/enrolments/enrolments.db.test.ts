import type { CourseId, LessonId, PersonId, TenantId } from '@edurise/contracts'
import { inTenant, newId, type StoredVideo } from '@edurise/db'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filesOnDisk } from '../../gateways/files-on-disk.ts'
import { refusal, useWorld, type SignedIn } from '../../testing/world.ts'
import { endGrants, grantAccess, hasAccess } from './index.ts'

const world = useWorld({ parts: ({ config }) => ({ files: filesOnDisk(config) }) })

async function aLearner({ video, lessons = 2 }: { video?: StoredVideo; lessons?: number } = {}) {
  const learner = await world.signedIn()
  const course = await world.aCourse({ tenantId: learner.tenantId, priceMinor: 0, lessons })
  const lessonIds = [...course.lessonIds]
  if (video) lessonIds.push(await world.aLesson({ ...course, kind: 'video', position: 9, video }))
  await learner.api.enrolments.enrol({ courseId: course.courseId })
  return { learner, course, lessonIds, first: lessonIds[0] ?? newId<LessonId>(), last: lessonIds.at(-1) ?? newId<LessonId>() }
}

const rowsOf = (tenantId: TenantId) =>
  Promise.all([
    world.db.open.selectFrom('orders').selectAll().where('tenant_id', '=', tenantId).execute(),
    world.db.open.selectFrom('grants').selectAll().where('tenant_id', '=', tenantId).execute(),
    world.db.open.selectFrom('enrolments').selectAll().where('tenant_id', '=', tenantId).execute(),
  ])

describe('enrolling in a free course', () => {
  it('makes one order, one grant and one enrolment, however often the button is pressed at once', async () => {
    const learner = await world.signedIn()
    const { courseId, lessonIds } = await world.aCourse({ tenantId: learner.tenantId, priceMinor: 0 })
    const results = await Promise.all(Array.from({ length: 6 }, () => learner.api.enrolments.enrol({ courseId })))
    expect(new Set(results.map(({ enrolmentId }) => enrolmentId)).size).toBe(1)
    expect(results[0]?.firstLessonId).toBe(lessonIds[0])
    const [orders, grants, enrolments] = await rowsOf(learner.tenantId)
    expect([orders.length, grants.length, enrolments.length]).toEqual([1, 1, 1])
    expect(orders[0]).toMatchObject({ state: 'paid', total_minor: 0 })
    const [membership] = await world.db.open.selectFrom('memberships').select('role').where('person_id', '=', learner.person.id).execute()
    expect(membership?.role).toBe('student')
  })

  it('takes eleven statements at most, of which two tell the learner', async () => {
    const learner = await world.signedIn()
    const { courseId } = await world.aCourse({ tenantId: learner.tenantId, priceMinor: 0 })
    const { sql } = await world.statements(() => learner.api.enrolments.enrol({ courseId }))
    // What the server remembers is looked up anew in this world.
    expect(sql.length).toBeLessThanOrEqual(13)
  })

  it('is refused for a course that costs something, that is not published, or that is unknown', async () => {
    const learner = await world.signedIn()
    const { tenantId } = learner
    const paid = await world.aCourse({ tenantId })
    const draft = await world.aCourse({ tenantId, priceMinor: 0, state: 'draft' })
    await expect(learner.api.enrolments.enrol({ courseId: paid.courseId })).rejects.toMatchObject(refusal('COURSE_NOT_FREE'))
    await expect(learner.api.enrolments.enrol({ courseId: draft.courseId })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
    await expect(learner.api.enrolments.enrol({ courseId: newId<CourseId>() })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
  })
})

describe('grants', () => {
  const granted = (tenantId: TenantId, courseId: CourseId, personId: PersonId, sourceId: string) => ({
    tenantId,
    courseId,
    personId,
    sourceKind: 'order_line' as const,
    sourceId,
  })
  const inside = <T>(tenantId: TenantId, work: Parameters<typeof inTenant<T>>[2]) => inTenant(world.platform.db, tenantId, work)

  it('come once from one source, even when asked for by several at once', async () => {
    const { tenantId, person } = await world.signedIn()
    const { courseId } = await world.aCourse({ tenantId })
    const grant = granted(tenantId, courseId, person.id, newId<string>())
    const results = await Promise.all(
      Array.from({ length: 5 }, () => inside(tenantId, (trx) => grantAccess(trx, { ...grant, at: world.clock.now() }))),
    )
    expect(results.filter((result) => result.granted)).toHaveLength(1)
    expect(await inside(tenantId, (trx) => hasAccess(trx, tenantId, courseId, person.id))).toBe(true)
  })

  it('keep a course open until the last of them ends', async () => {
    const { tenantId, person, api } = await world.signedIn()
    const { courseId } = await world.aCourse({ tenantId })
    const [one, other] = [granted(tenantId, courseId, person.id, newId<string>()), granted(tenantId, courseId, person.id, newId<string>())]
    for (const grant of [one, other]) await inside(tenantId, (trx) => grantAccess(trx, { ...grant, at: world.clock.now() }))
    await inside(tenantId, (trx) => endGrants(trx, { ...one, at: world.clock.now(), reason: 'refunded' }))
    expect((await api.enrolments.standing({ courseId })).state).toBe('enrolled')
    await inside(tenantId, (trx) => endGrants(trx, { ...other, at: world.clock.now(), reason: 'refunded' }))
    expect((await api.enrolments.standing({ courseId })).state).toBe('ended')
    expect(await inside(tenantId, (trx) => hasAccess(trx, tenantId, courseId, person.id))).toBe(false)
  })

  it('end, and bought again the course goes on where it was left', async () => {
    const { tenantId, person, api } = await world.signedIn()
    const { courseId, slug, lessonIds } = await world.aCourse({ tenantId })
    const lessonId = lessonIds[0] ?? newId<LessonId>()
    const grant = granted(tenantId, courseId, person.id, newId<string>())
    await inside(tenantId, (trx) => grantAccess(trx, { ...grant, at: world.clock.now() }))
    await api.enrolments.completeLesson({ courseId, lessonId })
    await inside(tenantId, (trx) => endGrants(trx, { ...grant, at: world.clock.now(), reason: 'refunded' }))
    await expect(api.lessons.read({ slug, lessonId })).rejects.toMatchObject(refusal('NOT_ENROLLED'))
    await expect(api.enrolments.keepPlace({ courseId, lessonId, position: 1, watched: [] })).rejects.toMatchObject(refusal('NOT_ENROLLED'))
    expect((await api.enrolments.mine({})).items).toEqual([])
    const again = await inside(tenantId, (trx) => grantAccess(trx, { ...grant, sourceId: newId<string>(), at: world.clock.now() }))
    expect(again.granted).toBe(true)
    expect(await api.enrolments.standing({ courseId })).toMatchObject({ state: 'enrolled', lessonsDone: 1, nextLessonId: lessonIds[1] })
  })

  it('that ended are revived by their own source, and a completed course comes back completed', async () => {
    const { learner, course, lessonIds } = await aLearner()
    for (const lessonId of lessonIds) await learner.api.enrolments.completeLesson({ courseId: course.courseId, lessonId })
    const [, [grant]] = await rowsOf(learner.tenantId)
    const same = granted(learner.tenantId, course.courseId, learner.person.id, grant?.source_id ?? '')
    await inside(learner.tenantId, (trx) => endGrants(trx, { ...same, at: world.clock.now(), reason: 'disputed' }))
    const revived = await inside(learner.tenantId, (trx) => grantAccess(trx, { ...same, at: world.clock.now() }))
    expect(revived.granted).toBe(true)
    expect((await learner.api.enrolments.standing({ courseId: course.courseId })).state).toBe('completed')
    expect((await rowsOf(learner.tenantId))[1]).toHaveLength(1)
  })
})

describe('learning', () => {
  it('completes a course once all its lessons are done, counts each once, and tells the market', async () => {
    const { learner, course, lessonIds } = await aLearner()
    const { courseId } = course
    const [one = newId<LessonId>(), two = newId<LessonId>()] = lessonIds
    const steps = await Promise.all([1, 2, 3].map(() => learner.api.enrolments.completeLesson({ courseId, lessonId: one })))
    expect(steps.every(({ lessonsDone, courseCompleted }) => lessonsDone === 1 && !courseCompleted)).toBe(true)
    expect(await learner.api.enrolments.completeLesson({ courseId, lessonId: two })).toEqual({
      completed: true,
      lessonsDone: 2,
      lessonCount: 2,
      courseCompleted: true,
    })
    const [, , [before]] = await rowsOf(learner.tenantId)
    await learner.api.enrolments.completeLesson({ courseId, lessonId: two })
    const [, , [after]] = await rowsOf(learner.tenantId)
    expect(after?.completed_at).toBe(before?.completed_at)
    await world.runJobs()
    const listing = await world.db.open
      .selectFrom('course_listings')
      .select(['learners', 'finishers'])
      .where('course_id', '=', courseId)
      .executeTakeFirst()
    expect(listing).toEqual({ learners: 1, finishers: 1 })
  })

  it('counts a video as done when enough of it was watched, not when its end was reached', async () => {
    const { learner, course, last } = await aLearner({ lessons: 0, video: { fileId: newId(), durationSeconds: 100, captions: [] } })
    const call = { courseId: course.courseId, lessonId: last }
    expect((await learner.api.enrolments.keepPlace({ ...call, position: 100, watched: [[95, 100]] })).completed).toBe(false)
    await expect(learner.api.enrolments.completeLesson(call)).rejects.toMatchObject({
      cause: { code: 'LESSON_NOT_FINISHED', data: { rule: 'watch', percent: 80, reached: 5 } },
    })
    expect(
      (
        await learner.api.enrolments.keepPlace({
          ...call,
          position: 75,
          watched: [
            [0, 74],
            [60, 75],
          ],
        })
      ).completed,
    ).toBe(true)
    expect(
      (
        await learner.api.enrolments.keepPlace({
          ...call,
          position: 0,
          watched: [
            [5, 2],
            [500, 900],
          ],
        })
      ).completed,
    ).toBe(true)
    const { lesson } = await learner.api.lessons.read({ slug: course.slug })
    expect(lesson.progress).toMatchObject({
      state: 'completed',
      position: 0,
      watched: [
        [0, 75],
        [95, 100],
      ],
      watchedPercent: 80,
    })
  })

  it('comes to the same whatever the order in which reports arrive, and however often', async () => {
    const { learner, course, last } = await aLearner({ lessons: 0, video: { fileId: newId(), durationSeconds: 60, captions: [] } })
    const range = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }))
    const report = fc.array(range, { maxLength: 3 })
    const call = { courseId: course.courseId, lessonId: last }
    const progress = () =>
      world.db.open.selectFrom('lesson_progress').select(['watched', 'state']).where('lesson_id', '=', last).executeTakeFirst()
    await fc.assert(
      fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 5 }), fc.infiniteStream(fc.nat()), async (reports, random) => {
        const states: unknown[] = []
        const shuffled = [...reports, ...reports]
          .map((watched) => ({ watched, key: random.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
        for (const order of [reports, shuffled.map(({ watched }) => watched)]) {
          await world.db.open.deleteFrom('lesson_progress').where('lesson_id', '=', last).execute()
          for (const watched of order) await learner.api.enrolments.keepPlace({ ...call, position: 1, watched })
          states.push(await progress())
        }
        expect(states[1]).toEqual(states[0])
      }),
      { numRuns: 15 },
    )
  })

  it('takes ten statements a step at most', async () => {
    const { learner, course, first } = await aLearner()
    const { sql } = await world.statements(() => learner.api.enrolments.completeLesson({ courseId: course.courseId, lessonId: first }))
    expect(sql.length).toBeLessThanOrEqual(8)
  })

  it('is refused to strangers, and for lessons of other courses', async () => {
    const { course, first, learner } = await aLearner()
    const stranger = await world.signedIn()
    const other = await world.aCourse({ tenantId: course.tenantId })
    const call = { courseId: course.courseId, lessonId: first }
    await expect(stranger.marketplace.enrolments.completeLesson(call)).rejects.toMatchObject(refusal('NOT_ENROLLED'))
    await expect(stranger.api.enrolments.completeLesson(call)).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
    await expect(learner.api.enrolments.completeLesson({ ...call, lessonId: other.lessonIds[0] ?? first })).rejects.toMatchObject(
      refusal('LESSON_NOT_FOUND'),
    )
    await expect(world.visitor().api.enrolments.completeLesson(call)).rejects.toMatchObject(refusal('SIGN_IN_REQUIRED'))
  })
})

describe('my courses', () => {
  async function enrolled(learner: SignedIn, lessons = 3) {
    const { tenantId } = await world.aTenant()
    const course = await world.aCourse({ tenantId, priceMinor: 0, lessons })
    await learner.marketplace.enrolments.enrol({ courseId: course.courseId })
    return course
  }

  it('are those of every portal, page by page, each with what comes next, in one statement', async () => {
    const learner = await world.signedIn()
    const courses = [await enrolled(learner), await enrolled(learner), await enrolled(learner)]
    await enrolled(await world.signedIn())
    const [{ courseId, lessonIds } = courses[0] ?? (await enrolled(learner))] = courses
    await learner.marketplace.enrolments.completeLesson({ courseId, lessonId: lessonIds[0] ?? newId<LessonId>() })
    const { result: first, sql } = await world.statements(() => learner.marketplace.enrolments.mine({ limit: 2 }))
    const second = await learner.marketplace.enrolments.mine({ limit: 2, cursor: first.nextCursor ?? '' })
    expect(sql).toHaveLength(1)
    expect([...first.items, ...second.items].map((item) => item.courseId)).toEqual(
      [courses[0], courses[2], courses[1]].map((course) => course?.courseId),
    )
    expect(second.nextCursor).toBeNull()
    expect(first.items[0]).toMatchObject({
      lessonCount: 3,
      minutesLeft: 10,
      done: [lessonIds[0]],
      next: { lessonId: lessonIds[1], number: 2, module: 'First module' },
    })
    await expect(learner.marketplace.enrolments.mine({ cursor: 'nonsense' })).rejects.toMatchObject(refusal('INPUT_INVALID'))
  })
})

describe('a teacher', () => {
  it('sees who learns their own courses, and nobody of another teacher', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const [colleague, admin] = [
      await world.signedIn({ role: 'teacher', tenant: teacher }),
      await world.signedIn({ role: 'admin', tenant: teacher }),
    ]
    const { courseId } = await world.aCourse({ tenantId: teacher.tenantId, teacherId: teacher.person.id, priceMinor: 0 })
    const learner = await world.signedIn({ tenant: teacher })
    await learner.api.enrolments.enrol({ courseId })
    const { result, sql } = await world.statements(() => teacher.api.enrolments.ofCourse({ courseId }))
    expect(result.items).toMatchObject([{ personId: learner.person.id, state: 'active', lessonsDone: 0, lessonCount: 2 }])
    expect(sql.length).toBeLessThanOrEqual(3)
    expect((await admin.api.enrolments.ofCourse({ courseId, state: 'active' })).items).toHaveLength(1)
    await expect(colleague.api.enrolments.ofCourse({ courseId })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
    await expect(learner.api.enrolments.ofCourse({ courseId })).rejects.toMatchObject(refusal('NOT_ALLOWED'))
  })
})
