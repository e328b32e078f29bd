import fc from 'fast-check'
import type { Fate } from './fate.ts'
import { at, type Act, type History, type Sold } from './history.ts'

const minute = 60_000
const some = fc.nat(11)

/** Seldom anything: otherwise death before or after one of the first calls, or a provider that is silent once. */
const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.record({ crashAt: fc.nat(79) }) },
  { weight: 2, arbitrary: fc.record({ silentAt: fc.nat(2), afterEffect: fc.boolean() }) },
)

function befalls({ crashAt, silentAt, afterEffect }: Fate): string {
  if (crashAt !== undefined) return `, killed ${crashAt % 2 ? 'after' : 'before'} call ${crashAt >> 1}`
  return silentAt === undefined ? '' : `, the provider's answer ${silentAt} ${afterEffect ? 'lost' : 'missing'}`
}

interface Kind<T> {
  weight: number
  of: fc.Arbitrary<T>
  say: (values: T) => string
  run: (history: History, values: T) => Promise<string | null>
}

function kind<T>({ weight, of, say, run }: Kind<T>): { weight: number; arbitrary: fc.Arbitrary<Act> } {
  return {
    weight,
    arbitrary: of.map((values) => ({ words: say(values), run: (history) => run(history, values) })),
  }
}

const which = (count: number, name: string) => `${name} ${count}`

const provider = fc.oneof(
  { weight: 5, arbitrary: fc.constant('stripe' as const) },
  { weight: 4, arbitrary: fc.constant('paypal' as const) },
  { weight: 3, arbitrary: fc.constant('bank_transfer' as const) },
)
type Provider = 'stripe' | 'paypal' | 'bank_transfer'

async function checkout(history: History, buyer: number, course: number, by: Provider, fateOf: Fate): Promise<string> {
  const { courseId } = at(history.school.courses, course)
  const { value, told } = await history.call(fateOf, 'checkout', () =>
    history.buyer(buyer).payments.startCheckout({ courseId, provider: by }),
  )
  if (value && !history.sales.some(({ paymentId }) => paymentId === value.paymentId)) {
    const { orderId, paymentId } = value
    history.sales.push({ orderId, paymentId, buyer, course, provider: by, objectId: '' })
  }
  return by === 'stripe' ? told : told.replace('checkout', `checkout by ${by}`)
}

const startCheckout = kind({
  weight: 8,
  of: fc.record({ buyer: fc.nat(1), course: fc.nat(1), provider, fate }),
  say: ({ buyer, course, provider: by, fate: its }) => `buyer ${buyer} starts a checkout of course ${course} by ${by}${befalls(its)}`,
  run: (history, { buyer, course, provider: by, fate: its }) => checkout(history, buyer, course, by, its),
})

const cards = {
  good: '4242424242424242',
  declined: '4000000000009995',
  disputed: '4000000000000259',
  slow_refund: '4000000000007726',
} as const

const pay = kind({
  weight: 10,
  of: fc.record({
    sale: some,
    card: fc.oneof(
      { weight: 8, arbitrary: fc.constant('good' as const) },
      { weight: 2, arbitrary: fc.constant('declined' as const) },
      { weight: 1, arbitrary: fc.constant('disputed' as const) },
      { weight: 2, arbitrary: fc.constant('slow_refund' as const) },
    ),
  }),
  say: ({ sale, card }) => `${which(sale, 'sale')} is paid with a ${card} card`,
  async run(history, { sale, card }) {
    const sold = history.sale(sale)
    return sold ? payFor(history, sold, card) : null
  },
})

