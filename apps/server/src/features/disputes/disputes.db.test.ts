import type { DisputeDetails, DisputeId, EvidencePack } from '@edurise/contracts'
import { inTenant, newId, type PaymentFacts } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import { filesOnDisk } from '../../gateways/files-on-disk.ts'
import { ProviderRefused, ProviderSilent } from '../../gateways/gateway.ts'
import { refusal, useWorld } from '../../testing/world.ts'
import { settlePayment } from '../payments/settle-payment.ts'
import { syncPayment } from '../payments/sync-payment.ts'
import { tillOf, type Sale } from '../payments/testing/till.ts'
import { submitEvidence } from './submit-evidence.ts'
import { tendDisputes } from './tend-disputes.ts'

const world = useWorld({ parts: ({ config }) => ({ files: filesOnDisk(config) }) })
const till = tillOf(world)
const day = 24 * 3_600_000

interface AtStripe {
  id: string
  status: string
  evidence: Record<string, string | null>
  evidence_details: { submission_count: number }
}

/** A learner who has bought a course, with money returned before the dispute or not. */
async function aSale({ refunded = 0, inquiry = false }: { refunded?: number; inquiry?: boolean } = {}) {
  const admin = await world.signedIn({ role: 'admin' })
  const learner = await world.signedIn({ tenant: admin })
  const course = await world.aCourse({ tenantId: admin.tenantId })
  // As most do: in the marketplace, not at the school's own host.
  const sale = await till.startCheckout({ ...learner, api: world.callerAs(learner.person, null) }, course)
  await till.pay(sale)
  await till.sync(sale)
  if (refunded) await till.control(`/payments/${sale.sessionId}/refund`, { amount: refunded })
  const provider = await till.control<AtStripe>(`/payments/${sale.sessionId}/dispute`, { inquiry })
  await till.sync(sale)
  const [row] = (await admin.api.disputes.list({})).items
  if (!row) throw new Error('the desk has no dispute')
  return { admin, learner, course, sale, provider, disputeId: row.id }
}
type ASale = Awaited<ReturnType<typeof aSale>>

async function atStripe({ provider }: ASale): Promise<AtStripe> {
  const { disputes } = await till.state<{ disputes: AtStripe[] }>('/state?kind=dispute')
  const found = disputes.find(({ id }) => id === provider.id)
  if (!found) throw new Error('the provider has no such dispute')
  return found
}

const close = async (sale: ASale, outcome: 'won' | 'lost' | 'withdrawn' | 'prevented') => {
  await till.control(`/disputes/${sale.provider.id}/close`, { outcome })
  await till.sync(sale.sale)
}

const escalate = async ({ sale, provider }: ASale) => {
  await till.control(`/disputes/${provider.id}/escalate`)
  await till.sync(sale)
}

const read = ({ admin, disputeId }: ASale): Promise<DisputeDetails> => admin.api.disputes.byId({ disputeId })
const answer = async (sale: ASale, { requestKey = newId<string>(), pack }: { requestKey?: string; pack?: EvidencePack } = {}) =>
  sale.admin.api.disputes.submitEvidence({ disputeId: sale.disputeId, pack: pack ?? (await read(sale)).pack, requestKey })

/** What the books hold of the payment, account by account. */
async function books({ sale }: ASale) {
  const rows = await world.db.open
    .selectFrom('ledger_entries')
    .select(['account', 'amount_minor as amount'])
    .where('payment_id', '=', sale.paymentId)
    .execute()
  const sums: Record<string, number> = {}
  for (const { account, amount } of rows) sums[account] = (sums[account] ?? 0) + amount
  return sums
}

const opened = { provider_fees: 172 + 1_500, disputed_funds: 4_900, sales: -4_900 }

