import { procedures, type procedures as Procedures } from '@edurise/contracts'
import { newId } from '@edurise/db'
import type { Victim } from './victim.ts'

export interface Foreign {
  /** Inputs that name what belongs to the victim. */
  inputs: object[]
  /** Who may be answered at all: nobody of the attackers; each with what is their own; or anyone, with what is public. */
  answers: 'nobody' | 'own' | 'anyone'
  /** Sent only to portals of others: on the market, and on the victim's own portal, this is what the product is for. */
  elsewhere?: object[]
  /** Whose call with the first input is answered: it shows that the ids are right, and that there was something to find. */
  owner?: 'student' | 'teacher' | 'admin'
}

type Table = { [N in keyof typeof Procedures]: { [V in keyof (typeof Procedures)[N]]: (victim: Victim) => Foreign } }

const nobody = (inputs: object[], owner?: Foreign['owner']): Foreign => ({ inputs, answers: 'nobody', ...(owner && { owner }) })
const own = (inputs: object[], owner?: Foreign['owner']): Foreign => ({ inputs, answers: 'own', ...(owner && { owner }) })
/** A statement with one line. */
const file = { fileName: 'theirs.csv', content: Buffer.from('Date,Amount,Currency\n2026-01-01,1.00,USD\n').toString('base64') }
const anyone = (...inputs: object[]): Foreign => ({ inputs, answers: 'anyone' })

const pack = { productDescription: 'Theirs', serviceDate: '2026-01-01', accessLog: '', refundPolicy: '', correspondence: '' }

