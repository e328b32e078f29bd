import type { PersonEvent, PersonId } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import { filesOnDisk } from '../../gateways/files-on-disk.ts'
import { refusal, useWorld } from '../../testing/world.ts'
import { tillOf } from '../payments/testing/till.ts'

const world = useWorld({ parts: ({ config }) => ({ files: filesOnDisk(config) }) })
const till = tillOf(world)

/** Somebody who bought a course, asked for the money back and got it, was given the course, and lost it again. */
async function aLife() {
  const admin = await world.signedIn({ role: 'admin', name: 'Asha Admin' })
  const course = await world.aCourse({ tenantId: admin.tenantId })
  const learner = await world.signedIn({ tenant: admin })
  const personId = learner.person.id
  const sale = await till.startCheckout(learner, course)
  await till.pay(sale)
  await till.sync(sale)
  await learner.api.refunds.ask({ orderId: sale.orderId, note: 'Too hard' })
  await till.control(`/payments/${sale.sessionId}/refund`)
  await till.sync(sale)
  const gift = await admin.api.enrolments.grant({ personId, courseId: course.courseId, reason: 'A bursary', requestKey: newId<string>() })
  await admin.api.people.changeRole({ personId, role: 'teacher' })
  await admin.api.enrolments.revoke({ grantId: gift.id, reason: 'The term is over' })
  const free = await world.aCourse({ tenantId: admin.tenantId, priceMinor: 0 })
  await learner.api.enrolments.enrol({ courseId: free.courseId })
  await world.runJobs()
  return { admin, learner, personId, course, free, sale }
}

describe('the history of a person with a school', () => {
  it('tells what happened, newest first, with who did it and why', async () => {
    const { admin, personId, course, sale } = await aLife()
    const { items } = await admin.api.people.history({ personId, limit: 100 })
    const find = (kind: PersonEvent['kind']) => items.find((event) => event.kind === kind)
    const kinds = [
      'joined',
      'role_changed',
      'order_created',
      'order_paid',
      'access_opened',
      'access_ended',
      'access_given',
      'access_taken',
      'refund',
      'mail',
    ]
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(kinds))
    expect(find('access_given')).toMatchObject({ detail: course.title, reason: 'A bursary', actorName: 'Asha Admin', orderId: null })
    expect(find('access_taken')).toMatchObject({ detail: course.title, reason: 'The term is over', actorName: 'Asha Admin' })
    expect(find('role_changed')).toMatchObject({ detail: 'teacher', actorName: 'Asha Admin' })
    expect(find('access_ended')).toMatchObject({ detail: course.title, reason: 'refunded', actorName: null, orderId: sale.orderId })
    expect(items.filter(({ kind }) => kind === 'refund').map(({ detail, reason }) => [detail.slice(0, 9), reason])).toEqual(
      expect.arrayContaining([
        ['EDU-2026-', ''],
        ['EDU-2026-', 'Too hard'],
      ]),
    )
    const times = items.map(({ at }) => Date.parse(at))
    expect(times).toEqual(times.toSorted((one, other) => other - one))
  })

  it('is the same read page by page as at once: nothing twice, nothing left out, even of what happened at one moment', async () => {
    const { admin, personId } = await aLife()
    const whole = (await admin.api.people.history({ personId, limit: 100 })).items
    for (const limit of [1, 3]) {
      const read: PersonEvent[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const { items, nextCursor }: { items: PersonEvent[]; nextCursor: string | null } = await admin.api.people.history({
          personId,
          limit,
          ...(cursor && { cursor }),
        })
        read.push(...items)
        cursor = nextCursor
      }
      expect(read).toEqual(whole)
    }
    expect(whole.length).toBeGreaterThan(12)
  })

  it('is told of who has been here, member or not, and of nobody else', async () => {
    const { admin, course } = await aLife()
    const buyer = await world.signedIn({ tenant: admin })
    await expect(admin.api.people.history({ personId: buyer.person.id })).rejects.toMatchObject(refusal('PERSON_NOT_FOUND'))
    await till.startCheckout(buyer, course)
    expect((await admin.api.people.history({ personId: buyer.person.id })).items).toMatchObject([{ kind: 'order_created' }])
    const elsewhere = await world.signedIn({ role: 'admin' })
    await expect(elsewhere.api.people.history({ personId: buyer.person.id })).rejects.toMatchObject(refusal('PERSON_NOT_FOUND'))
    await expect(admin.api.people.history({ personId: newId<PersonId>() })).rejects.toMatchObject(refusal('PERSON_NOT_FOUND'))
  })
})
