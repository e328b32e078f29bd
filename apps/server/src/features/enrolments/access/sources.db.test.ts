import type { CourseId, GrantId, LessonId, OrderId, PersonId } from '@edurise/contracts'
import { inTenant, json, newId } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import { filesOnDisk } from '../../../gateways/files-on-disk.ts'
import { refusal, useWorld } from '../../../testing/world.ts'
import { verifyAuditChain } from '../../audit/index.ts'
import { tillOf } from '../../payments/testing/till.ts'
import { endGrants, grantAccess } from '../index.ts'

const world = useWorld({ parts: ({ config }) => ({ files: filesOnDisk(config) }) })
const till = tillOf(world)
const reason = 'Paid in cash at the desk'

async function aSchool() {
  const admin = await world.signedIn({ role: 'admin' })
  const learner = await world.signedIn({ role: 'student', tenant: admin })
  const course = await world.aCourse({ tenantId: admin.tenantId })
  return { admin, learner, course, one: { personId: learner.person.id, courseId: course.courseId } }
}
type School = Awaited<ReturnType<typeof aSchool>>

const inside = <T>({ admin }: School, work: Parameters<typeof inTenant<T>>[2]) => inTenant(world.platform.db, admin.tenantId, work)
const standing = async ({ learner, course }: School) => (await learner.api.enrolments.standing({ courseId: course.courseId })).state
const give = ({ admin, one }: School, requestKey = newId<string>()) => admin.api.enrolments.grant({ ...one, reason, requestKey })
const rowsOf = ({ admin }: School) => world.db.open.selectFrom('grants').selectAll().where('tenant_id', '=', admin.tenantId).execute()

/** A second order over the same course, paid: as when a late payment comes through an order that was given up. */
async function anotherOrder({ admin, learner, course }: School): Promise<string> {
  const orderId = newId<OrderId>()
  const lineId = newId<string>()
  const at = world.clock.now()
  await world.db.open
    .insertInto('orders')
    .values({
      tenant_id: admin.tenantId,
      id: orderId,
      person_id: learner.person.id,
      buyer_name: 'Amina',
      buyer_email: learner.person.email,
      course_id: course.courseId,
      state: 'paid',
      subtotal_minor: 4_900,
      total_minor: 4_900,
      currency: 'USD',
      offer_snapshot: json({ title: course.title, slug: course.slug, refundDays: 14, tenantName: '', teacherName: '' }),
      locale: 'en',
      return_origin: 'http://localhost:4000',
      created_at: at,
      paid_at: at,
    })
    .execute()
  await world.db.open
    .insertInto('order_lines')
    .values({
      tenant_id: admin.tenantId,
      id: lineId,
      order_id: orderId,
      kind: 'course',
      course_id: course.courseId,
      title: '',
      amount_minor: 4_900,
    })
    .execute()
  return lineId
}

async function granted(school: School, source: { sourceKind: 'order_line' | 'coupon'; sourceId: string }) {
  const grant = { tenantId: school.admin.tenantId, ...school.one, ...source }
  await inside(school, (trx) => grantAccess(trx, { ...grant, at: world.clock.now() }))
  return () => inside(school, (trx) => endGrants(trx, { ...grant, at: world.clock.now(), reason: 'refunded' }))
}

/** Opens the course by a source of this kind, and answers how that source ends. */
const kinds = {
  async 'an order'(school: School) {
    const sale = await till.startCheckout(school.learner, school.course)
    await till.pay(sale)
    await till.sync(sale)
    return async () => {
      await till.control(`/payments/${sale.sessionId}/refund`)
      await till.sync(sale)
    }
  },
  'another order': async (school: School) => granted(school, { sourceKind: 'order_line', sourceId: await anotherOrder(school) }),
  "an admin's grant": async (school: School) => {
    const { id } = await give(school)
    return () => school.admin.api.enrolments.revoke({ grantId: id, reason: 'It was a mistake' })
  },
  'a coupon': (school: School) => granted(school, { sourceKind: 'coupon', sourceId: newId<string>() }),
}
type Kind = keyof typeof kinds

const pairs: { first: Kind; second: Kind }[] = [
  { first: 'an order', second: 'another order' },
  { first: 'an order', second: "an admin's grant" },
  { first: 'an order', second: 'a coupon' },
  { first: 'another order', second: "an admin's grant" },
  { first: "an admin's grant", second: 'a coupon' },
  { first: "an admin's grant", second: "an admin's grant" },
]

