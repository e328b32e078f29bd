import fc from 'fast-check'
import type { Fate } from '../fate.ts'
import { at } from '../history.ts'
import { befalls, fate, kind, priceOf, shares, some, which } from './act.ts'

export const checkAgain = kind({
  weight: 2,
  of: fc.record({ sale: some, admin: fc.nat(1), fate }),
  say: ({ sale, admin, fate: its }) => `admin ${admin} checks ${which(sale, 'sale')} again${befalls(its)}`,
  async run(history, { sale, admin, fate: its }) {
    const sold = history.sale(sale)
    if (!sold) return null
    return (await history.call(its, 'checked again', () => history.admin(admin).payments.checkAgain({ orderId: sold.orderId }))).told
  },
})

export const changeCourse = kind({
  weight: 2,
  of: fc.record({ course: fc.nat(1), to: fc.constantFrom('archived', 'published', 'dearer') }),
  say: ({ course, to }) => `course ${course} is ${to}`,
  async run(history, { course, to }) {
    const { courseId, tenantId } = at(history.school.courses, course)
    const change = history.town.world.db.open.updateTable('courses').where('tenant_id', '=', tenantId).where('id', '=', courseId)
    if (to === 'dearer') await change.set((eb) => ({ price_minor: eb('price_minor', '+', 1_000) })).execute()
    else await change.set({ state: to === 'archived' ? 'archived' : 'published' }).execute()
    return `course ${to}`
  },
})

export const answerWish = kind({
  weight: 4,
  of: fc.record({
    wish: some,
    admin: fc.nat(1),
    answer: fc.constantFrom('withdrawn', 'declined', 'granted', 'granted, access kept'),
    fate,
  }),
  say: ({ wish, admin, answer, fate: its }) =>
    `wish ${wish} is ${answer}${answer === 'withdrawn' ? '' : ` by admin ${admin}`}${befalls(its)}`,
  async run(history, { wish, admin, answer, fate: its }) {
    const wishes = (await history.refunds()).filter(({ state }) => state === 'asked')
    if (!wishes.length) return null
    const { id: refundId, orderId, paymentId, amountMinor } = at(wishes, wish)
    const { refunds } = history.admin(admin)
    const buyer = history.sales.find((sale) => sale.orderId === orderId)?.buyer ?? 0
    const requestKey = crypto.randomUUID()
    const keepAccess = answer.endsWith('kept')
    const calls = {
      withdrawn: () => history.buyer(buyer).refunds.withdraw({ orderId, refundId }),
      declined: () => refunds.decline({ refundId, answer: 'The window is over' }),
      granted: () => refunds.make({ paymentId, refundId, amountMinor, lines: [], requestKey, note: 'As wished', keepAccess }),
    }
    const call = answer === 'withdrawn' ? calls.withdrawn : answer === 'declined' ? calls.declined : calls.granted
    return (await history.call<unknown>(its, `wish ${answer}`, call)).told
  },
})

export const makeRefund = kind({
  weight: 6,
  of: fc.record({
    sale: some,
    admin: fc.nat(1),
    share: fc.constantFrom(...shares),
    clicks: fc.integer({ min: 1, max: 2 }),
    keepAccess: fc.boolean(),
    fate,
  }),
  say: ({ sale, admin, share, clicks, keepAccess, fate: its }) =>
    `admin ${admin} refunds ${share * 100} % of ${which(sale, 'sale')}${clicks > 1 ? ' with a double click' : ''}${keepAccess ? ', access kept' : ''}${befalls(its)}`,
  async run(history, { sale, admin, share, clicks, keepAccess, fate: its }) {
    const sold = history.sale(sale)
    if (!sold) return null
    const amountMinor = Math.ceil(priceOf(sold) * share)
    const wish = { paymentId: sold.paymentId, amountMinor, lines: [], requestKey: crypto.randomUUID(), note: 'A kindness', keepAccess }
    const make = (fateOf: Fate) => history.call(fateOf, 'refund made', () => history.admin(admin).refunds.make(wish))
    const [first, second] = await Promise.all([make(its), ...(clicks > 1 ? [make({})] : [])])
    if (first.value && second?.value && first.value.id !== second.value.id) throw new Error('a double click made two refunds')
    return `${first.told}${clicks > 1 ? ', clicked twice' : ''}`
  },
})

export const refundAgain = kind({
  weight: 2,
  of: fc.record({ number: some, admin: fc.nat(1), fate }),
  say: ({ number, admin, fate: its }) => `admin ${admin} tries failed refund ${number} again${befalls(its)}`,
  async run(history, { number, admin, fate: its }) {
    const failed = (await history.refunds()).filter(({ state }) => state === 'failed')
    if (!failed.length) return null
    const { id: refundId } = at(failed, number)
    const call = () => history.admin(admin).refunds.again({ refundId, requestKey: crypto.randomUUID() })
    return (await history.call(its, 'refund again', call)).told
  },
})

export const grant = kind({
  weight: 3,
  of: fc.record({ buyer: fc.nat(1), course: fc.nat(1), admin: fc.nat(1), clicks: fc.integer({ min: 1, max: 2 }), fate }),
  say: ({ buyer, course, admin, clicks, fate: its }) =>
    `admin ${admin} gives buyer ${buyer} course ${course}${clicks > 1 ? ' with a double click' : ''}${befalls(its)}`,
  async run(history, { buyer, course, admin, clicks, fate: its }) {
    const gift = {
      personId: at(history.school.buyerIds, buyer),
      courseId: at(history.school.courses, course).courseId,
      reason: 'A gift of the school',
      requestKey: crypto.randomUUID(),
    }
    const give = (fateOf: Fate) => history.call(fateOf, 'access given', () => history.admin(admin).enrolments.grant(gift))
    const [first] = await Promise.all([give(its), ...(clicks > 1 ? [give({})] : [])])
    return first.told
  },
})

export const revoke = kind({
  weight: 3,
  of: fc.record({ number: some, admin: fc.nat(1), fate }),
  say: ({ number, admin, fate: its }) => `admin ${admin} takes access ${number} back${befalls(its)}`,
  async run(history, { number, admin, fate: its }) {
    const grants = await history.grants()
    if (!grants.length) return null
    const grantId = at(grants, number)
    const take = () => history.admin(admin).enrolments.revoke({ grantId, reason: 'It was a mistake' })
    return (await history.call(its, 'access taken', take)).told
  },
})

export const answerDispute = kind({
  weight: 2,
  of: fc.record({ number: some, admin: fc.nat(1), clicks: fc.integer({ min: 1, max: 2 }), fate }),
  say: ({ number, admin, clicks, fate: its }) =>
    `admin ${admin} answers dispute ${number}${clicks > 1 ? ' with a double click' : ''}${befalls(its)}`,
  async run(history, { number, admin, clicks, fate: its }) {
    const disputes = await history.disputes()
    if (!disputes.length) return null
    const answer = {
      disputeId: at(disputes, number),
      requestKey: crypto.randomUUID(),
      pack: {
        productDescription: 'A course',
        serviceDate: '2026-01-01',
        accessLog: 'Opened',
        refundPolicy: '14 days',
        correspondence: 'None',
      },
    }
    const send = (fateOf: Fate) => history.call(fateOf, 'dispute answered', () => history.admin(admin).disputes.submitEvidence(answer))
    const [first] = await Promise.all([send(its), ...(clicks > 1 ? [send({})] : [])])
    return first.told
  },
})
