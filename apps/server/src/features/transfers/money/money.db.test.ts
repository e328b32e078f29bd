import { newId } from '@edurise/db'
import { tendTransfers } from '@edurise/jobs'
import { describe, expect, it } from 'vitest'
import { useWorld } from '../../../testing/world.ts'
import { tillOf } from '../../payments/testing/till.ts'
import { counterOf } from '../testing/counter.ts'

const world = useWorld()
const till = tillOf(world)
const counter = counterOf(world)
const { aSale, approve, returnsOf, booksOf, subjectsTo } = counter
const day = 24 * 3_600_000

describe('money that is there', () => {
  it('opens the course when the whole price is approved: one invoice, balanced books, one receipt', async () => {
    const { school, learner, sale } = await aSale()
    const details = await approve(school.admin, sale, 4_900)
    expect(details).toMatchObject({
      state: 'settled',
      receivedMinor: 4_900,
      receipts: [{ state: 'received', proposedBy: 'Hodan Admin', mine: true }],
    })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({
      order: 'paid',
      payment: { state: 'paid', captured: 4_900 },
      live: 1,
      enrolments: ['active'],
      papers: [['invoice', 4_900]],
      atProvider: 4_900,
      sum: 0,
    })
    expect(await booksOf(sale)).toEqual({ provider_balance: 4_900, suspense: 0, sales: -4_900 })
    expect((await subjectsTo(learner)).filter((subject) => subject.startsWith('Your receipt for'))).toHaveLength(1)
  })

  it('opens nothing in part, waits in the books, and opens the course with the rest', async () => {
    const { school, learner, sale } = await aSale()
    await approve(school.admin, sale, 3_000)
    await world.runJobs()
    expect(await learner.api.transfers.mine({ orderId: sale.orderId })).toMatchObject({ state: 'part_paid', receivedMinor: 3_000 })
    expect(await till.factsOf(sale)).toMatchObject({ order: 'open', payment: { state: 'processing', captured: 0 }, live: 0, papers: [] })
    expect(await booksOf(sale)).toEqual({ provider_balance: 3_000, suspense: -3_000 })

    await approve(school.admin, sale, 1_900)
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', payment: { state: 'paid', captured: 4_900 }, live: 1, sum: 0 })
    expect(await booksOf(sale)).toEqual({ provider_balance: 4_900, suspense: 0, sales: -4_900 })
  })

  it('beyond the price goes on the list to send back, and leaves the books when somebody has sent it', async () => {
    const { school, learner, sale } = await aSale()
    await approve(school.admin, sale, 6_000)
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({
      payment: { state: 'paid', captured: 4_900, refunded: 0 },
      live: 1,
      papers: [['invoice', 4_900]],
    })
    const [surplus] = await returnsOf(school)
    expect(surplus).toMatchObject({ of: 'surplus', state: 'pending', amountMinor: 1_100, reference: sale.reference })
    expect(await booksOf(sale)).toEqual({ provider_balance: 6_000, suspense: -1_100, sales: -4_900 })

    const settled = await school.admin.api.transfers.settleReturn({ returnId: surplus?.id ?? '', outcome: 'sent', bankRef: 'OUT-1' })
    expect(settled).toMatchObject({ state: 'sent', bankRef: 'OUT-1' })
    await world.runJobs()
    expect(await returnsOf(school)).toEqual([])
    expect(await booksOf(sale)).toEqual({ provider_balance: 4_900, suspense: 0, sales: -4_900 })
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid', refunded: 0 }, live: 1, papers: [['invoice', 4_900]] })
    expect(await subjectsTo(learner)).toContain('We are sending $11.00 back to you')
  })

  it('that comes in two whole payments goes back once', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, sale.reference)
    await counter.importAll(school)
    await counter.send(school.iban, 4_900, sale.reference)
    await counter.importAll(school)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid', captured: 4_900 }, live: 1 })
    expect(await returnsOf(school)).toMatchObject([{ of: 'surplus', amountMinor: 4_900 }])
  })

  it('that comes too much again and again goes back each time', async () => {
    const { school, sale } = await aSale()
    await approve(school.admin, sale, 5_000)
    await world.runJobs()
    for (const amount of [300, 700]) {
      await counter.send(school.iban, amount, sale.reference)
      await counter.importAll(school)
    }
    const backs = await returnsOf(school)
    expect(backs.map(({ of, amountMinor }) => [of, amountMinor])).toEqual([
      ['surplus', 100],
      ['surplus', 300],
      ['surplus', 700],
    ])
    for (const { id } of backs) await school.admin.api.transfers.settleReturn({ returnId: id, outcome: 'sent' })
    await world.runJobs()
    expect(await booksOf(sale)).toEqual({ provider_balance: 4_900, suspense: 0, sales: -4_900 })
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid', refunded: 0 }, live: 1, sum: 0 })
  })

  it('beyond the price that was a mistake of ours is not sent back', async () => {
    const { school, sale } = await aSale()
    await approve(school.admin, sale, 4_900)
    await counter.send(school.iban, 2_000, sale.reference)
    await counter.importAll(school)
    expect(await returnsOf(school)).toMatchObject([{ of: 'surplus', amountMinor: 2_000 }])
    const { receipts } = await school.admin.api.transfers.byId({ transferId: sale.transferId })
    const wrong = receipts.find(({ amountMinor }) => amountMinor === 2_000)?.id
    await school.admin.api.transfers.undo({ transferId: sale.transferId, reason: 'Of another', receiptId: wrong })
    await world.runJobs()
    expect(await returnsOf(school)).toEqual([])
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1, atProvider: 4_900, sum: 0 })
    expect(await booksOf(sale)).toEqual({ provider_balance: 4_900, suspense: 0, sales: -4_900 })
    expect((await school.admin.api.transfers.lines({})).items).toMatchObject([{ amountMinor: 2_000, state: 'open' }])
  })

  it('whose first part was wrong and whose rest was right: access ends, and the rest goes back', async () => {
    const { school, sale } = await aSale()
    const { receipts } = await approve(school.admin, sale, 3_000)
    await approve(school.admin, sale, 1_900)
    await world.runJobs()
    await school.admin.api.transfers.undo({ transferId: sale.transferId, reason: 'Of another', receiptId: receipts[0]?.id })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'refunded' }, live: 0, atProvider: 1_900, sum: 0 })
    const [back] = await returnsOf(school)
    expect(back).toMatchObject({ of: 'surplus', amountMinor: 1_900 })
    await school.admin.api.transfers.settleReturn({ returnId: back?.id ?? '', outcome: 'sent' })
    await world.runJobs()
    expect(await booksOf(sale)).toMatchObject({ provider_balance: 0, suspense: 0 })
  })

  it('is approved once, however often and by however many it is approved at the same moment', async () => {
    const { school, sale } = await aSale()
    const key = newId<string>()
    const answers = await Promise.allSettled([
      approve(school.admin, sale, 4_900, key),
      approve(school.admin, sale, 4_900, key),
      approve(school.second, sale, 4_900),
      approve(school.second, sale, 4_900),
    ])
    await world.runJobs()
    expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    expect((await school.admin.api.transfers.byId({ transferId: sale.transferId })).receipts).toHaveLength(1)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { captured: 4_900 }, live: 1, atProvider: 4_900 })
    expect(await returnsOf(school)).toEqual([])
  })

  it('that comes after the deadline counts: the course opens late', async () => {
    const { school, sale } = await aSale()
    world.clock.advance(8 * day)
    await world.platform.enqueue(world.platform.db.open, tendTransfers, {})
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ order: 'expired', payment: { state: 'expired' }, live: 0 })
    await counter.send(school.iban, 4_900, sale.reference)
    await counter.importAll(school)
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', payment: { state: 'paid' }, live: 1, papers: [['invoice', 4_900]] })
  })

  it('that comes in part after the order is over goes back', async () => {
    const { school, sale } = await aSale()
    world.clock.advance(8 * day)
    await world.platform.enqueue(world.platform.db.open, tendTransfers, {})
    await world.runJobs()
    await counter.send(school.iban, 2_000, sale.reference)
    await counter.importAll(school)
    expect(await returnsOf(school)).toMatchObject([{ of: 'surplus', amountMinor: 2_000 }])
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'expired', captured: 0 }, live: 0 })
  })

  it('is sent back whole when a card has paid meanwhile, and access stays', async () => {
    const { school, learner, sale } = await aSale()
    const card = await till.startCheckout(learner, school.course)
    expect(card.orderId).toBe(sale.orderId)
    await till.pay(card)
    await till.sync(card)
    expect(await learner.api.transfers.mine({ orderId: sale.orderId })).toMatchObject({ state: 'expired' })
    await counter.send(school.iban, 4_900, sale.reference)
    await counter.importAll(school)
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', payment: { duplicate: true, captured: 4_900 }, live: 1 })
    const [back] = await returnsOf(school)
    expect(back).toMatchObject({ of: 'sale', amountMinor: 4_900 })
    await school.admin.api.transfers.settleReturn({ returnId: back?.id ?? '', outcome: 'sent', bankRef: '' })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', payment: { state: 'refunded' }, live: 1, atProvider: 0 })
    expect(await till.factsOf(card)).toMatchObject({ payment: { state: 'paid' }, live: 1 })
  })
})

