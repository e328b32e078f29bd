import { json, newId } from '@edurise/db'
import { tendTransfers } from '@edurise/jobs'
import { describe, expect, it } from 'vitest'
import { refusal, useWorld, type SignedIn } from '../../testing/world.ts'
import { provePayments } from '../reconciliation/index.ts'
import { tillOf } from '../payments/testing/till.ts'
import { isReference } from './reference.ts'
import { counterOf, type SchoolWithBank, type TransferSale } from './testing/counter.ts'

const world = useWorld()
const till = tillOf(world)
const counter = counterOf(world)
const day = 24 * 3_600_000

async function aSale(wishes: Parameters<typeof counter.aSchool>[0] = {}) {
  const school = await counter.aSchool(wishes)
  const learner = await world.signedIn({ tenant: school.admin })
  const sale = await counter.order(learner, school.course)
  await world.runJobs()
  return { school, learner, sale }
}

const approve = (by: SignedIn, { transferId }: Pick<TransferSale, 'transferId'>, amountMinor: number, requestKey = newId<string>()) =>
  by.api.transfers.approve({ transferId, amountMinor, requestKey })

const returnsOf = async ({ admin }: SchoolWithBank) => (await admin.api.transfers.returns({})).items

const subjectsTo = async ({ person }: SignedIn) =>
  (await world.mailsTo(person.email)).map(({ subject }) => subject.replace(/[\u2068\u2069]/g, ''))

/** What the books hold for a payment, by account. */
async function booksOf({ paymentId }: Pick<TransferSale, 'paymentId'>): Promise<Record<string, number>> {
  const rows = await world.db.open
    .selectFrom('ledger_entries')
    .select(['account', 'amount_minor as minor'])
    .where('payment_id', '=', paymentId)
    .execute()
  const books: Record<string, number> = {}
  for (const { account, minor } of rows) books[account] = (books[account] ?? 0) + minor
  return books
}

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

