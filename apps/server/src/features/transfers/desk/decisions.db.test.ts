import { describe, expect, it } from 'vitest'
import { refusal, useWorld, type SignedIn } from '../../../testing/world.ts'
import { tillOf } from '../../payments/testing/till.ts'
import { counterOf } from '../testing/counter.ts'

const world = useWorld()
const till = tillOf(world)
const counter = counterOf(world)
const { aSale, approve, returnsOf, booksOf } = counter
const day = 24 * 3_600_000

describe('staff', () => {
  it('ask the payer, who has three days at least and hears it in their words', async () => {
    const { school, learner, sale } = await aSale()
    world.clock.advance(6 * day)
    const before = world.clock.peek()
    await school.admin.api.transfers.ask({ transferId: sale.transferId, message: 'Which account did it come from?' })
    await world.runJobs()
    const mine = await learner.api.transfers.mine({ orderId: sale.orderId })
    expect(mine).toMatchObject({ state: 'asked', message: 'Which account did it come from?' })
    expect(Date.parse(mine.deadlineAt) - before).toBeGreaterThanOrEqual(3 * day)
    expect((await world.mailsTo(learner.person.email))[0]?.text).toContain('Which account did it come from?')
  })

  it('refuse with a reason: the order ends, and what came in part goes back', async () => {
    const { school, learner, sale } = await aSale()
    await approve(school.admin, sale, 1_000)
    await school.admin.api.transfers.refuse({ transferId: sale.transferId, message: 'The receipt is of another school.' })
    await world.runJobs()
    expect(await learner.api.transfers.mine({ orderId: sale.orderId })).toMatchObject({
      state: 'refused',
      message: 'The receipt is of another school.',
    })
    expect(await till.factsOf(sale)).toMatchObject({ order: 'expired', payment: { state: 'expired' }, live: 0 })
    expect(await returnsOf(school)).toMatchObject([{ of: 'surplus', amountMinor: 1_000 }])
    await expect(school.admin.api.transfers.refuse({ transferId: sale.transferId, message: 'Again' })).rejects.toMatchObject(
      refusal('TRANSFER_DECIDED'),
    )
  })

  it('take an approval back: access ends, the books and papers say so, and the payer hears why', async () => {
    const { school, learner, sale } = await aSale()
    await approve(school.admin, sale, 4_900)
    await world.runJobs()
    await school.admin.api.transfers.undo({ transferId: sale.transferId, reason: 'It was of another Amina.' })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({
      order: 'refunded',
      payment: { state: 'refunded' },
      live: 0,
      atProvider: 0,
      sum: 0,
      papers: [
        ['invoice', 4_900],
        ['credit_note', -4_900],
      ],
    })
    expect(await booksOf(sale)).toMatchObject({ provider_balance: 0, suspense: 0 })
    expect(await returnsOf(school)).toEqual([])
    const mails = await world.mailsTo(learner.person.email)
    expect(mails[0]?.text).toContain('It was of another Amina.')
    expect(mails.some(({ subject }) => subject.includes('back to you'))).toBe(false)
    await expect(school.admin.api.transfers.undo({ transferId: sale.transferId, reason: 'Again' })).rejects.toMatchObject(
      refusal('TRANSFER_DECIDED'),
    )
  })

  it('credit money that comes for an undone transfer to the next payment of its order', async () => {
    const { school, sale } = await aSale()
    await approve(school.admin, sale, 4_900)
    await school.admin.api.transfers.undo({ transferId: sale.transferId, reason: 'Not theirs' })
    await world.runJobs()
    await counter.send(school.iban, 4_900, sale.reference)
    await counter.importAll(school)
    const facts = await till.factsOf(sale)
    expect(facts).toMatchObject({ order: 'paid', live: 1, payment: { state: 'refunded' } })
    expect(facts.papers.reduce((sum, [, total]) => sum + total, 0)).toBe(4_900)
    expect(await returnsOf(school)).toEqual([])
    // The first payment looked at again ends nothing that the second has opened.
    await till.sync(sale)
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', live: 1, enrolments: ['active'] })
  })

  it('put no money to the next payment before the undone one is settled', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, sale.reference)
    const { statement } = await counter.importAll(school)
    await school.admin.api.transfers.undoStatement({ statementId: statement.id, reason: 'The wrong file' })
    await expect(approve(school.admin, sale, 4_900)).rejects.toMatchObject(refusal('TRANSFER_DECIDED'))
    await world.runJobs()
    await approve(school.admin, sale, 4_900)
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', live: 1 })
    expect(await returnsOf(school)).toEqual([])
  })

  it('take one of two receipts back: what rightly came in part waits for the rest', async () => {
    const { school, learner, sale } = await aSale()
    await approve(school.admin, sale, 3_000)
    const { receipts } = await approve(school.admin, sale, 1_000)
    await school.admin.api.transfers.undo({ transferId: sale.transferId, reason: 'Twice', receiptId: receipts[1]?.id })
    await world.runJobs()
    expect(await learner.api.transfers.mine({ orderId: sale.orderId })).toMatchObject({ state: 'part_paid', receivedMinor: 3_000 })
    expect(await booksOf(sale)).toEqual({ provider_balance: 3_000, suspense: -3_000 })
  })

  it('find transfers by reference however it is typed, by order number and by address', async () => {
    const { school, learner, sale } = await aSale()
    const found = async (q: string) => (await school.admin.api.transfers.inbox({ view: 'all', q })).items.map(({ id }) => id)
    expect(await found(sale.reference.toLowerCase())).toEqual([sale.transferId])
    expect(await found(learner.person.email.slice(0, 8))).toEqual([sale.transferId])
    const [row] = (await school.admin.api.transfers.inbox({ view: 'waiting' })).items
    expect(await found(row?.orderNumber ?? '')).toEqual([sale.transferId])
    expect(await found('nobody@example.org')).toEqual([])
    expect(await school.admin.api.transfers.count({})).toMatchObject({ waiting: 1, to_check: 0, all: 1 })
  })
})

