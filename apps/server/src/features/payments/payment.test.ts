import type { PaymentState } from '@edurise/contracts'
import type { PaymentFacts } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import { bookingsOf, reversalOf } from './books/ledger.ts'
import { mergeFacts } from './facts.ts'
import { entitles, stateOf, type Expected } from './payment.ts'

const expected: Expected = { amountMinor: 4900, currency: 'USD', account: 'platform', livemode: false, orderId: 'o', paymentId: 'p' }
const at = '2026-01-01T00:00:00.000Z'
const echo: PaymentFacts = {
  objectId: 'cs_1',
  orderEcho: 'o',
  paymentEcho: 'p',
  account: 'platform',
  livemode: false,
  currency: 'USD',
  amountMinor: 4900,
}
const capture = (amountMinor = 4900, currency = 'USD'): PaymentFacts => ({
  captures: { ch_1: { amountMinor, currency, feeMinor: 172, at } },
})
const refund = (status: 'pending' | 'succeeded' | 'failed', amountMinor = 4900): PaymentFacts => ({
  refunds: { [`re_${amountMinor}`]: { status, amountMinor, at } },
})
const dispute = (status: NonNullable<PaymentFacts['disputes']>[string]['status']): PaymentFacts => ({
  disputes: { dp_1: { status, amountMinor: 4900, feeMinor: 1500, withdrawnMinor: 4900, reinstatedMinor: status === 'won' ? 4900 : 0, at } },
})
const all = (...facts: PaymentFacts[]) => facts.reduce((one, other) => Object.assign({}, one, other, mergeable(one, other)), {})
const mergeable = (one: PaymentFacts, other: PaymentFacts) => {
  const { captures, refunds, disputes } = mergeFacts(one, other)
  return { captures, refunds, disputes } as PaymentFacts
}

/** One history for each state, and what each new fact makes of it: every state × every fact. */
const states: Record<PaymentState, PaymentFacts> = {
  created: {},
  unknown: { noAnswer: true },
  awaiting_payer: echo,
  attempt_failed: { ...echo, failure: 'card_declined' },
  expired: { ...echo, ended: true },
  processing: { ...echo, processing: true },
  authorized: { ...echo, authorized: true },
  paid: all(echo, capture()),
  partially_refunded: all(echo, capture(), refund('succeeded', 900)),
  refund_pending: all(echo, capture(), refund('pending')),
  refunded: all(echo, capture(), refund('succeeded')),
  disputed: all(echo, capture(), dispute('needs_response')),
  charged_back: all(echo, capture(), dispute('lost')),
  mismatch: all(echo, capture(4800)),
}

const news = {
  'the object exists': echo,
  'an attempt failed': { ...echo, failure: 'card_declined' },
  'it is processing': { ...echo, processing: true },
  'it is authorised': { ...echo, authorized: true },
  'it ended unpaid': { ...echo, ended: true },
  'it is captured': all(echo, capture()),
  'another amount is captured': all(echo, capture(4800)),
  'another currency is captured': all(echo, capture(4900, 'JPY')),
  'a part is refunded': all(echo, capture(), refund('succeeded', 900)),
  'a refund is asked': all(echo, capture(), refund('pending')),
  'all is refunded': all(echo, capture(), refund('succeeded')),
  'the refund failed': all(echo, capture(), refund('failed')),
  'a dispute opened': all(echo, capture(), dispute('needs_response')),
  'the dispute is won': all(echo, capture(), dispute('won')),
  'the dispute is lost': all(echo, capture(), dispute('lost')),
} satisfies Record<string, PaymentFacts>

type News = keyof typeof news
const unpaid = (over: Partial<Record<News, PaymentState>>): Record<News, PaymentState> => ({
  'the object exists': 'awaiting_payer',
  'an attempt failed': 'attempt_failed',
  'it is processing': 'processing',
  'it is authorised': 'authorized',
  'it ended unpaid': 'expired',
  'it is captured': 'paid',
  'another amount is captured': 'mismatch',
  'another currency is captured': 'mismatch',
  'a part is refunded': 'partially_refunded',
  'a refund is asked': 'refund_pending',
  'all is refunded': 'refunded',
  'the refund failed': 'paid',
  'a dispute opened': 'disputed',
  'the dispute is won': 'paid',
  'the dispute is lost': 'charged_back',
  ...over,
})
const money = (state: PaymentState, over: Partial<Record<News, PaymentState>>) =>
  unpaid({
    'the object exists': state,
    'an attempt failed': state,
    'it is processing': state,
    'it is authorised': state,
    'it ended unpaid': state,
    'it is captured': state,
    'another amount is captured': state,
    'another currency is captured': state,
    'a part is refunded': state,
    'a refund is asked': state,
    'all is refunded': state,
    'the refund failed': state,
    'a dispute opened': 'disputed',
    'the dispute is won': state,
    'the dispute is lost': 'charged_back',
    ...over,
  })