describe('a dispute', () => {
  it.each([
    { money: 'a paid sale', refunded: 0, back: 0 },
    { money: 'a sale of which a part was returned', refunded: 1_000, back: 1_000 },
  ])('about $money leaves the course open, stands on the desk with its deadline, and its fee is booked', async ({ refunded, back }) => {
    const sale = await aSale({ refunded })
    expect(await till.factsOf(sale.sale)).toMatchObject({ payment: { state: 'disputed' }, live: 1, enrolments: ['active'], sum: 0 })
    expect(await books(sale)).toMatchObject({ ...opened, ...(back && { refunds: back }) })
    expect(await sale.admin.api.disputes.list({})).toMatchObject({
      items: [
        {
          status: 'needs_response',
          amountMinor: 4_900,
          feeMinor: 1_500,
          currency: 'USD',
          evidence: 'none',
          closedAt: null,
          orderId: sale.sale.orderId,
        },
      ],
    })
    const { dueAt, openedAt } = await read(sale)
    expect(Date.parse(dueAt ?? '') - Date.parse(openedAt)).toBe(7 * day)
    expect(await sale.admin.api.disputes.count({})).toEqual({ open: 1, dueSoon: 0 })
  })

  it('about a sale that was returned whole closes no course anew and books what is taken', async () => {
    const sale = await aSale({ refunded: 4_900 })
    expect(await till.factsOf(sale.sale)).toMatchObject({
      payment: { state: 'disputed' },
      order: 'refunded',
      live: 0,
      enrolments: ['ended'],
      sum: 0,
    })
    await close(sale, 'won')
    expect(await till.factsOf(sale.sale)).toMatchObject({
      payment: { state: 'refunded' },
      order: 'refunded',
      live: 0,
      enrolments: ['ended'],
      sum: 0,
    })
  })

  it.each([
    { outcome: 'won', refunded: 0, state: 'paid' },
    { outcome: 'withdrawn', refunded: 0, state: 'paid' },
    { outcome: 'won', refunded: 1_000, state: 'partially_refunded' },
  ] as const)(
    'that is $outcome gives the money back in the books, fee and all, and everything is as before: $state',
    async ({ outcome, refunded, state }) => {
      const sale = await aSale({ refunded })
      const papers = (await till.factsOf(sale.sale)).papers
      await close(sale, outcome)
      expect(await till.factsOf(sale.sale)).toMatchObject({
        payment: { state },
        order: 'paid',
        live: 1,
        enrolments: ['active'],
        papers,
        sum: 0,
      })
      expect(await books(sale)).toMatchObject({ provider_balance: 4_900 - 172 - refunded, provider_fees: 172, disputed_funds: 0 })
      expect(await read(sale)).toMatchObject({ status: 'won', lostMinor: 0, closedAt: expect.any(String) })
      expect(await sale.admin.api.disputes.list({})).toMatchObject({ items: [] })
      expect(await sale.admin.api.disputes.list({ view: 'closed' })).toMatchObject({ items: [{ id: sale.disputeId }] })
    },
  )

  it.each([{ refunded: 0 }, { refunded: 1_000 }])(
    'that is lost after $refunded cents were returned ends the access, costs amount and fee, and credits what was invoiced and no more',
    async ({ refunded }) => {
      const sale = await aSale({ refunded })
      await close(sale, 'lost')
      const facts = await till.factsOf(sale.sale)
      expect(facts).toMatchObject({ payment: { state: 'charged_back' }, order: 'refunded', live: 0, enrolments: ['ended'], sum: 0 })
      expect(facts.papers).toContainEqual(['credit_note', refunded - 4_900])
      expect(facts.papers.reduce((sum, [, total]) => sum + total, 0)).toBe(0)
      expect(await books(sale)).toMatchObject({
        chargebacks: 4_900,
        disputed_funds: 0,
        provider_fees: 1_672,
        provider_balance: -1_672 - refunded,
      })
      expect(await read(sale)).toMatchObject({ status: 'lost', lostMinor: 4_900 })
    },
  )

  it('that is lost in part keeps the course open, and only the part is credited', async () => {
    const sale = await aSale()
    const { tenantId } = sale.admin
    const payment = await world.db.open
      .selectFrom('payments')
      .select('facts')
      .where('id', '=', sale.sale.paymentId)
      .executeTakeFirstOrThrow()
    const [ref = '', dispute] = Object.entries(payment.facts.disputes ?? {})[0] ?? []
    if (!dispute) throw new Error('the payment knows no dispute')
    const facts: PaymentFacts = {
      ...payment.facts,
      disputes: { [ref]: { ...dispute, status: 'lost', reinstatedMinor: 3_900 } },
      observedAt: world.clock.now().toISOString(),
    }
    const look = { tenantId, orderId: sale.sale.orderId, paymentId: sale.sale.paymentId, facts, lookedAt: world.clock.now() }
    await inTenant(world.platform.db, tenantId, (trx) => settlePayment(trx, world.platform, look))
    const now = await till.factsOf(sale.sale)
    expect(now).toMatchObject({ payment: { state: 'partially_refunded' }, order: 'paid', live: 1, enrolments: ['active'], sum: 0 })
    expect(now.papers).toContainEqual(['credit_note', -1_000])
    expect(await books(sale)).toMatchObject({ chargebacks: 1_000, disputed_funds: 0 })
    expect(await read(sale)).toMatchObject({ status: 'partial', lostMinor: 1_000 })
  })

  it('that is only a question, and is prevented from becoming more, moves nothing', async () => {
    const sale = await aSale({ inquiry: true })
    expect(await read(sale)).toMatchObject({ status: 'warning', feeMinor: 0 })
    await close(sale, 'prevented')
    expect(await till.factsOf(sale.sale)).toMatchObject({ payment: { state: 'paid' }, live: 1, atProvider: 4_900 - 172, sum: 0 })
    expect(await read(sale)).toMatchObject({ status: 'prevented', lostMinor: 0 })
  })

  it('is told to every admin when it opens and when it ends, once', async () => {
    const sale = await aSale()
    await close(sale, 'lost')
    await till.sync(sale.sale)
    const subjects = (await world.mailsTo(sale.admin.person.email)).map(({ subject }) => subject.replaceAll(/[\u2068\u2069]/g, ''))
    expect(subjects).toHaveLength(2)
    expect(subjects.join('\n')).toMatch(/is closed\nA payment is disputed/)
  })

  it('whose time runs out unanswered is told to every admin once, three days before', async () => {
    const sale = await aSale()
    await tendDisputes(world.platform, {})
    await world.runJobs()
    expect(await world.mailsTo(sale.admin.person.email)).toHaveLength(1)
    world.clock.advance(4 * day + 3_600_000)
    for (let times = 0; times < 2; times += 1) await tendDisputes(world.platform, {})
    await world.runJobs()
    const mails = await world.mailsTo(sale.admin.person.email)
    expect(mails).toHaveLength(2)
    expect(mails[0]?.text).toContain('8 January 2026')
    // Only at the school's own host its desks can be opened.
    const desk = `http://${sale.admin.slug}.${world.platform.config.publicUrl.host}/admin`
    expect(mails[0]?.text).toContain(`${desk}/disputes/${sale.disputeId}`)
    expect(mails[1]?.text).toContain(`${desk}/orders/${sale.sale.orderId}`)
    expect(await sale.admin.api.disputes.count({})).toMatchObject({ dueSoon: 1 })
  })
})

