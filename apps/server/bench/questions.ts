import type { procedures as Procedures } from '@edurise/contracts'
import type { Busy } from './sales.ts'

export interface Question {
  by: 'learner' | 'teacher' | 'admin'
  portal: boolean
  inputs: (busy: Busy) => object[]
}

type Reads<Verbs> = { [V in keyof Verbs as Verbs[V] extends { kind: 'query' } ? V : never]: Question }
type Questions = { [N in keyof typeof Procedures]: Reads<(typeof Procedures)[N]> }

const at = (by: Question['by'], inputs: Question['inputs'] = () => [{}]): Question => ({ by, portal: true, inputs })
const market = (by: Question['by'], inputs: Question['inputs'] = () => [{}]): Question => ({ by, portal: false, inputs })

const searches = [
  ...['data', 'dtaa', 'language farm'].map((q) => ({ q })),
  ...(['relevance', 'finished', 'newest', 'price', 'shortest'] as const).flatMap((sort) => [
    { sort },
    { sort, subject: ['data'], language: ['so'] },
  ]),
  { level: ['beginner'], price: ['free', 'over_80'] },
]

/** What each read is asked, in all its forms: the plan of every one is looked at. A read that is missing does not compile. */
export const questions: Questions = {
  assessments: {},
  courses: {
    mine: at('admin', () => [{}, { state: 'published' }]),
    byId: at('teacher', ({ courseId }) => [{ courseId }]),
  },
  disputes: {
    list: at('admin', () => ['open', 'closed', 'all'].map((view) => ({ view }))),
    count: at('admin'),
    byId: at('admin', ({ disputeId }) => [{ disputeId }]),
  },
  enrolments: {
    mine: market('learner', () => [{}, { state: 'going_on' }, { state: 'finished' }]),
    standing: at('learner', ({ courseId }) => [{ courseId }]),
    ofCourse: at('teacher', ({ courseId }) => [{ courseId }, { courseId, state: 'active' }, { courseId, state: 'ended' }]),
    sources: at('admin', ({ learner }) => [{ personId: learner }]),
  },
  invoices: {
    mine: market('learner'),
    byId: market('learner', ({ invoiceId }) => [{ invoiceId }, { invoiceId, version: 1 }]),
    lastCompany: market('learner'),
  },
  lessons: {
    read: at('learner', ({ slug, lessonId }) => [{ slug }, { slug, lessonId }]),
    byId: at('teacher', ({ courseId, lessonId }) => [{ courseId, lessonId }]),
    preview: at('teacher', () => [{ body: 'Some words' }]),
  },
  marketplace: {
    search: market('learner', () => searches),
    bySlug: market('learner', ({ slug }) => [{ slug }]),
    front: market('learner'),
  },
  notifications: {
    mails: at('admin', () => [
      {},
      ...['queued', 'sent', 'failed'].flatMap((state) => [{ state }, { state, to: 'bench-buyer-77' }]),
      { to: 'bench-buyer-77' },
      { to: 'Bench' },
    ]),
    mail: at('admin', ({ mailId }) => [{ mailId }]),
  },
  payments: {
    methods: at('learner', ({ courseId }) => [{ courseId }]),
    cards: market('learner'),
    orderById: market('learner', ({ orderId }) => [{ orderId }]),
    byId: market('learner', ({ paymentId }) => [{ paymentId }]),
    myOrders: market('learner'),
    listOrders: at('admin', ({ orderId, number }) => [
      ...['needs_you', 'refund_asked', 'disputed', 'paid', 'open', 'returned', 'all'].map((view) => ({ view })),
      ...[
        'bench-buyer-77',
        `#${number}`,
        orderId,
        'pi_100',
        '5O190127TN364715T',
        'RF18 5390 0754 7034',
        '49.01',
        '99.99',
        '49',
        '12345',
      ].map((q) => ({ q })),
      { view: 'paid', q: '49' },
      { view: 'disputed', q: '49' },
    ]),
    countOrders: at('admin'),
    orderDetails: at('admin', ({ orderId }) => [{ orderId }]),
    settings: at('admin'),
    events: market('admin', () => [
      {},
      { provider: 'paypal' },
      { provider: 'stripe' },
      ...['stored', 'done', 'ignored', 'failed'].map((state) => ({ state })),
    ]),
    event: market('admin', () => [{ provider: 'stripe', account: 'platform', eventId: 'evt_100created' }]),
  },
  people: {
    me: at('learner'),
    devices: at('learner'),
    members: at('admin', () => [{}, { role: 'student' }, { q: 'buyer 77' }, { q: 'bench-buyer-77@example.org' }]),
    member: at('admin', ({ learner }) => [{ personId: learner }]),
    history: at('admin', ({ learner }) => [{ personId: learner }]),
  },
  reconciliation: {
    runs: market('admin'),
    findings: market('admin', () => ['missing_here', 'missing_there', 'differs'].flatMap((list) => [{ list }, { list, state: 'healed' }])),
    count: market('admin'),
    balance: market('admin', () =>
      ['stripe', 'paypal', 'bank_transfer'].map((provider) => ({ provider, from: '2026-09-21', to: '2026-10-20' })),
    ),
    ofTenant: at('admin', () => [{ list: 'differs' }, { list: 'missing_here', state: 'healed' }]),
  },
  refunds: {
    list: at('admin', () => [
      {},
      ...['asked', 'withdrawn', 'declined', 'requested', 'pending', 'succeeded', 'failed'].map((state) => ({ state })),
    ]),
    preview: at('admin', ({ paymentId, lineId }) => [
      { paymentId, amountMinor: 4900 },
      { paymentId, amountMinor: 900, lines: [{ lineId, amountMinor: 900 }] },
    ]),
    eligibility: at('learner', ({ orderId }) => [{ orderId }]),
  },
  reviews: {
    ofCourse: market('learner', ({ slug }) => [{ slug }]),
  },
  tenants: {
    current: at('learner'),
    list: market('admin'),
  },
  transfers: {
    mine: at('learner', ({ orderId }) => [{ orderId }]),
    inbox: at('admin', ({ number }) => [
      ...['to_check', 'second_wanted', 'part_paid', 'waiting', 'done', 'all'].map((view) => ({ view })),
      ...['bench-buyer-77', `${number}`, 'RF18 5390 0754 7034'].map((q) => ({ view: 'all', q })),
      { view: 'done', q: 'bench-buyer-77' },
    ]),
    count: at('admin'),
    byId: at('admin', ({ transferId }) => [{ transferId }]),
    statements: at('admin'),
    lines: at('admin', () => ['open', 'matched', 'ignored', 'removed'].map((state) => ({ state }))),
    returns: at('admin', () => ['pending', 'sent', 'failed'].map((state) => ({ state }))),
    accounts: at('admin'),
  },
}
