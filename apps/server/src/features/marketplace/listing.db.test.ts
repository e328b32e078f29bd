import { inTenant, newId } from '@edurise/db'
import { beforeEach, describe, expect, it } from 'vitest'
import { refusal, useWorld, type SignedIn } from '../../testing/world.ts'
import { forgetListings, writeListing } from './index.ts'

const world = useWorld()
beforeEach(forgetListings)

type Course = Awaited<ReturnType<typeof world.aCourse>>

const relist = ({ tenantId, courseId }: Course) => inTenant(world.platform.db, tenantId, (trx) => writeListing(trx, tenantId, courseId))

async function enrol(course: Course, count: number, finishers: number) {
  const at = world.clock.now()
  for (let index = 0; index < count; index += 1) {
    const learner = await world.signedIn()
    const completed = index < finishers
    await world.db.open
      .insertInto('enrolments')
      .values({
        tenant_id: course.tenantId,
        id: newId(),
        person_id: learner.person.id,
        course_id: course.courseId,
        state: completed ? 'completed' : 'active',
        last_active_at: at,
        created_at: at,
        completed_at: completed ? at : null,
      })
      .execute()
  }
}

async function review(course: Course, rating: number, text: string, state: 'published' | 'hidden' = 'published') {
  await world.db.open
    .insertInto('reviews')
    .values({
      tenant_id: course.tenantId,
      id: newId(),
      course_id: course.courseId,
      author_name: 'Rosa',
      rating,
      text,
      state,
      created_at: world.clock.now(),
    })
    .execute()
}

const setState = (course: Course, state: 'archived' | 'published') =>
  world.db.open.updateTable('courses').set({ state }).where('id', '=', course.courseId).execute()

describe('the listing of a course', () => {
  let owner: SignedIn
  beforeEach(async () => {
    owner = await world.signedIn()
  })

  it('shows what the course page shows, in three statements', async () => {
    const course = await world.aCourse({ tenantId: owner.tenantId, priceMinor: 1_500, lessons: 3 })
    const { result, sql } = await world.statements(() => world.visitor().api.marketplace.bySlug({ slug: course.slug }))
    // The address is looked up before the tenant is known, and remembered by the server.
    expect(sql.filter((statement) => !statement.includes('course_routes'))).toHaveLength(3)
    expect(result).toMatchObject({
      title: course.title,
      priceMinor: 1_500,
      lessonCount: 3,
      minutes: 15,
      rating: null,
      reviews: [],
      ratings: [0, 0, 0, 0, 0],
      outcomes: ['One thing learned'],
    })
    expect(result.modules.map(({ lessons }) => lessons.map(({ id }) => id))).toEqual([course.lessonIds])
    expect(result.shape).toEqual([0, 1, 2].map(() => ({ m: 5, k: 'text', s: 0 })))
  })

  it('leaves the market when the course is archived, and comes back with it', async () => {
    const course = await world.aCourse({ tenantId: owner.tenantId })
    await setState(course, 'archived')
    await relist(course)
    forgetListings()
    expect((await owner.api.marketplace.search({})).total).toBe(0)
    await expect(owner.api.marketplace.bySlug({ slug: course.slug })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
    await expect(owner.api.reviews.ofCourse({ slug: course.slug })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
    await setState(course, 'published')
    await relist(course)
    forgetListings()
    expect((await owner.api.marketplace.search({})).total).toBe(1)
  })

  it('says how many finish only when there are learners enough to tell', async () => {
    const course = await world.aCourse({ tenantId: owner.tenantId })
    await enrol(course, 4, 4)
    await relist(course)
    expect(await owner.api.marketplace.bySlug({ slug: course.slug })).toMatchObject({ learners: 4, finishPercent: null })
    await enrol(course, 2, 0)
    await relist(course)
    expect(await owner.api.marketplace.bySlug({ slug: course.slug })).toMatchObject({ learners: 6, finishPercent: 67 })
  })

  it('counts the ratings of published reviews, and shows the newest five', async () => {
    const course = await world.aCourse({ tenantId: owner.tenantId })
    for (const [index, rating] of [5, 4, 4, 1, 5, 5, 2].entries()) await review(course, rating, `Review ${index}`)
    await review(course, 1, 'Hidden', 'hidden')
    await relist(course)
    const page = await owner.api.marketplace.bySlug({ slug: course.slug })
    expect(page).toMatchObject({ rating: 3.7, ratingCount: 7, ratings: [1, 1, 0, 2, 3] })
    expect(page.reviews.map(({ text }) => text)).toEqual([6, 5, 4, 3, 2].map((index) => `Review ${index}`))
  })

  it('has all its reviews in pages, newest first, even of one moment', async () => {
    const course = await world.aCourse({ tenantId: owner.tenantId })
    for (let index = 0; index < 7; index += 1) await review(course, 5, `Review ${index}`)
    await world.db.open
      .updateTable('reviews')
      .set({ created_at: '2026-03-01T10:00:00.123456Z' })
      .where('course_id', '=', course.courseId)
      .execute()
    const texts: string[] = []
    let cursor: string | undefined
    do {
      const page = await owner.api.reviews.ofCourse({ slug: course.slug, limit: 3, ...(cursor && { cursor }) })
      texts.push(...page.items.map(({ text }) => text))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(texts.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6].map((index) => `Review ${index}`))
  })

  it('is written in two statements', async () => {
    const course = await world.aCourse({ tenantId: owner.tenantId })
    expect((await world.statements(() => relist(course))).sql).toHaveLength(2)
  })

  it('is no business of another portal', async () => {
    const course = await world.aCourse({ tenantId: owner.tenantId })
    const stranger = await world.signedIn()
    await expect(stranger.api.marketplace.bySlug({ slug: course.slug })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
  })
})