/** What the buyer does at the provider. A transfer is made elsewhere: what matters here is what staff say of it. */
async function payFor(history: History, sold: Sold, card: keyof typeof cards): Promise<string | null> {
  const id = await history.objectOf(sold)
  if (!id || sold.provider === 'bank_transfer') return null
  const approval = { good: 'approved', slow_refund: 'approved', declined: 'declined', disputed: 'pending' } as const
  const answer =
    sold.provider === 'paypal'
      ? await history.town.control<{ outcome?: string }>(`/paypal/orders/${id}/approve`, {
          outcome: approval[card],
          slowRefunds: card === 'slow_refund',
        })
      : await history.town.control<{ outcome: string }>('/pay', { sessionId: id, card: cards[card] })
  await history.listen()
  if (sold.provider === 'paypal') return answer && `PayPal: ${approval[card]}`
  return `card ${card}: ${answer?.outcome ?? 'no'}`
}

/** A sale that goes as it should: what most histories begin with, so that there is something to return, to dispute and to give away. */
const purchase = kind({
  weight: 5,
  of: fc.record({ buyer: fc.nat(1), course: fc.nat(1), provider, slow: fc.boolean() }),
  say: ({ buyer, course, provider: by, slow }) =>
    `buyer ${buyer} buys course ${course} by ${by}${slow ? ', where refunds are slow' : ''}, and is in`,
  async run(history, { buyer, course, provider: by, slow }) {
    const known = history.sales.length
    await checkout(history, buyer, course, by, {})
    const sold = history.sales[known]
    if (!sold) return null
    if (by === 'bank_transfer') await approve(history, sold, 0, 1, 1, {})
    else await payFor(history, sold, slow ? 'slow_refund' : 'good')
    for (let round = 0; round < 2; round++) {
      for (const event of history.held.splice(0)) {
        await history.deliver(event)
        history.delivered.push(event)
      }
      await history.workAll()
      await history.listen()
    }
    return `purchase by ${by}`
  },
})

const priceOf = ({ course }: Sold) => (course === 0 ? 4_900 : 3_000)

/** Where the control has an order of this provider, and a thing of this name in it. */
const place = ({ provider: by }: Sold, id: string, what: string) =>
  by === 'paypal' ? `/paypal/orders/${id}/${what}` : `/payments/${id}/${what}`

const byProvider = (path: (id: string, sold: Sold) => string | null, name: string, weight: number) =>
  kind({
    weight,
    of: fc.record({ sale: some, yes: fc.boolean() }),
    say: ({ sale, yes }) => `${which(sale, 'sale')}: ${name}${name.endsWith('settles') ? (yes ? ', paid' : ', failed') : ''}`,
    async run(history, { sale, yes }) {
      const sold = history.sale(sale)
      const id = sold && (await history.objectOf(sold))
      if (!id) return null
      const address = path(id, sold)
      if (!address) return null
      const done = await history.town.control(address, name.endsWith('settles') ? { outcome: yes ? 'succeeded' : 'failed' } : {})
      await history.listen()
      return done === null ? null : `${name}${name.endsWith('settles') ? (yes ? ': paid' : ': failed') : ''}`
    },
  })

const shares = [1, 0.5, 0.1] as const

const dashboardRefund = kind({
  weight: 5,
  of: fc.record({ sale: some, share: fc.constantFrom(...shares), pending: fc.boolean() }),
  say: ({ sale, share, pending }) => `${which(sale, 'sale')}: ${share * 100} % refunded in the dashboard${pending ? ', pending' : ''}`,
  async run(history, { sale, share, pending }) {
    const sold = history.sale(sale)
    const id = sold && (await history.objectOf(sold))
    if (!id || sold.provider === 'bank_transfer') return null
    const amount = Math.ceil(priceOf(sold) * share)
    const done = await history.town.control<{ id: string }>(place(sold, id, 'refund'), { amount, pending })
    if (done) history.dashboardRefunds.add(done.id)
    await history.listen()
    return done === null ? null : `dashboard refund${share < 1 ? ' of a part' : ''}${pending ? ', pending' : ''}`
  },
})

