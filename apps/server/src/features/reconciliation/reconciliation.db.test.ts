import { FindingId, type Finding, type FindingList, type TransferId } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { sql } from 'kysely'
import { Stripe } from 'stripe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Platform } from '../../context.ts'
import { ProviderSilent } from '../../gateways/gateway.ts'
import { callProcedure } from '../../router.ts'
import { refusal, useWorld, type Visitor } from '../../testing/world.ts'
import { counterOf } from '../transfers/testing/counter.ts'
import { tillOf } from '../payments/testing/till.ts'
import { provePayments } from './index.ts'
import { reconcile } from './start-run.ts'

const world = useWorld()
const till = tillOf(world)
const day = 24 * 3_600_000
const since = () => new Date(world.clock.peek() - 30 * day)
const dayOf = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10)

let staff: Visitor
beforeEach(async () => {
  staff = await world.platformAdmin()
})
/** Each test leaves nothing that does not agree: the next one begins with books that do. */
afterEach(async () => {
  const left = (await provePayments(world.platform, since())).differences.filter(({ healed }) => !healed)
  if (left.length) throw new Error(`the test left what does not agree: ${JSON.stringify(left)}`)
})

async function aSale({ synced = true }: { synced?: boolean } = {}) {
  const admin = await world.signedIn({ role: 'admin' })
  const learner = await world.signedIn({ tenant: admin })
  const course = await world.aCourse({ tenantId: admin.tenantId })
  const sale = await till.startCheckout(learner, course)
  await till.pay(sale)
  if (synced) await till.sync(sale)
  return { admin, learner, course, sale }
}

const findings = async (list: FindingList, state: Finding['state'] = 'open') =>
  (await staff.api.reconciliation.findings({ list, state, limit: 100 })).items
const about = async (ref: string) =>
  (
    await Promise.all(
      (['missing_here', 'missing_there', 'differs'] as const).flatMap((list) =>
        (['open', 'healed', 'explained'] as const).map((state) => findings(list, state)),
      ),
    )
  )
    .flat()
    .filter(({ providerRef, paymentId }) => providerRef === ref || paymentId === ref)

function stripeOfTests(): Stripe {
  const { hostname, port } = new URL(world.sandbox.stripeBase)
  return new Stripe('sk_test_world_of_the_tests', { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false })
}

/** Somebody pays the same account for something that is not ours. */
async function moneyOfNobody(): Promise<string> {
  const stripe = stripeOfTests()
  const line = { quantity: 1, price_data: { currency: 'usd', unit_amount: 700, product_data: { name: 'A mug' } } }
  const { id } = await stripe.checkout.sessions.create({ mode: 'payment', line_items: [line], success_url: 'http://localhost/thanks' })
  await till.pay({ sessionId: id })
  return id
}

/** The platform with a provider that answers otherwise than it should. */
function withStripe(parts: Partial<Platform['gateways']['stripe']>): Platform {
  return { ...world.platform, gateways: { ...world.platform.gateways, stripe: { ...world.platform.gateways.stripe, ...parts } } }
}
async function* nothing() {}

