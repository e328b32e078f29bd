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
  reviews: {
    ofCourse: ofMarket(2, 'visitor', ({ course }) => ({ ...all, slug: course.slug })),
  },
  tenants: {
    current: cost(1, 'visitor'),
    list: ofMarket(1, 'staff', () => all),
  },
}