describe('the answer to a dispute', () => {
  it('is written from what is known of the sale, until somebody changes it', async () => {
    const sale = await aSale()
    const { courseId, lessonIds } = sale.course
    for (const lessonId of lessonIds) await sale.learner.api.enrolments.completeLesson({ courseId, lessonId })
    const fresh = await read(sale)
    expect(fresh).toMatchObject({ fresh: true, canSubmit: true, submittedAt: null, inquiryAnsweredAt: null, evidence: 'none' })
    expect(fresh.pack.productDescription).toContain(sale.course.title)
    expect(fresh.pack.accessLog).toMatch(
      /The course was opened to the buyer by the payment of an order\n.*Lesson "Lesson 1" was open, from address 127\.0\.0\.1/,
    )
    expect(fresh.pack.accessLog).toContain('address confirmed by its owner')
    expect(fresh.pack.refundPolicy).toContain('within 14 days')
    expect(fresh.pack.correspondence).toMatch(/Invoice \S+-000001 was issued: 49\.00 USD/)
    expect(fresh.pack.correspondence).toContain(`Receipt of the payment was sent to ${sale.learner.person.email}`)
    const pack = { ...fresh.pack, refundPolicy: 'In our own words' }
    expect(await sale.admin.api.disputes.saveEvidence({ disputeId: sale.disputeId, pack })).toMatchObject({
      evidence: 'draft',
      fresh: false,
      pack,
    })
    expect(await read(sale)).toMatchObject({ evidence: 'draft', fresh: false, pack })
  })

  it('reaches the provider, moves the dispute to review, and stands in the log', async () => {
    const sale = await aSale()
    const { pack } = await read(sale)
    expect(await answer(sale, { pack })).toMatchObject({ evidence: 'sending', pack, submittedAt: expect.any(String) })
    await world.runJobs()
    expect(await read(sale)).toMatchObject({ evidence: 'submitted', status: 'under_review', pack })
    expect(await atStripe(sale)).toMatchObject({
      status: 'under_review',
      evidence: {
        customer_name: sale.learner.person.name,
        access_activity_log: pack.accessLog,
        service_date: pack.serviceDate,
        refund_policy_disclosure: pack.refundPolicy,
      },
    })
    const acts = await world.db.open
      .selectFrom('audit_log')
      .select(['action', 'actor_id'])
      .where('object', '=', `dispute:${sale.disputeId}`)
      .execute()
    expect(acts).toEqual([{ action: 'disputes.submitEvidence', actor_id: sale.admin.person.id }])
  })

  it('is sent once, whoever else presses the button at the same moment, and however often its job runs', async () => {
    const sale = await aSale()
    const requestKey = newId<string>()
    const { pack } = await read(sale)
    const results = await Promise.allSettled([
      ...[1, 2, 3].map(() => answer(sale, { requestKey, pack })),
      ...[1, 2].map(() => answer(sale, { pack: { ...pack, accessLog: 'Another text' } })),
    ])
    expect([1, 3]).toContain(results.filter(({ status }) => status === 'fulfilled').length)
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refused).toMatchObject(refused.map(() => ({ cause: { code: 'DISPUTE_ANSWERED', data: { evidence: 'sending' } } })))
    const job = { tenantId: sale.admin.tenantId, disputeId: sale.disputeId }
    await Promise.all([1, 2, 3].map(() => submitEvidence(world.platform, job)))
    await world.runJobs()
    expect((await atStripe(sale)).evidence_details.submission_count).toBe(1)
    await expect(answer(sale)).rejects.toMatchObject({ cause: { code: 'DISPUTE_ANSWERED', data: { evidence: 'submitted' } } })
    expect((await answer(sale, { requestKey })).id === sale.disputeId || results[0]?.status === 'rejected').toBe(true)
  })

  it('is asked again while the provider is silent, by the same key, and by the sweep when its job is lost', async () => {
    const sale = await aSale()
    await answer(sale)
    const [job] = await world.boss.fetch<{ tenantId: typeof sale.admin.tenantId; disputeId: DisputeId }>('disputes.submitEvidence')
    if (!job) throw new Error('no job was enqueued')
    await world.boss.complete('disputes.submitEvidence', job.id)
    const { stripe } = world.platform.gateways
    const silent = { ...stripe, submitEvidence: () => Promise.reject(new ProviderSilent('no answer')) }
    const deaf = { ...world.platform, gateways: { ...world.platform.gateways, stripe: silent } }
    await expect(submitEvidence(deaf, job.data)).rejects.toThrow(ProviderSilent)
    expect(await read(sale)).toMatchObject({ evidence: 'sending' })
    world.clock.advance(5 * 60_000)
    await tendDisputes(world.platform, {})
    await world.runJobs()
    expect(await read(sale)).toMatchObject({ evidence: 'submitted' })
    expect((await atStripe(sale)).evidence_details.submission_count).toBe(1)
  })

  it('that the provider refuses is seen to have failed, and can be given again', async () => {
    const sale = await aSale()
    await answer(sale)
    const { stripe } = world.platform.gateways
    const refusing = { ...stripe, submitEvidence: () => Promise.reject(new ProviderRefused('too_early')) }
    const strict = { ...world.platform, gateways: { ...world.platform.gateways, stripe: refusing } }
    await submitEvidence(strict, { tenantId: sale.admin.tenantId, disputeId: sale.disputeId })
    expect(await read(sale)).toMatchObject({ evidence: 'failed', status: 'needs_response' })
    await answer(sale)
    await world.runJobs()
    expect(await read(sale)).toMatchObject({ evidence: 'submitted' })
  })

  it('to an inquiry does not answer the dispute that it becomes: that one is answered anew, by its own day', async () => {
    const sale = await aSale({ inquiry: true })
    const { pack, dueAt: first } = await read(sale)
    await answer(sale, { pack: { ...pack, accessLog: 'What we said first' } })
    await world.runJobs()
    const toInquiry = await read(sale)
    expect(toInquiry).toMatchObject({ status: 'warning', evidence: 'submitted', submittedAt: expect.any(String) })
    await expect(answer(sale)).rejects.toMatchObject({ cause: { code: 'DISPUTE_ANSWERED', data: { evidence: 'submitted' } } })
    await tendDisputes(world.platform, {})
    expect(await sale.admin.api.disputes.count({})).toEqual({ open: 1, dueSoon: 0 })

    world.clock.advance(6 * day)
    await escalate(sale)
    const asked = await read(sale)
    expect(asked).toMatchObject({ status: 'needs_response', evidence: 'draft', feeMinor: 1_500, pack: { accessLog: 'What we said first' } })
    expect(asked).toMatchObject({ submittedAt: null, inquiryAnsweredAt: toInquiry.submittedAt })
    expect(Date.parse(asked.dueAt ?? '') - Date.parse(first ?? '')).toBeGreaterThanOrEqual(6 * day)
    expect(await sale.admin.api.payments.listOrders({ view: 'needs_you' })).toMatchObject({ items: [{ needs: 'dispute' }] })

    const second = { ...asked.pack, accessLog: 'What we say now' }
    await sale.admin.api.disputes.saveEvidence({ disputeId: sale.disputeId, pack: second })
    await till.sync(sale.sale)
    expect(await read(sale)).toMatchObject({ evidence: 'draft', pack: second })
    await answer(sale, { pack: second })
    await world.runJobs()
    expect(await read(sale)).toMatchObject({ status: 'under_review', evidence: 'submitted', pack: second })
    expect(await atStripe(sale)).toMatchObject({
      status: 'under_review',
      evidence: { access_activity_log: 'What we say now' },
      evidence_details: { submission_count: 2 },
    })
    await till.sync(sale.sale)
    await expect(answer(sale)).rejects.toMatchObject({ cause: { code: 'DISPUTE_ANSWERED', data: { evidence: 'submitted' } } })
    const { events } = await sale.admin.api.payments.orderDetails({ orderId: sale.sale.orderId })
    expect(events.filter(({ kind }) => kind === 'dispute_answered')).toHaveLength(2)
  })

  it('to an inquiry that escalates before it is sent stays a draft, and is sent by nobody but staff', async () => {
    const sale = await aSale({ inquiry: true })
    await answer(sale)
    const job = { tenantId: sale.admin.tenantId, disputeId: sale.disputeId }
    await till.control(`/disputes/${sale.provider.id}/escalate`)
    await syncPayment(world.platform, sale.sale)
    await submitEvidence(world.platform, job)
    expect((await atStripe(sale)).evidence_details.submission_count).toBe(0)
    expect(await read(sale)).toMatchObject({ status: 'needs_response', evidence: 'draft' })
  })

  it('is reminded of once for the inquiry and once for the dispute that it becomes', async () => {
    const sale = await aSale({ inquiry: true })
    const reminders = async () => {
      for (let times = 0; times < 2; times += 1) await tendDisputes(world.platform, {})
      await world.runJobs()
      return (await world.mailsTo(sale.admin.person.email)).filter(({ subject }) => subject.startsWith('Answer by')).length
    }
    world.clock.advance(4 * day + 3_600_000)
    expect(await reminders()).toBe(1)
    await escalate(sale)
    expect(await reminders()).toBe(1)
    world.clock.advance(4 * day + 3_600_000)
    expect(await reminders()).toBe(2)
  })

  it('is heard no more once the time is over, or the dispute is closed', async () => {
    const late = await aSale()
    const { pack } = await read(late)
    world.clock.advance(8 * day)
    const refused = { cause: { code: 'DISPUTE_ANSWERED', data: { status: 'needs_response', evidence: 'none' } } }
    await expect(answer(late, { pack })).rejects.toMatchObject(refused)
    await expect(late.admin.api.disputes.saveEvidence({ disputeId: late.disputeId, pack })).rejects.toMatchObject(refused)
    const closed = await aSale()
    await close(closed, 'lost')
    await expect(answer(closed, { pack })).rejects.toMatchObject({ cause: { code: 'DISPUTE_ANSWERED', data: { status: 'lost' } } })
    await expect(late.admin.api.disputes.byId({ disputeId: closed.disputeId })).rejects.toMatchObject(refusal('DISPUTE_NOT_FOUND'))
  })
})

describe('the desk of disputes', () => {
  it('shows the most urgent first, page by page', async () => {
    const admin = await world.signedIn({ role: 'admin' })
    const course = await world.aCourse({ tenantId: admin.tenantId })
    const refs: string[] = []
    for (let count = 0; count < 3; count += 1) {
      const learner = await world.signedIn({ tenant: admin })
      const sale: Sale = await till.startCheckout(learner, course)
      await till.pay(sale)
      refs.push((await till.control<AtStripe>(`/payments/${sale.sessionId}/dispute`)).id)
      await till.sync(sale)
      world.clock.advance(day)
    }
    for (const view of ['open', 'all'] as const) {
      const first = await admin.api.disputes.list({ view, limit: 2 })
      const rest = await admin.api.disputes.list({ view, limit: 2, cursor: first.nextCursor ?? '' })
      const shown = [...first.items, ...rest.items].map(({ providerRef }) => providerRef)
      expect(shown).toEqual(view === 'open' ? refs : refs.toReversed())
      expect(rest.nextCursor).toBeNull()
    }
  })
})
