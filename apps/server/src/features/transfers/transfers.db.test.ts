import { json, newId } from '@edurise/db'
import { tendTransfers } from '@edurise/jobs'
import { describe, expect, it } from 'vitest'
import { refusal, useWorld } from '../../testing/world.ts'
import { tillOf } from '../payments/testing/till.ts'
import { provePayments } from '../reconciliation/index.ts'
import { isReference } from './reference.ts'
import { counterOf } from './testing/counter.ts'

const world = useWorld()
const till = tillOf(world)
const counter = counterOf(world)
const { aSale, approve, returnsOf, subjectsTo } = counter
const day = 24 * 3_600_000

describe('a payer of a transfer', () => {
  it('learns by page and by mail where to send how much, under which reference, until when', async () => {
    const { learner, sale, school } = await aSale()
    const mine = await learner.api.transfers.mine({ orderId: sale.orderId })
    expect(mine).toMatchObject({ state: 'waiting', amountMinor: 4_900, receivedMinor: 0, currency: 'USD', account: { iban: school.iban } })
    expect(isReference(mine.reference.replaceAll(' ', ''))).toBe(true)
    const [mail] = await world.mailsTo(learner.person.email)
    expect(mail?.text).toContain(mine.reference)
    expect(mail?.text.replaceAll(' ', '')).toContain(school.iban)
    expect(await till.factsOf(sale)).toMatchObject({ order: 'open', payment: { state: 'awaiting_payer' }, live: 0 })
  })

  it('finds the same transfer again at a second click, and hears of it once', async () => {
    const { learner, sale, school } = await aSale()
    expect(await counter.order(learner, school.course)).toEqual(sale)
    await world.runJobs()
    expect(await world.mailsTo(learner.person.email)).toHaveLength(1)
  })

  it('is not offered a transfer where the tenant has no account in this currency', async () => {
    const tenant = await world.aTenant()
    const admin = await world.signedIn({ role: 'admin', tenant })
    const learner = await world.signedIn({ tenant })
    const course = await world.aCourse({ tenantId: tenant.tenantId })
    await expect(admin.api.payments.switchMethod({ currency: 'USD', provider: 'bank_transfer', enabled: true })).rejects.toMatchObject(
      refusal('METHOD_NOT_OFFERED'),
    )
    await expect(learner.api.payments.startCheckout({ courseId: course.courseId, provider: 'bank_transfer' })).rejects.toMatchObject(
      refusal('METHOD_NOT_OFFERED'),
    )
  })

  it('alone sees it: for others there is no such order', async () => {
    const { sale, school } = await aSale()
    const other = await world.signedIn({ tenant: school.admin })
    await expect(other.api.transfers.mine({ orderId: sale.orderId })).rejects.toMatchObject(refusal('ORDER_NOT_FOUND'))
  })
})

describe('a deadline', () => {
  const tend = async () => {
    await world.platform.enqueue(world.platform.db.open, tendTransfers, {})
    await world.runJobs()
  }

  it('is told once before it comes, and ends the order when nobody has paid', async () => {
    const { learner, sale } = await aSale()
    world.clock.advance(4 * day)
    await tend()
    const reminders = async () => (await subjectsTo(learner)).filter((subject) => subject.startsWith('Your transfer for')).length
    expect(await reminders()).toBe(0)
    world.clock.advance(1.5 * day)
    await tend()
    await tend()
    expect(await reminders()).toBe(1)
    expect(await till.factsOf(sale)).toMatchObject({ order: 'open' })
    world.clock.advance(2 * day)
    await tend()
    expect(await till.factsOf(sale)).toMatchObject({ order: 'expired', payment: { state: 'expired' } })
  })

  it('gives a part that came back when the rest does not come', async () => {
    const { school, sale } = await aSale()
    await approve(school.admin, sale, 3_000)
    world.clock.advance(15 * day)
    await tend()
    await tend()
    expect(await returnsOf(school)).toMatchObject([{ of: 'surplus', amountMinor: 3_000 }])
    expect(await till.factsOf(sale)).toMatchObject({ order: 'expired', live: 0 })
  })
})

describe('the nightly proof', () => {
  it('finds nothing to say about transfers: paid, paid in part, too much, sent back, undone', async () => {
    const paid = await aSale()
    await approve(paid.school.admin, paid.sale, 4_900)
    const part = await aSale()
    await approve(part.school.admin, part.sale, 100)
    const over = await aSale()
    await approve(over.school.admin, over.sale, 5_900)
    const undone = await aSale()
    await approve(undone.school.admin, undone.sale, 4_900)
    await undone.school.admin.api.transfers.undo({ transferId: undone.sale.transferId, reason: 'Not theirs' })
    const back = await aSale()
    await approve(back.school.admin, back.sale, 4_900)
    await back.school.admin.api.refunds.make({ paymentId: back.sale.paymentId, amountMinor: 4_900, requestKey: newId(), note: '' })
    await world.runJobs()
    for (const { school } of [over, back])
      for (const { id } of await returnsOf(school)) await school.admin.api.transfers.settleReturn({ returnId: id, outcome: 'sent' })
    await world.runJobs()
    const { checked, differences } = await provePayments(world.platform, new Date(world.clock.peek() - 400 * day))
    expect(checked).toBeGreaterThanOrEqual(4)
    expect(differences).toEqual([])
  })

  it('sees an access that somebody took away behind the books', async () => {
    const { school, sale } = await aSale()
    await approve(school.admin, sale, 4_900)
    await world.runJobs()
    const { paymentId } = sale
    await world.db.open
      .updateTable('payments')
      .set({ captured_minor: 0, state: 'awaiting_payer', facts: json({ objectId: sale.transferId }) })
      .where('id', '=', paymentId)
      .execute()
    const { differences } = await provePayments(world.platform, new Date(world.clock.peek() - 400 * day))
    expect(differences.some(({ healed }) => healed)).toBe(true)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid', captured: 4_900 }, live: 1, atProvider: 4_900 })
  })
})