const settleRefund = kind({
  weight: 4,
  of: fc.record({ number: some, yes: fc.boolean() }),
  say: ({ number, yes }) => `refund ${number} ${yes ? 'arrives' : 'fails'} at the buyer's bank`,
  async run(history, { number, yes }) {
    const refunds = (await history.town.oracle()).payments.flatMap(({ provider: by, refunds: made }) =>
      made.map((refund) => ({ ...refund, by })),
    )
    const known = refunds.filter(({ by }) => by !== 'bank_transfer')
    if (!known.length) return null
    const refund = at(known, number)
    const done = await history.town.control(`${refund.by === 'paypal' ? '/paypal' : ''}/refunds/${refund.id}/settle`, {
      outcome: yes ? 'succeeded' : 'failed',
    })
    await history.listen()
    return done === null ? null : yes ? 'refund arrived' : `refund failed${refund.status === 'succeeded' ? ' after it had succeeded' : ''}`
  },
})

const dispute = kind({
  weight: 5,
  of: fc.record({ sale: some, share: fc.constantFrom(...shares), inquiry: fc.boolean() }),
  say: ({ sale, share, inquiry }) => `${which(sale, 'sale')}: ${inquiry ? 'an inquiry' : 'a dispute'} over ${share * 100} %`,
  async run(history, { sale, share, inquiry }) {
    const sold = history.sale(sale)
    const id = sold && (await history.objectOf(sold))
    if (!id || sold.provider === 'bank_transfer') return null
    const amount = Math.ceil(priceOf(sold) * share)
    const done = await history.town.control(place(sold, id, 'dispute'), { amount, inquiry })
    await history.listen()
    return done === null ? null : `${inquiry ? 'inquiry' : 'dispute'} opened${share < 1 ? ' over a part' : ''}`
  },
})

const closeDispute = kind({
  weight: 6,
  of: fc.record({ number: some, outcome: fc.constantFrom('won', 'lost', 'withdrawn', 'escalated', 'partial') }),
  say: ({ number, outcome }) => `dispute ${number} is ${outcome}`,
  async run(history, { number, outcome }) {
    const disputes = await history.town.disputes()
    if (!disputes.length) return null
    const { provider: by, id } = at(disputes, number)
    if (outcome === 'partial' && by === 'stripe') return null
    const path = `${by === 'paypal' ? '/paypal' : ''}/disputes/${id}`
    const done =
      outcome === 'escalated'
        ? await history.town.control(`${path}/escalate`)
        : await history.town.control(`${path}/close`, { outcome, ...(outcome === 'partial' && { amount: 700 }) })
    await history.listen()
    return done === null ? null : `dispute ${outcome}`
  },
})

const deliver = kind({
  weight: 14,
  of: fc.record({ event: some, copies: fc.integer({ min: 1, max: 2 }), fate }),
  say: ({ event, copies, fate: its }) => `event ${event} is delivered${copies > 1 ? ' twice' : ''}${befalls(its)}`,
  async run(history, { event, copies, fate: its }) {
    if (!history.held.length) return null
    const [chosen] = history.held.splice(event % history.held.length, 1)
    if (!chosen) return null
    if (event % history.held.length !== 0) history.count('event delivered out of turn')
    const [told] = await Promise.all([history.deliver(chosen, its), ...(copies > 1 ? [history.deliver(chosen)] : [])])
    history.delivered.push(chosen)
    return `${told}${copies > 1 ? ', twice at once' : ''}`
  },
})

const again = kind({
  weight: 2,
  of: some,
  say: (event) => `event ${event} of those delivered comes once more`,
  async run(history, event) {
    if (!history.delivered.length) return null
    return `once more: ${await history.deliver(at(history.delivered, event))}`
  },
})

const lose = kind({
  weight: 4,
  of: some,
  say: (event) => `event ${event} is lost`,
  run(history, event) {
    const [lost] = history.held.splice(event % Math.max(history.held.length, 1), 1)
    return Promise.resolve(lost ? 'webhook lost' : null)
  },
})

const work = kind({
  weight: 18,
  of: fc.record({ job: some, fate, forgotten: fc.boolean() }),
  say: ({ job, fate: its, forgotten }) => `job ${job} runs${befalls(its)}${forgotten ? ', and its end is forgotten' : ''}`,
  async run(history, { job, fate: its, forgotten }) {
    const jobs = await history.town.waiting()
    return jobs.length ? history.work(at(jobs, job), its, forgotten) : null
  },
})