describe.each(pairs)('$first and $second', ({ first, second }) => {
  async function both() {
    const school = await aSchool()
    const ends = [await kinds[first](school), await kinds[second](school)] as const
    const lessonId = school.course.lessonIds[0] ?? newId<LessonId>()
    await school.learner.api.enrolments.completeLesson({ courseId: school.course.courseId, lessonId })
    return { school, ends }
  }

  it.each([
    { order: 'in the order they came', turn: <T>(ends: readonly [T, T]) => ends },
    { order: 'the other way round', turn: <T>([one, other]: readonly [T, T]) => [other, one] as const },
  ])('keep the course open until both have ended, $order; bought again, it goes on where it was left', async ({ turn }) => {
    const { school, ends } = await both()
    const [one, other] = turn(ends)
    await one()
    expect(await standing(school)).toBe('enrolled')
    await other()
    expect(await standing(school)).toBe('ended')
    expect((await rowsOf(school)).filter(({ ended_at: endedAt }) => endedAt === null)).toEqual([])
    await kinds['an order'](school)
    expect(await school.learner.api.enrolments.standing({ courseId: school.course.courseId })).toMatchObject({
      state: 'enrolled',
      lessonsDone: 1,
    })
  })

  it('close it when both end at once', async () => {
    const { school, ends } = await both()
    await Promise.all(ends.map((end) => end()))
    expect(await standing(school)).toBe('ended')
  })

  it('leave it open when one ends while a third begins', async () => {
    const { school, ends } = await both()
    await ends[0]()
    const [third] = await Promise.all([give(school), ends[1]()])
    expect(await standing(school)).toBe('enrolled')
    await school.admin.api.enrolments.revoke({ grantId: third.id, reason: 'No longer needed' })
    expect(await standing(school)).toBe('ended')
  })
})