describe('a refund of a transfer', () => {
  it('waits on the list until somebody has sent it, and ends access only then', async () => {
    const { school, sale } = await aSale()
    await approve(school.admin, sale, 4_900)
    await world.runJobs()
    await school.admin.api.refunds.make({ paymentId: sale.paymentId, amountMinor: 4_900, requestKey: newId(), note: '' })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'refund_pending' }, live: 1 })
    const [back] = await returnsOf(school)
    expect(back).toMatchObject({ of: 'sale', amountMinor: 4_900 })
    await school.admin.api.transfers.settleReturn({ returnId: back?.id ?? '', outcome: 'sent', bankRef: 'OUT-2' })
    await school.admin.api.transfers.settleReturn({ returnId: back?.id ?? '', outcome: 'failed', bankRef: '' })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({
      order: 'refunded',
      payment: { state: 'refunded', refunded: 4_900 },
      live: 0,
      atProvider: 0,
      sum: 0,
      papers: [
        ['invoice', 4_900],
        ['credit_note', -4_900],
      ],
    })
  })

  it('that could not be sent leaves access as it was', async () => {
    const { school, sale } = await aSale()
    await approve(school.admin, sale, 4_900)
    await school.admin.api.refunds.make({ paymentId: sale.paymentId, amountMinor: 4_900, requestKey: newId(), note: '' })
    await world.runJobs()
    const [back] = await returnsOf(school)
    await school.admin.api.transfers.settleReturn({ returnId: back?.id ?? '', outcome: 'failed', bankRef: '' })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', payment: { state: 'paid', refunded: 0 }, live: 1, atProvider: 4_900 })
  })
})