describe('a reconciliation', () => {
  it('finds money that nobody here had noticed, lets its buyer in, and says with both amounts that it did', async () => {
    const { sale, admin } = await aSale({ synced: false })
    const { differences } = await provePayments(world.platform, since())
    expect(differences.filter(({ ref }) => ref === sale.paymentId).every(({ healed }) => healed)).toBe(true)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1 })
    const found = await about(sale.paymentId)
    expect(found).toMatchObject([
      { list: 'missing_here', what: 'captured_amount', state: 'healed', oursMinor: 0, theirsMinor: 4_900, orderId: sale.orderId },
    ])
    expect((await admin.api.reconciliation.ofTenant({ list: 'missing_here', state: 'healed' })).items).toEqual(found)
  })

  it('keeps money that answers to nobody as one finding of no tenant, until somebody explains it; then it is not brought up again', async () => {
    const { admin } = await aSale()
    const ref = await moneyOfNobody()
    for (let nights = 0; nights < 2; nights += 1) await provePayments(world.platform, since())
    const found = await about(ref)
    expect(found).toMatchObject([
      {
        list: 'missing_here',
        what: 'unknown_money',
        state: 'open',
        tenantName: null,
        paymentId: null,
        theirsMinor: 700,
        oursMinor: null,
        currency: 'USD',
      },
    ])
    expect((await admin.api.reconciliation.ofTenant({ list: 'missing_here' })).items).toEqual([])
    expect(await staff.api.reconciliation.count({})).toEqual({ missing_here: 1, missing_there: 0, differs: 0 })
    const [id] = found.map((finding) => finding.id)
    const findingId = FindingId.parse(id)
    expect(await staff.api.reconciliation.repair({ findingId })).toMatchObject({ state: 'open' })
    expect(await staff.api.reconciliation.explain({ findingId, note: 'A mug at the fair' })).toMatchObject({
      state: 'explained',
      note: 'A mug at the fair',
    })
    expect((await provePayments(world.platform, since())).differences).toEqual([])
    expect(await about(ref)).toHaveLength(1)
  })

  it('names money here that the provider does not list, and is content when it lists it again', async () => {
    const { sale } = await aSale()
    const blind = withStripe({ paymentsSince: nothing })
    const { differences } = await provePayments(blind, since())
    expect(differences.filter(({ ref }) => ref === sale.paymentId)).toEqual([
      { what: 'money here that the provider does not list', ref: sale.paymentId, healed: false },
    ])
    const [finding] = await about(sale.paymentId)
    expect(finding).toMatchObject({ list: 'missing_there', what: 'not_listed', state: 'open', oursMinor: 4_900, theirsMinor: null })
    await provePayments(world.platform, since())
    expect(await about(sale.paymentId)).toMatchObject([{ state: 'healed' }])
  })

  it.each([
    {
      broken: 'an amount of ours',
      what: 'captured_amount',
      harm: sql`update payments set captured_minor = 4800`,
      ours: 4_800,
      theirs: 4_900,
    },
    {
      broken: 'the books',
      what: 'books',
      harm: sql`delete from ledger_entries using payments where ledger_entries.payment_id = payments.id and true`,
      ours: 0,
      theirs: 4_900,
    },
    { broken: 'an invoice', what: 'no_invoice', harm: null, ours: null, theirs: 4_900 },
  ] as const)('heals $broken by one more look, and keeps what it was', async ({ what, harm, ours, theirs }) => {
    const { sale } = await aSale()
    if (harm) await sql`${harm} ${what === 'books' ? sql`and` : sql`where`} payments.id = ${sale.paymentId}`.execute(world.db.open)
    else {
      await sql`delete from invoice_series where tenant_id = (select tenant_id from payments where id = ${sale.paymentId})`.execute(
        world.db.open,
      )
      await sql`delete from invoice_documents where invoice_id in (select id from invoices where payment_id = ${sale.paymentId})`.execute(
        world.db.open,
      )
      await sql`delete from invoices where payment_id = ${sale.paymentId}`.execute(world.db.open)
    }
    await provePayments(world.platform, since())
    expect((await about(sale.paymentId)).find((finding) => finding.what === what)).toMatchObject({
      list: 'differs',
      state: 'healed',
      oursMinor: ours,
      theirsMinor: theirs,
    })
    expect(await till.factsOf(sale)).toMatchObject({ payment: { captured: 4_900 }, live: 1, papers: [['invoice', 4_900]], sum: 0 })
  })

  it('names a law that is broken as a finding of its tenant; mended, it is over at the next look', async () => {
    const { sale, admin } = await aSale()
    const grant = { id: newId<string>(), source: newId<string>() }
    await sql`insert into grants (tenant_id, id, person_id, course_id, source_kind, source_id, starts_at)
      select tenant_id, ${grant.id}, ${admin.person.id}, course_id, 'admin', ${grant.source}, created_at from orders where id = ${sale.orderId}`.execute(
      world.db.open,
    )
    expect((await provePayments(world.platform, since())).differences).toMatchObject([
      { what: 'I2: a live grant without its enrolment', healed: false },
    ])
    const [finding] = (await admin.api.reconciliation.ofTenant({ list: 'differs' })).items
    expect(finding).toMatchObject({
      what: 'law_broken',
      provider: 'edurise',
      providerRef: `I2 ${grant.id}`,
      note: 'I2: a live grant without its enrolment',
    })
    const findingId = finding?.id ?? FindingId.parse(newId<string>())
    expect(await staff.api.reconciliation.repair({ findingId })).toMatchObject({ state: 'open' })
    await sql`delete from grants where id = ${grant.id}`.execute(world.db.open)
    expect(await staff.api.reconciliation.repair({ findingId })).toMatchObject({ state: 'healed', handledAt: expect.any(String) })
  })

  it('repairs a finding by asking the provider once more, and lets the buyer in', async () => {
    const { sale } = await aSale({ synced: false })
    const { stripe } = world.platform.gateways
    let times = 0
    // The look that should heal meets a provider whose answer lags behind its own list.
    const lagging = withStripe({
      lookup: async (payment) => {
        const { captures: _captures, ...facts } = await stripe.lookup(payment)
        times += 1
        return { ...facts, captures: {} }
      },
    })
    await provePayments(lagging, since())
    expect(times).toBeGreaterThan(0)
    const [finding] = await about(sale.paymentId)
    expect(finding).toMatchObject({ what: 'captured_amount', state: 'open', oursMinor: 0, theirsMinor: 4_900 })
    expect(await staff.api.reconciliation.repair({ findingId: finding?.id ?? FindingId.parse(newId<string>()) })).toMatchObject({
      state: 'healed',
    })
    expect(await till.factsOf(sale)).toMatchObject({ payment: { state: 'paid' }, live: 1 })
  })

  it('is under way once for an account, whoever starts it at the same moment, and says how far it is', async () => {
    await aSale()
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => staff.api.reconciliation.start({ provider: 'stripe' })))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refused).toMatchObject(Array.from({ length: 3 }, () => refusal('RUN_UNDER_WAY')))
    expect((await staff.api.reconciliation.runs({ limit: 1 })).items).toMatchObject([
      { state: 'running', provider: 'stripe', doneAt: null },
    ])
    await expect(provePayments(world.platform, since())).rejects.toThrow('under way')
    await world.runJobs()
    const [done] = (await staff.api.reconciliation.runs({ limit: 1 })).items
    expect(done).toMatchObject({ state: 'done', failure: null, doneAt: expect.any(String) })
    expect(done?.checked).toBeGreaterThan(0)
    expect(Date.parse(done?.to ?? '') - Date.parse(done?.from ?? '')).toBeCloseTo(35 * day, -5)
    await staff.api.reconciliation.start({ provider: 'stripe', days: 2 })
    await world.runJobs()
    const without = { ...world.contextOf(staff.person, null), gateways: { ...world.platform.gateways, paypal: null } }
    const asked = callProcedure(without, { kind: 'mutation', path: 'reconciliation.start', input: { provider: 'paypal' } })
    await expect(asked).rejects.toMatchObject(refusal('PROVIDER_NOT_SET_UP'))
  })

  it('that a killed worker left is taken up by the next; one that fails says why, and lets another begin', async () => {
    await aSale()
    const { id: runId } = await staff.api.reconciliation.start({ provider: 'stripe' })
    const silent = withStripe({
      movements: () => {
        throw new ProviderSilent('stripe did not answer')
      },
    })
    await expect(reconcile(silent, { runId })).rejects.toThrow(ProviderSilent)
    expect((await staff.api.reconciliation.runs({ limit: 1 })).items).toMatchObject([
      { id: runId, state: 'failed', failure: 'ProviderSilent: stripe did not answer' },
    ])
    const { id: second } = await staff.api.reconciliation.start({ provider: 'stripe' })
    await reconcile(world.platform, { runId: second })
    expect((await staff.api.reconciliation.runs({ limit: 1 })).items).toMatchObject([{ id: second, state: 'done' }])
    await world.runJobs()
  })

  it('that nobody finishes blocks the next for half a day, not for ever', async () => {
    const { id } = await staff.api.reconciliation.start({ provider: 'stripe' })
    world.clock.advance(11 * 3_600_000)
    await expect(staff.api.reconciliation.start({ provider: 'stripe' })).rejects.toMatchObject(refusal('RUN_UNDER_WAY'))
    world.clock.advance(2 * 3_600_000)
    await staff.api.reconciliation.start({ provider: 'stripe' })
    const runs = (await staff.api.reconciliation.runs({ limit: 2 })).items
    expect(runs).toMatchObject([{ state: 'running' }, { id, state: 'failed', failure: 'it was left unfinished' }])
    await world.runJobs()
    expect((await staff.api.reconciliation.runs({ limit: 2 })).items.map(({ state }) => state)).toEqual(['done', 'failed'])
  })

  it('lists its findings page by page', async () => {
    const refs = [await moneyOfNobody(), await moneyOfNobody(), await moneyOfNobody()]
    await provePayments(world.platform, since())
    const first = await staff.api.reconciliation.findings({ list: 'missing_here', limit: 2 })
    const rest = await staff.api.reconciliation.findings({ list: 'missing_here', limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...rest.items].map(({ providerRef }) => providerRef).sort()).toEqual(refs.sort())
    for (const { id: findingId } of [...first.items, ...rest.items]) await staff.api.reconciliation.explain({ findingId, note: 'Mugs' })
  })
})

