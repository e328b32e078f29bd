import type { CourseId, ModuleId } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import { filesOnDisk } from '../../gateways/files-on-disk.ts'
import { refusal, useWorld, type SignedIn } from '../../testing/world.ts'

const world = useWorld({ parts: ({ config }) => ({ files: filesOnDisk(config) }) })

async function aDraft(teacher: SignedIn) {
  const { courseId, slug } = await teacher.api.courses.create({ title: 'Knots for a small boat', language: 'en', subject: 'build' })
  const { modules, version } = await teacher.api.courses.byId({ courseId })
  return { courseId, slug, version, moduleId: modules[0]?.id ?? newId<ModuleId>() }
}

async function aReadyDraft(teacher: SignedIn) {
  const draft = await aDraft(teacher)
  const { courseId, moduleId, version } = draft
  await teacher.api.courses.update({ courseId, version, patch: { promise: 'Tie ten knots', outcomes: ['Tie a bowline'] } })
  const { lessonId } = await teacher.api.lessons.add({ courseId, moduleId, kind: 'text', title: 'Bowline' })
  await teacher.api.lessons.update({ courseId, lessonId, version: 1, patch: { body: 'Make a **loop**.' } })
  return { ...draft, lessonId }
}

const listed = (courseId: CourseId) =>
  world.db.open.selectFrom('course_listings').selectAll().where('course_id', '=', courseId).executeTakeFirst()

describe('writing a course', () => {
  it('begins with an address that is unique on the platform, one module and nothing else', async () => {
    const [one, other] = [await world.signedIn({ role: 'teacher' }), await world.signedIn({ role: 'teacher' })]
    const title = 'ميزانية البيت'
    const slugs = await Promise.all(
      [one, other, one, other].map((teacher) => teacher.api.courses.create({ title, language: 'ar', subject: 'business' })),
    )
    expect(slugs.map(({ slug }) => slug).toSorted()).toEqual(['myzanya-albyt', 'myzanya-albyt-2', 'myzanya-albyt-3', 'myzanya-albyt-4'])
    const draft = await one.api.courses.byId({ courseId: slugs[0]?.courseId ?? newId<CourseId>() })
    expect(draft).toMatchObject({
      state: 'draft',
      version: 1,
      modules: [{ title: 'الوحدة الأولى', lessons: [] }],
      cover: { seed: draft.slug },
      learners: 0,
    })
  })

  it('refuses a change that was made on an older state', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const { courseId, version } = await aDraft(teacher)
    const results = await Promise.allSettled(
      ['A', 'B', 'C'].map((promise) => teacher.api.courses.update({ courseId, version, patch: { promise } })),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(teacher.api.courses.update({ courseId, version, patch: { promise: 'D' } })).rejects.toMatchObject(
      refusal('COURSE_CHANGED_MEANWHILE'),
    )
  })

  it('is for its teacher and for admins; to colleagues and other portals the course is unknown', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const { courseId, version } = await aDraft(teacher)
    const [colleague, admin] = [
      await world.signedIn({ role: 'teacher', tenant: teacher }),
      await world.signedIn({ role: 'admin', tenant: teacher }),
    ]
    const stranger = await world.signedIn({ role: 'admin' })
    for (const other of [colleague, stranger]) {
      await expect(other.api.courses.byId({ courseId })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
      await expect(other.api.courses.update({ courseId, version, patch: { title: 'Mine' } })).rejects.toMatchObject(
        refusal('COURSE_NOT_FOUND'),
      )
      await expect(other.api.courses.publish({ courseId })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
    }
    expect((await colleague.api.courses.mine({})).items).toEqual([])
    expect((await admin.api.courses.mine({})).items).toHaveLength(1)
    await admin.api.courses.update({ courseId, version, patch: { title: 'Knots and more' } })
    await expect(teacher.marketplace.courses.mine({})).rejects.toMatchObject(refusal('NO_PORTAL_HERE'))
  })

  it('lists the own courses, last touched first, page by page, in one statement', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const made = [await aDraft(teacher), await aDraft(teacher), await aDraft(teacher)]
    await teacher.api.courses.update({ courseId: made[0]?.courseId ?? newId<CourseId>(), version: 1, patch: { promise: 'touched' } })
    const { result: first, sql } = await world.statements(() => teacher.api.courses.mine({ limit: 2 }))
    const second = await teacher.api.courses.mine({ limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([made[0], made[2], made[1]].map((draft) => draft?.courseId))
    expect(sql.filter((text) => text.includes('"courses"'))).toHaveLength(1)
  })

  it('keeps modules counted from 0 without gaps, also when several are moved at once', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const { courseId, moduleId } = await aDraft(teacher)
    const ids = [moduleId]
    for (const title of ['B', 'C', 'D']) ids.push((await teacher.api.courses.addModule({ courseId, title })).moduleId)
    await teacher.api.courses.moveModule({ courseId, moduleId, position: 2 })
    expect((await teacher.api.courses.byId({ courseId })).modules.map(({ title }) => title)).toEqual(['B', 'C', 'First module', 'D'])
    expect(await teacher.api.courses.moveModule({ courseId, moduleId, position: 400 })).toEqual({ position: 3 })
    await Promise.all(ids.map((id, index) => teacher.api.courses.moveModule({ courseId, moduleId: id, position: index % 2 })))
    const positions = await world.db.open
      .selectFrom('modules')
      .select('position')
      .where('course_id', '=', courseId)
      .orderBy('position')
      .execute()
    expect(positions.map(({ position }) => position)).toEqual([0, 1, 2, 3])
  })

  it('removes empty modules only', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const { courseId, moduleId } = await aReadyDraft(teacher)
    await expect(teacher.api.courses.removeModule({ courseId, moduleId })).rejects.toMatchObject({
      cause: { code: 'MODULE_NOT_EMPTY', data: { lessons: 1 } },
    })
    const added = await teacher.api.courses.addModule({ courseId, title: 'Empty' })
    await teacher.api.courses.removeModule({ courseId, moduleId: added.moduleId })
    await expect(teacher.api.courses.renameModule({ courseId, moduleId: added.moduleId, title: 'x' })).rejects.toMatchObject(
      refusal('MODULE_NOT_FOUND'),
    )
  })
})