/** For every procedure, how somebody else would ask for what is the victim's. One that is missing here does not compile. */
export const foreign: Table = {
  assessments: {
    submitQuiz: ({ course, quizId }) =>
      nobody([{ courseId: course.courseId, lessonId: quizId, attemptKey: newId(), answers: { one: ['no'] } }]),
  },
  courses: {
    mine: () => own([{}], 'teacher'),
    create: () => nobody([]),
    byId: ({ draft, course }) => nobody([{ courseId: draft.courseId }, { courseId: course.courseId }], 'teacher'),
    update: ({ draft }) => nobody([{ courseId: draft.courseId, version: 1, patch: { title: 'Taken over' } }]),
    publish: ({ draft }) => nobody([{ courseId: draft.courseId }]),
    archive: ({ course }) => nobody([{ courseId: course.courseId }]),
    addModule: ({ draft }) => nobody([{ courseId: draft.courseId, title: 'Slipped in' }]),
    renameModule: ({ draft }) => nobody([{ courseId: draft.courseId, moduleId: draft.moduleId, title: 'Renamed' }]),
    moveModule: ({ draft }) => nobody([{ courseId: draft.courseId, moduleId: draft.moduleId, position: 0 }]),
    removeModule: ({ draft }) => nobody([{ courseId: draft.courseId, moduleId: draft.moduleId }]),
  },
  disputes: {
    list: () => own([{}], 'admin'),
    count: () => own([{}], 'admin'),
    byId: ({ disputeId }) => nobody([{ disputeId }], 'admin'),
    saveEvidence: ({ disputeId }) => nobody([{ disputeId, pack }]),
    submitEvidence: ({ disputeId }) => nobody([{ disputeId, pack, requestKey: newId() }]),
  },
  enrolments: {
    enrol: ({ course, draft }) => ({ ...nobody([{ courseId: draft.courseId }]), elsewhere: [{ courseId: course.courseId }] }),
    mine: () => own([{}], 'student'),
    standing: ({ course, draft }) => ({
      ...anyone({ courseId: course.courseId }),
      inputs: [{ courseId: course.courseId }, { courseId: draft.courseId }],
    }),
    completeLesson: ({ course, lessonId }) => nobody([{ courseId: course.courseId, lessonId }]),
    keepPlace: ({ course, lessonId }) => nobody([{ courseId: course.courseId, lessonId, position: 1, watched: [] }]),
    ofCourse: ({ course }) => nobody([{ courseId: course.courseId }], 'teacher'),
    sources: ({ student }) => nobody([{ personId: student.person.id }], 'admin'),
    grant: ({ student, course }) =>
      nobody([{ personId: student.person.id, courseId: course.courseId, reason: 'Slipped in', requestKey: newId() }]),
    revoke: ({ grantId }) => nobody([{ grantId, reason: 'Taken away' }]),
  },
  invoices: {
    mine: () => own([{}], 'student'),
    byId: ({ invoiceId }) => nobody([{ invoiceId }], 'student'),
    lastCompany: () => own([{}], 'student'),
    addCompany: ({ invoiceId }) => nobody([{ invoiceId, company: { name: 'Taken over', lines: ['Nowhere 1'], country: 'DE' } }]),
  },
  lessons: {
    read: ({ course, draft, lessonId, quizId }) =>
      nobody(
        [{ slug: course.slug, lessonId }, { slug: course.slug, lessonId: quizId }, { slug: course.slug }, { slug: draft.slug }],
        'student',
      ),
    byId: ({ course, lessonId }) => nobody([{ courseId: course.courseId, lessonId }], 'teacher'),
    add: ({ draft }) => nobody([{ courseId: draft.courseId, moduleId: draft.moduleId, kind: 'text', title: 'Slipped in' }]),
    update: ({ course, lessonId }) => nobody([{ courseId: course.courseId, lessonId, version: 1, patch: { body: 'Overwritten' } }]),
    move: ({ course, lessonId, moduleId }) => nobody([{ courseId: course.courseId, lessonId, moduleId, position: 1 }]),
    remove: ({ course, lessonId }) => nobody([{ courseId: course.courseId, lessonId }]),
    restore: ({ course, lessonId }) => nobody([{ courseId: course.courseId, lessonId }]),
    preview: () => own([{ body: 'Some words' }]),
  },
  marketplace: {
    search: ({ canary }) => anyone({}, { q: canary }),
    bySlug: ({ course, draft }) => anyone({ slug: course.slug }, { slug: draft.slug }),
    front: () => anyone({}),
  },
  notifications: {
    mails: ({ canary }) => own([{}, { to: canary }], 'admin'),
    mail: ({ mailId }) => nobody([{ mailId }], 'admin'),
    sendAgain: ({ mailId }) => nobody([{ mailId, requestKey: newId(), evenIfSent: true }]),
  },
  payments: {
    startCheckout: ({ course, draft }) => ({
      ...nobody([{ courseId: draft.courseId, provider: 'stripe' }]),
      elsewhere: [{ courseId: course.courseId, provider: 'stripe' }],
    }),
    methods: ({ course, draft }) => ({
      ...anyone({ courseId: course.courseId }),
      inputs: [{ courseId: course.courseId }, { courseId: draft.courseId }],
    }),
    cancel: ({ transfer: { orderId } }) => nobody([{ orderId }]),
    cards: () => own([{}], 'student'),
    forgetCard: () => own([{ cardId: 'pm_theirs' }]),
    settings: () => own([{}], 'admin'),
    switchMethod: () => own([{ currency: 'USD', provider: 'stripe', enabled: true }]),
    orderById: ({ orderId }) => nobody([{ orderId }], 'student'),
    byId: ({ paymentId }) => nobody([{ paymentId }], 'student'),
    hurry: ({ orderId }) => nobody([{ orderId }]),
    myOrders: () => own([{}], 'student'),
    listOrders: ({ canary }) => own([{}, { q: canary }], 'admin'),
    countOrders: () => own([{}], 'admin'),
    orderDetails: ({ orderId }) => nobody([{ orderId }], 'admin'),
    checkAgain: ({ orderId }) => nobody([{ orderId }]),
    events: () => nobody([{}]),
    event: ({ event }) => nobody([event]),
    replayEvent: ({ event }) => nobody([event]),
  },
  people: {
    me: () => own([{}], 'student'),
    updateMe: () => own([{ name: 'Somebody else', locale: 'en' }]),
    devices: () => own([{}], 'student'),
    endDevice: ({ deviceId }) => nobody([{ id: deviceId }]),
    handoff: ({ student }) => own([{ to: student.slug, path: '/' }]),
    members: ({ canary }) => own([{}, { q: canary }], 'admin'),
    member: ({ student }) => nobody([{ personId: student.person.id }], 'admin'),
    history: ({ student }) => nobody([{ personId: student.person.id }], 'admin'),
    changeRole: ({ student }) => nobody([{ personId: student.person.id, role: 'admin' }]),
  },
  reconciliation: {
    runs: () => nobody([{}]),
    findings: () => nobody([{ list: 'differs' }]),
    count: () => nobody([{}]),
    start: () => nobody([{ provider: 'stripe' }]),
    repair: ({ findingId }) => nobody([{ findingId }]),
    explain: ({ findingId }) => nobody([{ findingId, note: 'All is well' }]),
    balance: () => nobody([{ provider: 'stripe', from: '2026-01-01', to: '2026-01-31' }]),
    ofTenant: () => own([{ list: 'differs' }], 'admin'),
  },
  refunds: {
    list: () => own([{}], 'admin'),
    preview: ({ paymentId }) => nobody([{ paymentId, amountMinor: 100 }], 'admin'),
    make: ({ paymentId }) => nobody([{ paymentId, amountMinor: 100, requestKey: newId(), note: '' }]),
    decline: ({ refundId }) => nobody([{ refundId, answer: 'No' }]),
    again: ({ refundId }) => nobody([{ refundId, requestKey: newId() }]),
    eligibility: ({ orderId }) => nobody([{ orderId }], 'student'),
    ask: ({ orderId }) => nobody([{ orderId, note: 'Mine' }]),
    withdraw: ({ orderId, refundId }) => nobody([{ orderId, refundId }]),
  },
  reviews: {
    ofCourse: ({ course, draft }) => anyone({ slug: course.slug }, { slug: draft.slug }),
  },
  tenants: {
    current: () => anyone({}),
    list: () => nobody([{}]),
  },
  transfers: {
    mine: ({ transfer: { orderId } }) => nobody([{ orderId }], 'student'),
    inbox: ({ canary }) => own([{ view: 'all' }, { view: 'all', q: canary }], 'admin'),
    count: () => own([{}], 'admin'),
    byId: ({ transfer: { transferId } }) => nobody([{ transferId }], 'admin'),
    approve: ({ transfer: { transferId } }) => nobody([{ transferId, amountMinor: 4_900, requestKey: newId() }]),
    confirm: ({ transfer: { transferId, receiptId } }) => nobody([{ transferId, receiptId }]),
    ask: ({ transfer: { transferId } }) => nobody([{ transferId, message: 'Who are you?' }]),
    refuse: ({ transfer: { transferId } }) => nobody([{ transferId, message: 'No' }]),
    undo: ({ transfer: { transferId, receiptId } }) =>
      nobody([
        { transferId, reason: 'No' },
        { transferId, reason: 'No', receiptId },
      ]),
    previewStatement: ({ transfer: { accountId } }) => nobody([{ ...file, accountId }]),
    importStatement: ({ transfer: { accountId, transferId } }) =>
      nobody([{ ...file, accountId, matches: [{ fingerprint: 'f', transferId }] }]),
    statements: () => own([{}], 'admin'),
    undoStatement: ({ transfer: { statementId } }) => nobody([{ statementId, reason: 'No' }]),
    lines: () => own([{}], 'admin'),
    match: ({ transfer: { lineId, transferId } }) => nobody([{ lineId, transferId }]),
    ignoreLine: ({ transfer: { lineId } }) => nobody([{ lineId, ignored: true }]),
    returns: () => own([{}], 'admin'),
    settleReturn: ({ transfer: { returnId } }) => nobody([{ returnId, outcome: 'sent' }]),
    accounts: () => own([{}], 'admin'),
    saveAccount: () => own([{ currency: 'SOS', holder: 'Somebody else', bankName: 'A bank', accountNumber: '42' }]),
  },
}

export interface Attack extends Foreign {
  path: string
  kind: 'query' | 'mutation'
}

/** Every procedure with its inputs. One that the table does not know stops the test. */
export function attacksOn(victim: Victim): Attack[] {
  return Object.entries<Record<string, { kind: 'query' | 'mutation' }>>(procedures).flatMap(([noun, verbs]) =>
    Object.entries(verbs).map(([verb, { kind }]) => {
      const known: Record<string, Record<string, (victim: Victim) => Foreign>> = foreign
      const make = known[noun]?.[verb]
      if (!make) throw new Error(`nobody has said how ${noun}.${verb} could be misused`)
      return { path: `${noun}.${verb}`, kind, ...make(victim) }
    }),
  )
}