const workTogether = kind({
  weight: 4,
  of: fc.tuple(some, some, some),
  say: (jobs) => `jobs ${jobs.join(', ')} run at the same moment`,
  async run(history, numbers) {
    const jobs = await history.town.waiting()
    const chosen = [...new Set(numbers.map((number) => jobs[number % Math.max(jobs.length, 1)]))].filter((job) => job !== undefined)
    if (chosen.length < 2) return null
    await Promise.all(chosen.map((job) => history.work(job)))
    return 'jobs at the same moment'
  },
})

const workAll = kind({
  weight: 3,
  of: fc.constant(null),
  say: () => 'all jobs run',
  run: async (history) => ((await history.workAll()) > 0 ? 'all jobs' : null),
})

const doubleClick = kind({
  weight: 2,
  of: fc.record({ buyer: fc.nat(1), course: fc.nat(1), provider, times: fc.integer({ min: 2, max: 3 }) }),
  say: ({ buyer, course, provider: by, times }) => `buyer ${buyer} clicks ${times} times on course ${course}, by ${by}`,
  async run(history, { buyer, course, provider: by, times }) {
    await Promise.all(Array.from({ length: times }, () => checkout(history, buyer, course, by, {})))
    return 'checkout, clicked more than once'
  },
})

const hurry = kind({
  weight: 4,
  of: fc.record({ sale: some, fate }),
  say: ({ sale, fate: its }) => `the buyer of ${which(sale, 'sale')} waits on the return page${befalls(its)}`,
  async run(history, { sale, fate: its }) {
    const sold = history.sale(sale)
    if (!sold) return null
    return (await history.call(its, 'return page', () => history.buyer(sold.buyer).payments.hurry({ orderId: sold.orderId }))).told
  },
})

const checkAgain = kind({
  weight: 2,
  of: fc.record({ sale: some, admin: fc.nat(1), fate }),
  say: ({ sale, admin, fate: its }) => `admin ${admin} checks ${which(sale, 'sale')} again${befalls(its)}`,
  async run(history, { sale, admin, fate: its }) {
    const sold = history.sale(sale)
    if (!sold) return null
    return (await history.call(its, 'checked again', () => history.admin(admin).payments.checkAgain({ orderId: sold.orderId }))).told
  },
})

const sweep = kind({
  weight: 4,
  of: fate,
  say: (its) => `the sweep goes round${befalls(its)}`,
  run: (history, its) => history.sweep(its),
})

const wait = kind({
  weight: 5,
  of: fc.constantFrom(2, 6, 70, 26 * 60),
  say: (minutes) => `${minutes} minutes pass`,
  async run(history, minutes) {
    history.town.world.clock.advance(minutes * minute)
    if (minutes > 23 * 60) {
      for (const sale of history.sales) {
        const id = await history.objectOf(sale)
        if (id && sale.provider === 'stripe') await history.town.control(`/sessions/${id}/expire`)
        if (id && sale.provider === 'paypal') await history.town.control(`/paypal/orders/${id}/expire`)
      }
      await history.listen()
    }
    return `${minutes} minutes`
  },
})

