import type { Order, Payment, Refund } from '@edurise/contracts'

const id = (n: number) => `0199c000-0000-7000-8000-${String(n).padStart(12, '0')}`
const at = '2026-11-23T20:14:00.000Z'

export const ids = { order: id(1), course: id(2), payment: id(3), invoice: id(4) }

/** What the wire carries: the same fields without the brands of their ids. */
type Plain<T> = T extends string
  ? T | string
  : T extends readonly (infer One)[]
    ? Plain<One>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T

export type PlainOrder = Omit<Plain<Order>, 'state' | 'access' | 'payments' | 'eligibility' | 'refunds'> &
  Pick<Order, 'state' | 'access' | 'eligibility'> & { payments: PlainPayment[]; refunds: PlainRefund[] }
export type PlainRefund = Omit<Plain<Refund>, 'state' | 'reason'> & Pick<Refund, 'state' | 'reason'>
export type PlainPayment = Omit<Plain<Payment>, 'state' | 'failure' | 'provider'> & Pick<Payment, 'state' | 'failure' | 'provider'>

export const payment = (state: Payment['state'], more: Partial<PlainPayment> = {}): PlainPayment => ({
  id: ids.payment,
  orderId: ids.order,
  provider: 'stripe',
  state,
  amountMinor: 4900,
  capturedMinor: 0,
  refundedMinor: 0,
  currency: 'USD',
  duplicate: false,
  failure: null,
  checkoutUrl: null,
  createdAt: at,
  paidAt: null,
  lookedAt: null,
  ...more,
})

export const order = (state: Payment['state'], more: Partial<PlainOrder> = {}): PlainOrder => ({
  id: ids.order,
  number: 'EDU-2026-000017',
  state: 'open',
  course: {
    id: ids.course,
    slug: 'field-data',
    title: 'Field data',
    subject: 'data',
    cover: { seed: 'field-data', fileId: null, url: null },
    teacherName: 'Hodan',
    tenantName: 'Harbour',
    tenantNames: {},
    tenantSlug: 'harbour',
  },
  subtotalMinor: 4900,
  discountMinor: 0,
  taxMinor: 0,
  totalMinor: 4900,
  currency: 'USD',
  refundUntil: null,
  buyerEmail: 'amina@example.org',
  payments: [payment(state)],
  access: 'waiting',
  firstLessonId: null,
  refunds: [],
  eligibility: { may: false, because: 'nothing_paid', until: null, amountMinor: 0, currency: 'USD' },
  invoices: [],
  createdAt: at,
  paidAt: null,
  ...more,
})

/** An order that is paid, and its course open. */
export const openOrder = (): PlainOrder =>
  order('paid', {
    state: 'paid',
    access: 'open',
    paidAt: new Date().toISOString(),
    eligibility: { may: true, because: 'within_window', until: '2099-12-07T20:14:00.000Z', amountMinor: 4900, currency: 'USD' },
    invoices: [{ id: ids.invoice, name: 'H-1', kind: 'invoice', issuedAt: at }],
  })

export const refund = (state: Refund['state'], more: Partial<PlainRefund> = {}): PlainRefund => ({
  id: id(5),
  paymentId: ids.payment,
  state,
  reason: 'asked',
  amountMinor: 4900,
  currency: 'USD',
  note: '',
  answer: '',
  failure: null,
  createdAt: at,
  decidedAt: null,
  settledAt: null,
  ...more,
})

export const offer = {
  courseId: ids.course,
  slug: 'field-data',
  title: 'Field data',
  language: 'en',
  subject: 'data',
  priceMinor: 4900,
  currency: 'USD',
  refundDays: 14,
  shape: [],
  modules: [],
  cover: { seed: 'field-data', fileId: null, url: null },
  teacherName: 'Hodan',
  tenantName: 'Harbour',
  tenantNames: {},
  tenantSlug: 'harbour',
}

/** Where pages put what belongs at the end of the bar. */
export function frameEnd(): void {
  if (document.getElementById('frame-end')) return
  const end = document.createElement('div')
  end.id = 'frame-end'
  document.body.append(end)
}