describe('a bank statement', () => {
  it.each(['csv', 'camt053', 'mt940'] as const)(
    'in %s is previewed without a trace, then opens the courses it pays for',
    async (format) => {
      const { school, sale } = await aSale()
      await counter.bank('/knobs', { spaces: 1, lowerCase: 1 })
      await counter.send(school.iban, 4_900, `Course ${sale.reference}`)
      await counter.bank('/knobs', { spaces: 0, lowerCase: 0 })
      await counter.send(school.iban, 700, 'rent', 'Somebody Else')
      const upload = await counter.statement(school, format)
      const preview = await school.admin.api.transfers.previewStatement(upload)
      expect(preview).toMatchObject({
        format,
        known: 0,
        lines: [{ match: { transferId: sale.transferId, how: 'sure', fit: 'exact' } }, { match: null }],
      })
      expect((await school.admin.api.transfers.statements({})).items).toEqual([])
      expect((await school.admin.api.transfers.lines({})).items).toEqual([])

      const { statement } = await counter.importAll(school, format)
      expect(statement).toMatchObject({ format, lines: 2, matched: 1, importedBy: 'Hodan Admin' })
      expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', live: 1, atProvider: 4_900 })
      expect((await school.admin.api.transfers.lines({})).items).toMatchObject([{ amountMinor: 700, state: 'open', transfer: null }])
    },
  )

  it('that is imported twice, or overlaps another in a second format, pays nothing twice', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, sale.reference)
    await counter.importAll(school)
    const again = await counter.importAll(school)
    expect(again.preview).toMatchObject({ known: 1, lines: [] })
    expect((await counter.importAll(school, 'camt053')).statement).toMatchObject({ lines: 0 })
    expect(await till.factsOf(sale)).toMatchObject({ payment: { captured: 4_900 }, atProvider: 4_900 })
    expect(await returnsOf(school)).toEqual([])
  })

  it('imported by two people at the same moment pays once', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, sale.reference)
    const upload = await counter.statement(school)
    const { lines } = await school.admin.api.transfers.previewStatement(upload)
    const matches = lines.map(({ fingerprint }) => ({ fingerprint, transferId: sale.transferId }))
    const answers = await Promise.allSettled([
      school.admin.api.transfers.importStatement({ ...upload, matches }),
      school.second.api.transfers.importStatement({ ...upload, matches }),
    ])
    await world.runJobs()
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await till.factsOf(sale)).toMatchObject({ payment: { captured: 4_900 }, live: 1, atProvider: 4_900 })
    expect((await school.admin.api.transfers.statements({})).items).toHaveLength(1)
  })

  it('is undone whole: access ends, lines are gone, and the file can be imported again', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, sale.reference)
    const { statement } = await counter.importAll(school)
    const undone = await school.admin.api.transfers.undoStatement({ statementId: statement.id, reason: 'The wrong file' })
    await world.runJobs()
    expect(undone.undoneAt).not.toBeNull()
    expect(await till.factsOf(sale)).toMatchObject({ live: 0, payment: { state: 'refunded' }, atProvider: 0 })
    expect((await school.admin.api.transfers.lines({})).items).toEqual([])
    await school.admin.api.transfers.undoStatement({ statementId: statement.id, reason: 'Again' })
    await counter.importAll(school)
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', live: 1 })
  })

  it('guesses by amount and name where the reference is missing, and a person decides', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, 'for the course', 'SAID, AMINA')
    await counter.send(school.iban, 4_900, 'for the course', 'Nobody Known')
    const preview = await school.admin.api.transfers.previewStatement(await counter.statement(school))
    expect(preview.lines).toMatchObject([{ match: { transferId: sale.transferId, how: 'guess' } }, { match: null }])
    await counter.importAll(school)
    expect(await till.factsOf(sale)).toMatchObject({ live: 0 })
    const [, line] = (await school.admin.api.transfers.lines({})).items
    await school.admin.api.transfers.match({ lineId: line?.id ?? '', transferId: sale.transferId })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', live: 1 })
    await expect(school.second.api.transfers.match({ lineId: line?.id ?? '', transferId: sale.transferId })).rejects.toMatchObject(
      refusal('LINE_TAKEN'),
    )
  })

  it('matches one line once, however many do it at the same moment', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, 'no reference')
    await counter.importAll(school)
    const [line] = (await school.admin.api.transfers.lines({})).items
    const match = (by: SignedIn) => by.api.transfers.match({ lineId: line?.id ?? '', transferId: sale.transferId })
    const answers = await Promise.allSettled([match(school.admin), match(school.second), match(school.admin)])
    await world.runJobs()
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { captured: 4_900 }, atProvider: 4_900 })
  })

  it('with a wrong reference matches nothing, and a line can be set aside and taken up again', async () => {
    const { school, sale } = await aSale()
    await counter.send(
      school.iban,
      4_900,
      sale.reference.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)),
      'Q',
    )
    await counter.importAll(school)
    expect(await till.factsOf(sale)).toMatchObject({ live: 0 })
    const [line] = (await school.admin.api.transfers.lines({})).items
    const lineId = line?.id ?? ''
    expect(await school.admin.api.transfers.ignoreLine({ lineId, ignored: true })).toMatchObject({ state: 'ignored' })
    await expect(school.admin.api.transfers.match({ lineId, transferId: sale.transferId })).rejects.toMatchObject(refusal('LINE_TAKEN'))
    expect(await school.admin.api.transfers.ignoreLine({ lineId, ignored: false })).toMatchObject({ state: 'open' })
  })

  it('of another account, in another currency or cut off is refused, and nothing is written', async () => {
    const { school } = await aSale()
    const other = await counter.aSchool()
    await counter.send(other.iban, 100, 'x')
    const foreign = { ...(await counter.statement(other)), accountId: school.accountId }
    const problem = (name: string) => ({ cause: { code: 'STATEMENT_UNREADABLE', data: { problem: name } } })
    await expect(school.admin.api.transfers.previewStatement(foreign)).rejects.toMatchObject(problem('account'))
    const file = (text: string) => ({ accountId: school.accountId, fileName: 'x.csv', content: Buffer.from(text).toString('base64') })
    const { transfers } = school.admin.api
    await expect(transfers.previewStatement(file('Date,Amount,Currency\n2026-01-01,1.00,EUR\n'))).rejects.toMatchObject(problem('currency'))
    await expect(transfers.previewStatement(file(':20:X\n:25:1\n:60F:C260101USD1,00\n'))).rejects.toMatchObject(problem('format'))
    await expect(transfers.previewStatement(file('Date,Amount\n03/04/2026,1.00\n'))).rejects.toMatchObject({
      cause: { code: 'STATEMENT_QUESTION', data: { question: 'dates', rows: [['03/04/2026']] } },
    })
    const answered = await transfers.previewStatement({ ...file('Date,Amount\n03/04/2026,1.00\n'), answers: { dates: 'mdy' } })
    expect(answered.lines).toMatchObject([{ bookedOn: '2026-03-04' }])
    expect((await transfers.statements({})).items).toEqual([])
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
    expect(checked).toBeGreaterThan(4)
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

describe('an account for transfers', () => {
  it('needs an IBAN whose check digits hold, or a number', async () => {
    const { admin } = await counter.aSchool()
    const values = { currency: 'EUR', holder: 'Harbour School', bankName: 'Bank of the Harbour' }
    await expect(admin.api.transfers.saveAccount({ ...values, iban: 'DE89370400440532013001' })).rejects.toMatchObject(
      refusal('IBAN_INVALID'),
    )
    await expect(admin.api.transfers.saveAccount(values)).rejects.toMatchObject(refusal('IBAN_INVALID'))
    expect(await admin.api.transfers.saveAccount({ ...values, iban: 'de89 3704 0044 0532 0130 00' })).toMatchObject({
      iban: 'DE89370400440532013000',
    })
    expect(await admin.api.transfers.saveAccount({ ...values, currency: 'SOS', accountNumber: '1200 34' })).toMatchObject({
      accountNumber: '1200 34',
    })
  })

  it('is one for a currency: another number takes its place, and payers keep the one they were told', async () => {
    const { school, learner, sale } = await aSale()
    await school.admin.api.transfers.saveAccount({
      currency: 'USD',
      holder: 'Harbour School',
      bankName: 'Another Bank',
      accountNumber: '42',
    })
    const accounts = await school.admin.api.transfers.accounts({})
    expect(accounts.filter(({ active }) => active)).toMatchObject([{ bankName: 'Another Bank' }])
    expect((await learner.api.transfers.mine({ orderId: sale.orderId })).account.iban).toBe(school.iban)
    await counter.send(school.iban, 4_900, sale.reference)
    await counter.importAll(school)
    expect(await till.factsOf(sale)).toMatchObject({ live: 1 })
  })
})