describe("the provider's balance and ours", () => {
  const balance = (from: string, to = from) => staff.api.reconciliation.balance({ provider: 'stripe', from, to })

  it('agree day by day, fees, refunds and disputes included, however late it was booked', async () => {
    // A day of its own: other tests have theirs.
    world.clock.advance(40 * day - (world.clock.peek() % day) - 10_000)
    const first = dayOf(world.clock.peek())
    const late = await aSale({ synced: false })
    expect(dayOf(world.clock.peek())).toBe(first)
    world.clock.advance(1.5 * day)
    const second = dayOf(world.clock.peek())
    await till.sync(late.sale)
    const { sale: refunded } = await aSale()
    await till.control(`/payments/${refunded.sessionId}/refund`, { amount: 1_000 })
    await till.sync(refunded)
    const { sale: won } = await aSale()
    const dispute = await till.control<{ id: string }>(`/payments/${won.sessionId}/dispute`)
    await till.control(`/disputes/${dispute.id}/close`, { outcome: 'won' })
    await till.sync(won)
    const { sale: lost } = await aSale()
    const other = await till.control<{ id: string }>(`/payments/${lost.sessionId}/dispute`)
    await till.control(`/disputes/${other.id}/close`, { outcome: 'lost' })
    await till.sync(lost)
    await provePayments(world.platform, since())
    const net = 4_900 - 172
    expect(await balance(first, second)).toEqual([
      { day: first, currency: 'USD', theirsMinor: net, oursMinor: net, differenceMinor: 0 },
      { day: second, currency: 'USD', theirsMinor: 3 * net - 1_000 - 6_400, oursMinor: 3 * net - 1_000 - 6_400, differenceMinor: 0 },
    ])
  })

  it('agree for bank transfers too: money that came, that was matched by mistake, and that went back', async () => {
    const counter = counterOf(world)
    world.clock.advance(41 * day - (world.clock.peek() % day))
    const today = dayOf(world.clock.peek())
    const { admin, course } = await counter.aSchool()
    const [kept, mistaken] = [await world.signedIn({ tenant: admin }), await world.signedIn({ tenant: admin })]
    const approve = async (transferId: TransferId) =>
      admin.api.transfers.approve({ transferId, amountMinor: 4_900, reason: '', requestKey: newId<string>() })
    const one = await counter.order(kept, course)
    await approve(one.transferId)
    await world.runJobs()
    world.clock.advance(day)
    const other = await counter.order(mistaken, course)
    await approve(other.transferId)
    await admin.api.transfers.undo({ transferId: other.transferId, reason: 'Another payer' })
    await world.runJobs()
    await provePayments(world.platform, since())
    const tomorrow = dayOf(Date.parse(today) + day)
    expect(await staff.api.reconciliation.balance({ provider: 'bank_transfer', from: today, to: tomorrow })).toEqual([
      { day: today, currency: 'USD', theirsMinor: 4_900, oursMinor: 4_900, differenceMinor: 0 },
      { day: tomorrow, currency: 'USD', theirsMinor: 0, oursMinor: 0, differenceMinor: 0 },
    ])
  })

  it('differ by what the books lack, on the day on which it moved', async () => {
    world.clock.advance(40 * day)
    await moneyOfNobody()
    await provePayments(world.platform, since())
    const today = dayOf(world.clock.peek())
    expect(await balance(today)).toEqual([{ day: today, currency: 'USD', theirsMinor: 650, oursMinor: 0, differenceMinor: 650 }])
    for (const { id: findingId } of await findings('missing_here')) await staff.api.reconciliation.explain({ findingId, note: 'A mug' })
  })

  it('are answered for 92 days at most', async () => {
    await expect(balance('2026-01-01', '2026-04-03')).rejects.toMatchObject(refusal('INPUT_INVALID'))
    await expect(balance('2026-01-02', '2026-01-01')).rejects.toMatchObject(refusal('INPUT_INVALID'))
    expect(await balance('2025-01-01', '2025-04-02')).toEqual([])
  })
})
