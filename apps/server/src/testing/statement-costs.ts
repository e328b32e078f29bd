import type { procedures as Procedures } from '@edurise/contracts'
import { newId } from '@edurise/db'
import type { School } from './school.ts'

type Caller = 'admin' | 'teacher' | 'student' | 'waiting' | 'newcomer' | 'staff' | 'visitor'

export interface Cost {
  /** Statements of its own: neither BEGIN, SET and COMMIT nor what the server remembers (session, rights, routes). */
  statements: number
  by: Caller
  /** On the marketplace; else on the school's portal. */
  market?: boolean
  /** What is asked, in its most costly form. */
  input: (school: School) => object
  /** Why it may send more than its budget; reviewed. */
  exception?: string
}

const all = { limit: 100 }
const pack = {
  productDescription: 'A course',
  serviceDate: '2026-01-01',
  accessLog: 'Read',
  refundPolicy: 'None',
  correspondence: 'A receipt',
}
const cost = (statements: number, by: Caller, input: Cost['input'] = () => ({})): Cost => ({ statements, by, input })
const ofMarket = (statements: number, by: Caller, input: Cost['input'] = () => ({})): Cost => ({ statements, by, market: true, input })

const deciding = 'a decision about money stands in the audit log, and is told'
const settling = 'a decision about money is settled in the same call: who decided sees what follows'

type Costs = { [N in keyof typeof Procedures]: { [V in keyof (typeof Procedures)[N]]: Cost } }