const changeCourse = kind({
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

const tamper = kind({
  weight: 1,
  of: fc.record({ sale: some, by: fc.constantFrom(-100, 5_000) }),
  say: ({ sale, by }) => `${which(sale, 'sale')} is charged ${by} off its price`,
  async run(history, { sale, by }) {
    const sold = history.sale(sale)
    if (!sold) return null
    const changed = await history.town.world.db.open
      .updateTable('payments')
      .set((eb) => ({ amount_minor: eb('amount_minor', '-', by) }))
      .where('id', '=', sold.paymentId)
      .where('captured_minor', '=', 0)
      .where('amount_minor', '>', by)
      .executeTakeFirst()
    return changed.numUpdatedRows > 0n ? 'price and charge made to differ' : null
  },
})

const forge = kind({
  weight: 1,
  of: fc.record({ event: some, what: fc.constantFrom('body', 'secret', 'time') }),
  say: ({ event, what }) => `event ${event} comes with a forged ${what}`,
  async run(history, { event, what }) {
    const known = [...history.held, ...history.delivered]
    if (!known.length) return null
    const status = await history.town.forge(at(known, event), what)
    if (status !== 400) throw new Error(`a forged webhook was answered ${status}`)
    return 'forged webhook refused'
  },
})

const cancel = kind({
  weight: 3,
  of: fc.record({ sale: some, fate }),
  say: ({ sale, fate: its }) => `the buyer of ${which(sale, 'sale')} gives the order up${befalls(its)}`,
  async run(history, { sale, fate: its }) {
    const sold = history.sale(sale)
    if (!sold) return null
    return (await history.call(its, 'cancel', () => history.buyer(sold.buyer).payments.cancel({ orderId: sold.orderId }))).told
  },
})

const askRefund = kind({
  weight: 3,
  of: fc.record({ sale: some, fate }),
  say: ({ sale, fate: its }) => `the buyer of ${which(sale, 'sale')} asks for the money back${befalls(its)}`,
  async run(history, { sale, fate: its }) {
    const sold = history.sale(sale)
    if (!sold) return null
    const call = () => history.buyer(sold.buyer).refunds.ask({ orderId: sold.orderId, note: 'It is not for me' })
    return (await history.call(its, 'refund asked', call)).told
  },
})

const answerWish = kind({
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

const makeRefund = kind({
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

const refundAgain = kind({
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

const grant = kind({
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

const revoke = kind({
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

const answerDispute = kind({
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

async function approve(
  history: History,
  { orderId }: Sold,
  admin: number,
  share: number,
  clicks: number,
  fateOf: Fate,
): Promise<string | null> {
  const transfer = await history.transferOf(orderId)
  if (!transfer) return null
  const word = {
    transferId: transfer.id,
    amountMinor: Math.ceil(transfer.amountMinor * share),
    requestKey: crypto.randomUUID(),
    reason: 'On the statement',
  }
  const say = (its: Fate) => history.call(its, 'transfer approved', () => history.admin(admin).transfers.approve(word))
  const [first] = await Promise.all([say(fateOf), ...(clicks > 1 ? [say({})] : [])])
  return `${first.told}${share < 1 ? ' in part' : share > 1 ? ' with more than the price' : ''}`
}

const approveTransfer = kind({
  weight: 6,
  of: fc.record({ sale: some, admin: fc.nat(1), share: fc.constantFrom(1, 1, 0.4, 1.3), clicks: fc.integer({ min: 1, max: 2 }), fate }),
  say: ({ sale, admin, share, clicks, fate: its }) =>
    `admin ${admin} says that ${share * 100} % came for ${which(sale, 'sale')}${clicks > 1 ? ' with a double click' : ''}${befalls(its)}`,
  run(history, { sale, admin, share, clicks, fate: its }) {
    const transfers = history.sales.filter((sold) => sold.provider === 'bank_transfer')
    return transfers.length ? approve(history, at(transfers, sale), admin, share, clicks, its) : Promise.resolve(null)
  },
})

const decideTransfer = kind({
  weight: 4,
  of: fc.record({ sale: some, admin: fc.nat(1), what: fc.constantFrom('confirmed', 'confirmed', 'undone', 'refused'), fate }),
  say: ({ sale, admin, what, fate: its }) => `the transfer of ${which(sale, 'sale')} is ${what} by admin ${admin}${befalls(its)}`,
  async run(history, { sale, admin, what, fate: its }) {
    const transfers = history.sales.filter((sold) => sold.provider === 'bank_transfer')
    const transfer = transfers.length ? await history.transferOf(at(transfers, sale).orderId) : undefined
    if (!transfer) return null
    const { transfers: desk } = history.admin(admin)
    const transferId = transfer.id
    if (what === 'confirmed') {
      const receiptId = await history.proposalOf(transferId)
      if (!receiptId) return null
      return (await history.call(its, 'transfer confirmed', () => desk.confirm({ transferId, receiptId }))).told
    }
    if (what === 'undone')
      return (await history.call(its, 'transfer undone', () => desk.undo({ transferId, reason: 'Another school' }))).told
    return (await history.call(its, 'transfer refused', () => desk.refuse({ transferId, message: 'Nothing came' }))).told
  },
})

const sendBack = kind({
  weight: 4,
  of: fc.record({ number: some, admin: fc.nat(1), outcome: fc.constantFrom('sent', 'sent', 'failed'), fate }),
  say: ({ number, admin, outcome, fate: its }) => `admin ${admin} says that return ${number} was ${outcome}${befalls(its)}`,
  async run(history, { number, admin, outcome, fate: its }) {
    const returns = await history.returns()
    if (!returns.length) return null
    const word = { returnId: at(returns, number), outcome }
    return (await history.call(its, `return ${outcome}`, () => history.admin(admin).transfers.settleReturn(word))).told
  },
})

const verify = kind({
  weight: 1,
  of: fc.constant(null),
  say: () => 'the nightly proof runs',
  async run(history) {
    await history.town.verify()
    return 'nightly proof'
  },
})

const debit = byProvider((id, { provider: by }) => (by === 'stripe' ? `/sessions/${id}/debit` : null), 'bank debit', 3)
const settleDebit = byProvider(
  (id, { provider: by }) => (by === 'stripe' ? `/sessions/${id}/settle` : by === 'paypal' ? `/paypal/orders/${id}/settle` : null),
  'the bank settles',
  6,
)
const expire = byProvider(
  (id, { provider: by }) => (by === 'stripe' ? `/sessions/${id}/expire` : by === 'paypal' ? `/paypal/orders/${id}/expire` : null),
  'session expired',
  1,
)

const any: fc.Arbitrary<Act> = fc.oneof(
  purchase,
  startCheckout,
  doubleClick,
  pay,
  debit,
  settleDebit,
  expire,
  dashboardRefund,
  settleRefund,
  dispute,
  closeDispute,
  deliver,
  again,
  lose,
  forge,
  work,
  workTogether,
  workAll,
  hurry,
  checkAgain,
  sweep,
  wait,
  changeCourse,
  tamper,
  cancel,
  askRefund,
  answerWish,
  makeRefund,
  refundAgain,
  grant,
  revoke,
  answerDispute,
  approveTransfer,
  decideTransfer,
  sendBack,
  verify,
)

export interface Plan {
  acts: Act[]
  /** The events are all delivered once more at the end, in the order that these numbers make; null: they are not. */
  replay: number[] | null
}

export const plans: fc.Arbitrary<Plan> = fc.record({
  acts: fc
    .tuple(
      fc.oneof(
        fc.array(startCheckout.arbitrary, { minLength: 1, maxLength: 2 }),
        fc.array(purchase.arbitrary, { minLength: 1, maxLength: 2 }),
        fc.tuple(startCheckout.arbitrary, fc.oneof(debit, approveTransfer)),
      ),
      fc.array(pay.arbitrary, { minLength: 0, maxLength: 1 }),
      fc.array(any, { minLength: 6, maxLength: 22, size: 'max' }),
    )
    .map((parts) => parts.flat()),
  replay: fc.oneof(
    { weight: 7, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.array(fc.nat(30), { minLength: 1, maxLength: 12 }) },
  ),
})

/** The plan as somebody would tell it. */
export function wordsOf({ acts, replay }: Plan): string {
  return [...acts.map(({ words }) => words), ...(replay ? [`at the end everything is told again in the order ${replay.join(' ')}`] : [])]
    .map((line, index) => `  ${index + 1}. ${line}`)
    .join('\n')
}