describe('an approval above the limit', () => {
  it('is a proposal that opens nothing until a second person confirms it, and both are named', async () => {
    const { school, sale } = await aSale({ twoPersonAboveMinor: 2_000 })
    const proposed = await approve(school.admin, sale, 4_900)
    await world.runJobs()
    expect(proposed).toMatchObject({ state: 'second_wanted', receivedMinor: 0, receipts: [{ state: 'proposed', mine: true }] })
    expect(await till.factsOf(sale)).toMatchObject({ payment: { captured: 0 }, live: 0, atProvider: 0 })

    const receiptId = proposed.receipts[0]?.id ?? ''
    await expect(school.admin.api.transfers.confirm({ transferId: sale.transferId, receiptId })).rejects.toMatchObject(
      refusal('SECOND_PERSON_NEEDED'),
    )
    const confirmed = await school.second.api.transfers.confirm({ transferId: sale.transferId, receiptId })
    expect(confirmed).toMatchObject({
      state: 'settled',
      receipts: [{ proposedBy: 'Hodan Admin', approvedBy: 'Yusuf Second', mine: false }],
    })
    await school.second.api.transfers.confirm({ transferId: sale.transferId, receiptId })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid', captured: 4_900 }, live: 1, atProvider: 4_900 })
  })

  it('is not got around by small parts, nor by a statement', async () => {
    const { school, sale } = await aSale({ twoPersonAboveMinor: 2_000 })
    expect(await approve(school.admin, sale, 2_000)).toMatchObject({ state: 'part_paid' })
    expect(await approve(school.admin, sale, 2_900)).toMatchObject({ state: 'second_wanted', receivedMinor: 2_000 })
    const other = await aSale({ twoPersonAboveMinor: 2_000 })
    await counter.send(other.school.iban, 4_900, other.sale.reference)
    await counter.importAll(other.school)
    expect(await till.factsOf(other.sale)).toMatchObject({ payment: { captured: 0 }, live: 0 })
    expect(await other.school.admin.api.transfers.byId({ transferId: other.sale.transferId })).toMatchObject({ state: 'second_wanted' })
  })

  it('is confirmed once by two who do it at the same moment', async () => {
    const { school, sale } = await aSale({ twoPersonAboveMinor: 0 })
    const third = await world.signedIn({ role: 'admin', tenant: school.admin })
    const { receipts } = await approve(school.admin, sale, 4_900)
    const confirm = (by: SignedIn) => by.api.transfers.confirm({ transferId: sale.transferId, receiptId: receipts[0]?.id ?? '' })
    await Promise.all([confirm(school.second), confirm(third), confirm(school.second)])
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { captured: 4_900 }, live: 1, atProvider: 4_900, sum: 0 })
  })
})