/** What each procedure costs. One that is missing here does not compile. They are called in this order, once a school. */
export const costs: Costs = {
  assessments: {
    submitQuiz: cost(8, 'student', ({ course, quizId }) => ({
      courseId: course.courseId,
      lessonId: quizId,
      attemptKey: newId(),
      answers: { q0: ['yes'], q1: ['yes'], q2: ['yes'] },
    })),
  },
  courses: {
    mine: cost(1, 'teacher', () => all),
    create: cost(3, 'teacher', () => ({ title: 'A new course', language: 'en', subject: 'data' })),
    byId: cost(2, 'teacher', ({ course }) => ({ courseId: course.courseId })),
    update: cost(4, 'teacher', ({ course }) => ({
      courseId: course.courseId,
      version: 1,
      patch: { title: 'Another title', priceMinor: 5_900 },
    })),
    publish: cost(8, 'teacher', ({ draft }) => ({ courseId: draft.courseId })),
    archive: cost(7, 'teacher', ({ withdrawn }) => ({ courseId: withdrawn.courseId })),
    addModule: cost(5, 'teacher', ({ draft }) => ({ courseId: draft.courseId, title: 'One more' })),
    renameModule: cost(6, 'teacher', ({ draft }) => ({ courseId: draft.courseId, moduleId: draft.moduleId, title: 'Renamed' })),
    moveModule: cost(6, 'teacher', ({ draft }) => ({ courseId: draft.courseId, moduleId: draft.moduleId, position: 1 })),
    removeModule: cost(6, 'teacher', ({ draft, emptyModuleId }) => ({ courseId: draft.courseId, moduleId: emptyModuleId })),
  },
  disputes: {
    list: cost(1, 'admin', () => ({ ...all, view: 'all' })),
    count: cost(1, 'admin'),
    byId: cost(2, 'admin', ({ disputeId }) => ({ disputeId })),
    saveEvidence: cost(2, 'admin', ({ disputeId }) => ({ disputeId, pack })),
    submitEvidence: cost(6, 'admin', ({ disputeId }) => ({ disputeId, pack, requestKey: newId() })),
  },
  enrolments: {
    enrol: {
      ...cost(11, 'newcomer', ({ free }) => ({ courseId: free.courseId })),
      exception: 'an order, a grant, an enrolment and a membership in one, and two statements that tell the learner',
    },
    mine: ofMarket(1, 'student', () => all),
    standing: cost(1, 'student', ({ course }) => ({ courseId: course.courseId })),
    completeLesson: cost(7, 'student', ({ course, lastLessonId }) => ({ courseId: course.courseId, lessonId: lastLessonId })),
    keepPlace: cost(5, 'student', ({ course, lastLessonId }) => ({
      courseId: course.courseId,
      lessonId: lastLessonId,
      position: 500,
      watched: [],
    })),
    ofCourse: cost(2, 'teacher', ({ course }) => ({ ...all, courseId: course.courseId })),
    sources: cost(2, 'admin', ({ student }) => ({ ...all, personId: student.person.id })),
    grant: cost(10, 'admin', ({ waiting, course }) => ({
      personId: waiting.person.id,
      courseId: course.courseId,
      reason: 'A bursary',
      requestKey: newId(),
    })),
    revoke: cost(10, 'admin', ({ grantId }) => ({ grantId, reason: 'It was a mistake' })),
  },
  invoices: {
    mine: ofMarket(1, 'student', () => all),
    byId: ofMarket(1, 'student', ({ invoiceId }) => ({ invoiceId })),
    lastCompany: ofMarket(1, 'student'),
    addCompany: ofMarket(8, 'student', ({ invoiceId }) => ({
      invoiceId,
      company: { name: 'Badda GmbH', lines: ['Hafenstraße 12'], country: 'DE' },
    })),
  },
  lessons: {
    read: cost(2, 'student', ({ course, quizId }) => ({ slug: course.slug, lessonId: quizId })),
    byId: cost(2, 'teacher', ({ course, quizId }) => ({ courseId: course.courseId, lessonId: quizId })),
    add: cost(6, 'teacher', ({ course }) => ({ courseId: course.courseId, moduleId: course.moduleId, kind: 'text', title: 'One more' })),
    update: cost(6, 'teacher', ({ course, lastLessonId }) => ({
      courseId: course.courseId,
      lessonId: lastLessonId,
      version: 1,
      patch: { title: 'Another title', body: 'Other words' },
    })),
    move: cost(7, 'teacher', ({ course, lastLessonId }) => ({
      courseId: course.courseId,
      lessonId: lastLessonId,
      moduleId: course.moduleId,
      position: 0,
    })),
    remove: cost(6, 'teacher', ({ course, lastLessonId }) => ({ courseId: course.courseId, lessonId: lastLessonId })),
    restore: cost(7, 'teacher', ({ course, lastLessonId }) => ({ courseId: course.courseId, lessonId: lastLessonId })),
    preview: cost(0, 'teacher', () => ({ body: 'Some **words**' })),
  },
  marketplace: {
    // A word that nothing has: it is looked for twice, as written and as spelt nearby.
    search: ofMarket(3, 'visitor', () => ({ ...all, q: 'Coorse', subject: ['data'] })),
    bySlug: ofMarket(3, 'visitor', ({ course }) => ({ slug: course.slug })),
    front: ofMarket(3, 'visitor'),
  },
  notifications: {
    mails: cost(1, 'admin', () => ({ ...all, to: 'a' })),
    mail: cost(1, 'admin', ({ failedMailId }) => ({ mailId: failedMailId })),
    sendAgain: cost(8, 'admin', ({ failedMailId }) => ({ mailId: failedMailId, requestKey: newId() })),
  },
  payments: {
    startCheckout: cost(10, 'newcomer', ({ course }) => ({ courseId: course.courseId, provider: 'stripe' })),
    methods: ofMarket(2, 'visitor', ({ course }) => ({ courseId: course.courseId })),
    cancel: ofMarket(4, 'waiting', ({ waitingOrderId }) => ({ orderId: waitingOrderId })),
    cards: ofMarket(1, 'student'),
    forgetCard: ofMarket(1, 'student', ({ refunds: { cardId } }) => ({ cardId })),
    settings: cost(2, 'admin'),
    switchMethod: cost(5, 'admin', () => ({ currency: 'USD', provider: 'stripe', enabled: true })),
    orderById: ofMarket(2, 'student', ({ orderId }) => ({ orderId })),
    byId: ofMarket(1, 'student', ({ paymentId }) => ({ paymentId })),
    hurry: ofMarket(3, 'waiting', ({ waitingOrderId }) => ({ orderId: waitingOrderId })),
    myOrders: ofMarket(1, 'student', () => all),
    listOrders: cost(1, 'admin', () => ({ ...all, view: 'all' })),
    countOrders: cost(1, 'admin'),
    orderDetails: cost(3, 'admin', ({ orderId }) => ({ orderId })),
    checkAgain: cost(6, 'admin', ({ orderId }) => ({ orderId })),
    events: ofMarket(1, 'staff', () => all),
    event: ofMarket(1, 'staff', ({ event }) => event),
    replayEvent: ofMarket(4, 'staff', ({ event }) => event),
  },
  people: {
    me: cost(1, 'teacher'),
    updateMe: cost(1, 'teacher', () => ({ name: 'Another name', locale: 'so' })),
    devices: cost(1, 'teacher'),
    endDevice: cost(1, 'teacher', ({ deviceId }) => ({ id: deviceId })),
    handoff: ofMarket(2, 'teacher', ({ teacher }) => ({ to: teacher.slug, path: '/' })),
    members: cost(1, 'admin', () => all),
    member: cost(1, 'admin', ({ student }) => ({ personId: student.person.id })),
    history: cost(2, 'admin', ({ student }) => ({ ...all, personId: student.person.id })),
    changeRole: cost(6, 'admin', ({ student }) => ({ personId: student.person.id, role: 'teacher' })),
  },
  reconciliation: {
    runs: ofMarket(1, 'staff', () => all),
    findings: ofMarket(1, 'staff', () => ({ ...all, list: 'missing_here' })),
    count: ofMarket(1, 'staff'),
    start: ofMarket(3, 'staff', () => ({ provider: 'stripe', days: 366 })),
    repair: {
      ...ofMarket(18, 'staff', ({ findingId }) => ({ findingId })),
      exception: 'a payment is looked at and settled, as by every job about one; then it is seen whether both sides agree',
    },
    explain: ofMarket(3, 'staff', ({ findingId }) => ({ findingId, note: 'A mug at the fair' })),
    balance: ofMarket(1, 'staff', () => ({ provider: 'stripe', from: '2026-01-01', to: '2026-04-02' })),
    ofTenant: cost(1, 'admin', () => ({ ...all, list: 'differs' })),
  },
  refunds: {
    list: cost(1, 'admin', () => all),
    preview: {
      ...cost(5, 'admin', ({ refunds: { toMake } }) => ({ paymentId: toMake.paymentId, amountMinor: 100 })),
      exception: 'money, lines, paper and every other source of access, of which each is read once',
    },
    make: {
      ...cost(11, 'admin', ({ refunds: { toMake } }) => ({ paymentId: toMake.paymentId, amountMinor: 100, requestKey: newId(), note: '' })),
      exception: deciding,
    },
    decline: { ...cost(12, 'admin', ({ refunds: { toDecline } }) => ({ refundId: toDecline, answer: 'No' })), exception: deciding },
    again: cost(8, 'admin', ({ refunds: { failed } }) => ({ refundId: failed, requestKey: newId() })),
    eligibility: cost(3, 'student', ({ refunds: { toAsk } }) => ({ orderId: toAsk.orderId })),
    ask: cost(10, 'student', ({ refunds: { toAsk } }) => ({ orderId: toAsk.orderId, note: 'Please' })),
    withdraw: cost(3, 'student', ({ refunds: { toWithdraw } }) => toWithdraw),
  },
  reviews: {
    ofCourse: ofMarket(2, 'visitor', ({ course }) => ({ ...all, slug: course.slug })),
  },
  tenants: {
    current: cost(1, 'visitor'),
    list: ofMarket(1, 'staff', () => all),
  },
  transfers: {
    mine: cost(2, 'student', ({ transfers: { toShow } }) => ({ orderId: toShow.orderId })),
    inbox: cost(1, 'admin', () => ({ ...all, view: 'all' })),
    count: cost(1, 'admin'),
    byId: cost(3, 'admin', ({ transfers: { toShow } }) => ({ transferId: toShow.transferId })),
    approve: {
      ...cost(47, 'admin', ({ transfers: { toApprove } }) => ({
        transferId: toApprove.transferId,
        amountMinor: 4_900,
        requestKey: newId(),
      })),
      exception: settling,
    },
    confirm: {
      ...cost(44, 'admin', ({ transfers: { toConfirm } }) => ({ transferId: toConfirm.transferId, receiptId: toConfirm.receiptId })),
      exception: settling,
    },
    ask: { ...cost(23, 'admin', ({ transfers: { toAsk } }) => ({ transferId: toAsk.transferId, message: 'When?' })), exception: settling },
    refuse: {
      ...cost(25, 'admin', ({ transfers: { toRefuse } }) => ({ transferId: toRefuse.transferId, message: 'No' })),
      exception: settling,
    },
    undo: {
      ...cost(42, 'admin', ({ transfers: { toUndo } }) => ({ transferId: toUndo.transferId, reason: 'Wrong' })),
      exception: settling,
    },
    previewStatement: cost(
      4,
      'admin',
      ({
        transfers: {
          upload: { matches: _chosen, ...upload },
        },
      }) => upload,
    ),
    importStatement: {
      ...cost(18, 'admin', ({ transfers: { upload } }) => upload),
      exception: 'bookings, matches and where each transfer stands, however many: one statement for each kind of row',
    },
    statements: cost(1, 'admin', () => all),
    lines: cost(1, 'admin', () => all),
    match: {
      ...cost(44, 'admin', ({ transfers: { toMatch } }) => ({ lineId: toMatch.lineId, transferId: toMatch.transferId })),
      exception: settling,
    },
    ignoreLine: cost(2, 'admin', ({ transfers: { ignoredLineId } }) => ({ lineId: ignoredLineId, ignored: true })),
    undoStatement: {
      ...cost(18, 'admin', ({ transfers: { statementId } }) => ({ statementId, reason: 'Wrong' })),
      exception: 'each match of it is undone by itself, with its mail',
    },
    returns: cost(1, 'admin', () => all),
    settleReturn: { ...cost(26, 'admin', ({ transfers: { returnId } }) => ({ returnId, outcome: 'sent' })), exception: settling },
    accounts: cost(1, 'admin'),
    saveAccount: cost(7, 'admin', () => ({
      currency: 'USD',
      holder: 'Harbour School',
      bankName: 'Bank of the Harbour',
      accountNumber: '42',
    })),
  },
}