// A capture that was seen keeps its amount: a later look at the same charge that says otherwise is not believed below its own merge rule.
const table: Record<PaymentState, Partial<Record<News, PaymentState>>> = {
  created: unpaid({}),
  unknown: unpaid({}),
  awaiting_payer: unpaid({}),
  attempt_failed: unpaid({}),
  expired: unpaid({}),
  processing: unpaid({}),
  authorized: unpaid({}),
  paid: money('paid', { 'a part is refunded': 'partially_refunded', 'a refund is asked': 'refund_pending', 'all is refunded': 'refunded' }),
  partially_refunded: money('partially_refunded', { 'a refund is asked': 'refund_pending', 'all is refunded': 'refunded' }),
  refund_pending: money('refund_pending', { 'all is refunded': 'refunded', 'the refund failed': 'paid' }),
  refunded: money('refunded', { 'the refund failed': 'paid' }),
  disputed: money('disputed', { 'the dispute is won': 'paid' }),
  charged_back: money('charged_back', { 'a dispute opened': 'charged_back' }),
  mismatch: {
    'the object exists': 'mismatch',
    'an attempt failed': 'mismatch',
    'it ended unpaid': 'mismatch',
    'another amount is captured': 'mismatch',
  },
}

/** One more look, a second later: it replaces what was seen of the object, and adds to what was seen of money. */
const learn = (known: PaymentFacts, fact: PaymentFacts) =>
  mergeFacts({ ...known, observedAt: '2026-01-01T00:00:00.000Z' }, { ...fact, observedAt: '2026-01-01T00:00:01.000Z' })

describe('the state of a payment', () => {
  it.each(Object.entries(states))('is %s by its own history', (state, facts) => {
    expect(stateOf(facts, expected)).toBe(state)
  })

  const cases = Object.entries(states).flatMap(([state, facts]) =>
    Object.entries(table[state as PaymentState]).map(([what, next]) => [state, what, next, facts] as const),
  )
  it.each(cases)('from %s, when %s, is %s', (state, what, next, facts) => {
    const fact = news[what as News]
    expect(stateOf(learn(facts, fact), expected)).toBe(next)
  })

  it.each([
    ['amount', { captures: { ch_1: { amountMinor: 1, currency: 'USD', feeMinor: 0, at } } }],
    ['currency', { captures: { ch_1: { amountMinor: 4900, currency: 'JPY', feeMinor: 0, at } } }],
    ['account', { ...capture(), account: 'somebody else' }],
    ['mode', { ...capture(), livemode: true }],
    ['order', { ...capture(), orderEcho: 'another' }],
    ['payment', { ...capture(), paymentEcho: 'another' }],
  ] as [string, PaymentFacts][])('opens nothing when the %s is not the one of the order', (_name, facts) => {
    const state = stateOf({ ...echo, ...facts }, expected)
    expect(state).toBe('mismatch')
    expect(entitles(state, { duplicate: false, unfulfillable: false, capturedMinor: 4900, refundedMinor: 0 })).toBe(false)
  })

  it('never falls back from paid because of a late failure', () => {
    const paid = { ...all(echo, capture()), observedAt: '2026-01-01T00:00:01.000Z' }
    const late = { ...echo, failure: 'card_declined', ended: true, observedAt: '2026-01-01T00:00:09.000Z' }
    expect(stateOf(mergeFacts(paid, late), expected)).toBe('paid')
  })

  it('gives no access for a second payment of one order, nor for a course that is gone', () => {
    const whole = { duplicate: false, unfulfillable: false, capturedMinor: 4900, refundedMinor: 0 }
    expect(entitles('paid', { ...whole, duplicate: true })).toBe(false)
    expect(entitles('paid', { ...whole, unfulfillable: true })).toBe(false)
    expect(entitles('paid', whole)).toBe(true)
  })

  it('gives no access back when money that was returned whole is disputed afterwards', () => {
    const returned = all(echo, capture(), refund('succeeded'), dispute('needs_response'))
    const state = stateOf(returned, expected)
    expect(state).toBe('disputed')
    const money = { duplicate: false, unfulfillable: false, capturedMinor: 4900 }
    expect(entitles(state, { ...money, refundedMinor: 4900 })).toBe(false)
    expect(entitles(state, { ...money, refundedMinor: 900 })).toBe(true)
  })
})

describe('the books', () => {
  it.each(Object.entries({ ...states, ...news }))('sum to nothing when %s', (_name, facts) => {
    for (const sale of [true, false]) {
      for (const { entries } of bookingsOf({ currency: 'USD', ...facts }, sale)) {
        expect(entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(0)
      }
    }
  })

  it('agree with what the provider holds: captured less fees, refunds and what a dispute took', () => {
    const facts = { ...all(echo, capture(), refund('succeeded', 900), dispute('needs_response')), currency: 'USD' }
    const balance = bookingsOf(facts, true)
      .flatMap(({ entries }) => entries)
      .filter(({ account }) => account === 'provider_balance')
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0)
    expect(balance).toBe(4900 - 172 - 900 - 4900 - 1500)
  })

  it('undo a refund that failed after it had succeeded', () => {
    const [booked] = bookingsOf({ currency: 'USD', ...refund('succeeded', 900) }, true)
    const [undone] = reversalOf('re_900', { amountMinor: 900 }, 'USD', true)
    expect(undone?.entries.map(({ account, amountMinor }) => [account, -amountMinor]).sort()).toEqual(
      booked?.entries.map(({ account, amountMinor }) => [account, amountMinor]).sort(),
    )
  })
})