describe('publishing', () => {
  it('says what is missing', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const { courseId } = await aDraft(teacher)
    await expect(teacher.api.courses.publish({ courseId })).rejects.toMatchObject({
      cause: { code: 'COURSE_NOT_READY', data: { missing: ['promise', 'outcomes', 'lessons'] } },
    })
    expect(await listed(courseId)).toBeUndefined()
  })

  it('happens once, is written down, and puts the course on the market in the same commit', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const { courseId } = await aReadyDraft(teacher)
    const { result, sql } = await world.statements(() => teacher.api.courses.publish({ courseId }))
    const [second, third] = await Promise.all([teacher.api.courses.publish({ courseId }), teacher.api.courses.publish({ courseId })])
    expect([second, third]).toEqual([result, result])
    expect(sql.length).toBeLessThanOrEqual(11)
    expect(await listed(courseId)).toMatchObject({ listed: true, lesson_count: 1 })
    const entries = await world.db.open
      .selectFrom('audit_log')
      .select(['action', 'actor_id'])
      .where('object', '=', `course:${courseId}`)
      .execute()
    expect(entries).toEqual([{ action: 'course.published', actor_id: teacher.person.id }])
  })

  it('lets the market see what changes later, and refuses changes that would not have been published', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const { courseId, moduleId } = await aReadyDraft(teacher)
    await teacher.api.courses.publish({ courseId })
    const { version } = await teacher.api.courses.byId({ courseId })
    await teacher.api.courses.update({ courseId, version, patch: { title: 'Better knots', priceMinor: 2_500 } })
    await teacher.api.lessons.add({ courseId, moduleId, kind: 'text', title: 'Another' })
    expect(await listed(courseId)).toMatchObject({ title: 'Better knots', price_minor: 2_500, lesson_count: 2 })
    await expect(teacher.api.courses.update({ courseId, version: version + 1, patch: { priceMinor: 3 } })).rejects.toMatchObject(
      refusal('INPUT_INVALID'),
    )
  })

  it('ends when the course is archived; who is enrolled keeps it', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const { courseId, slug } = await aReadyDraft(teacher)
    await teacher.api.courses.publish({ courseId })
    const [learner, late] = [await world.signedIn({ tenant: teacher }), await world.signedIn({ tenant: teacher })]
    await learner.api.enrolments.enrol({ courseId })
    expect(await teacher.api.courses.archive({ courseId })).toEqual({ state: 'archived' })
    expect((await listed(courseId))?.listed).toBe(false)
    expect((await learner.api.lessons.read({ slug })).as).toBe('enrolled')
    expect((await learner.api.enrolments.mine({})).items).toHaveLength(1)
    await expect(late.api.lessons.read({ slug })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
    await expect(late.api.enrolments.enrol({ courseId })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
  })
})