describe("an admin's grant", () => {
  it('opens the course once, however often the button is pressed at once, tells the learner once, and stands in the log with its reason', async () => {
    const school = await aSchool()
    const requestKey = newId<string>()
    const given = await Promise.all(Array.from({ length: 5 }, () => give(school, requestKey)))
    expect(new Set(given.map(({ id }) => id)).size).toBe(1)
    expect(await standing(school)).toBe('enrolled')
    expect(await rowsOf(school)).toMatchObject([{ source_kind: 'admin', reason, actor_id: school.admin.person.id, ended_at: null }])
    await world.runJobs()
    expect(await world.mailsTo(school.learner.person.email)).toMatchObject([{ subject: expect.stringContaining(school.course.title) }])
    const log = await world.db.open.selectFrom('audit_log').selectAll().where('tenant_id', '=', school.admin.tenantId).execute()
    expect(log).toMatchObject([
      { action: 'enrolments.grant', actor_id: school.admin.person.id, object: `person:${school.learner.person.id}`, after: { reason } },
    ])
    expect(await inside(school, (trx) => verifyAuditChain(trx, school.admin.tenantId))).toEqual({ entries: 1, brokenAt: null })
  })

  it('that was taken back is not revived by the same click, arriving late', async () => {
    const school = await aSchool()
    const requestKey = newId<string>()
    const { id } = await give(school, requestKey)
    await school.admin.api.enrolments.revoke({ grantId: id, reason: 'Wrong person' })
    expect(await give(school, requestKey)).toMatchObject({ id, endedReason: 'Wrong person' })
    expect(await standing(school)).toBe('ended')
    expect(await give(school)).toMatchObject({ endedAt: null })
    expect(await standing(school)).toBe('enrolled')
  })

  it('makes who has only ordered here a student, and is refused for who is unknown here or a course that is', async () => {
    const school = await aSchool()
    const buyer = await world.signedIn({ tenant: school.admin })
    const { courseId } = school.course
    const call = { personId: buyer.person.id, courseId, reason, requestKey: newId<string>() }
    await expect(school.admin.api.enrolments.grant(call)).rejects.toMatchObject(refusal('PERSON_NOT_FOUND'))
    await till.startCheckout(buyer, school.course)
    const draft = await world.aCourse({ tenantId: school.admin.tenantId, state: 'draft' })
    for (const unknown of [newId<CourseId>(), draft.courseId])
      await expect(school.admin.api.enrolments.grant({ ...call, courseId: unknown })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
    await school.admin.api.enrolments.grant(call)
    expect((await school.admin.api.people.members({ role: 'student' })).items.map(({ personId }) => personId)).toContain(buyer.person.id)
  })

  it('is taken back once, by the first of two who do; the learner hears of it when no other source is left', async () => {
    const school = await aSchool()
    const [one, other] = [await give(school), await give(school)]
    await school.admin.api.enrolments.revoke({ grantId: one.id, reason: 'Given twice' })
    await world.runJobs()
    expect((await world.mailsTo(school.learner.person.email)).map(({ subject }) => subject).join()).not.toContain('ended')
    const answers = await Promise.all(
      ['First reason', 'Second reason'].map((why) => school.admin.api.enrolments.revoke({ grantId: other.id, reason: why })),
    )
    expect(new Set(answers.map(({ endedReason }) => endedReason)).size).toBe(1)
    await world.runJobs()
    const told = (await world.mailsTo(school.learner.person.email)).filter(({ subject }) => subject.includes('ended'))
    expect(told).toHaveLength(1)
    const acts = await world.db.open.selectFrom('audit_log').select('action').where('tenant_id', '=', school.admin.tenantId).execute()
    expect(acts.filter(({ action }) => action === 'enrolments.revoke')).toHaveLength(2)
  })

  it('alone can be taken back: paid access ends with its money', async () => {
    const school = await aSchool()
    const sale = await till.startCheckout(school.learner, school.course)
    await till.pay(sale)
    await till.sync(sale)
    const [paid] = (await school.admin.api.enrolments.sources({ personId: school.one.personId })).items
    const revoke = (grantId: GrantId) => school.admin.api.enrolments.revoke({ grantId, reason: 'They asked' })
    await expect(revoke(paid?.id ?? newId<GrantId>())).rejects.toMatchObject({
      cause: { code: 'GRANT_IS_PAID', data: { orderId: sale.orderId } },
    })
    await expect(revoke(newId<GrantId>())).rejects.toMatchObject(refusal('GRANT_NOT_FOUND'))
    expect(await standing(school)).toBe('enrolled')
  })
})

describe('the sources of access of a person', () => {
  it('are listed newest first, page by page, live and ended, each with where it came from', async () => {
    const school = await aSchool()
    const endOrder = await kinds['an order'](school)
    await kinds['a coupon'](school)
    await give(school)
    await endOrder()
    const { sources } = school.admin.api.enrolments
    const first = await sources({ personId: school.one.personId, limit: 2 })
    const rest = await sources({ personId: school.one.personId, limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...rest.items]).toMatchObject([
      { source: 'admin', reason, orderId: null, endedAt: null },
      { source: 'coupon', endedAt: null },
      {
        source: 'order_line',
        orderNumber: expect.stringMatching(/^EDU-\d{4}-\d{6}$/),
        endedReason: 'refunded',
        courseTitle: school.course.title,
      },
    ])
    expect(rest.nextCursor).toBeNull()
    await expect(sources({ personId: newId<PersonId>() })).rejects.toMatchObject(refusal('PERSON_NOT_FOUND'))
  })
})

describe('the access log', () => {
  it('has one line for each lesson and day, from the first moment to the last', async () => {
    const school = await aSchool()
    await give(school)
    const { courseId, lessonIds } = school.course
    const [one = newId<LessonId>(), two = newId<LessonId>()] = lessonIds
    const keep = (lessonId: LessonId) => school.learner.api.enrolments.keepPlace({ courseId, lessonId, position: 10, watched: [] })
    for (const lessonId of [one, one, two]) await keep(lessonId)
    world.clock.advance(24 * 3_600_000)
    await keep(one)
    const lines = await world.db.open
      .selectFrom('access_log')
      .selectAll()
      .where('tenant_id', '=', school.admin.tenantId)
      .orderBy('first_at')
      .execute()
    expect(lines.map(({ lesson_id: lesson }) => lesson)).toEqual([one, two, one])
    expect(lines[0]).toMatchObject({ ip: '127.0.0.1', user_agent: 'a browser of the tests', person_id: school.learner.person.id })
    expect(Date.parse(lines[0]?.last_at ?? '')).toBeGreaterThan(Date.parse(lines[0]?.first_at ?? ''))
  })
})
