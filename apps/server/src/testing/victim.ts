import { randomBytes } from 'node:crypto'
import type {
  AuthoredQuiz,
  DisputeId,
  FileId,
  FindingId,
  GrantId,
  InvoiceId,
  LessonId,
  ModuleId,
  OrderId,
  PaymentId,
  RefundId,
  TenantId,
  TransferId,
} from '@edurise/contracts'
import { inTenant, newId } from '@edurise/db'
import { recordAudit } from '../features/audit/index.ts'
import { tillOf } from '../features/payments/testing/till.ts'
import { counterOf } from '../features/transfers/testing/counter.ts'
import type { ACourse } from './factories.ts'
import type { SignedIn, World } from './world.ts'

/** A tenant in full use, with a word in everything of it that others must never read. */
export interface Victim {
  canary: string
  student: SignedIn
  teacher: SignedIn
  admin: SignedIn
  /** On sale: its outline and price are public, its lessons are not. */
  course: ACourse
  draft: ACourse
  lessonId: LessonId
  quizId: LessonId
  moduleId: ModuleId
  orderId: OrderId
  paymentId: PaymentId
  invoiceId: InvoiceId
  mailId: string
  fileId: FileId
  deviceId: string
  event: { provider: string; account: string; eventId: string }
  /** Of another sale to the student: this one's money is their own. */
  disputeId: DisputeId
  /** Given by the admin, with a reason that is nobody else's business. */
  grantId: GrantId
  findingId: FindingId
  /** The student's wish, with their own words. */
  refundId: RefundId
  /** Of a sale whose surplus waits to be sent back, with a statement of its own. */
  transfer: TransferOfVictim
}

interface TransferOfVictim {
  orderId: OrderId
  transferId: TransferId
  accountId: string
  receiptId: string
  statementId: string
  lineId: string
  returnId: string
}

export async function aVictim(world: World): Promise<Victim> {
  const canary = `canary${randomBytes(6).toString('hex')}`
  const tenant = await world.aTenant()
  const { tenantId } = tenant
  const admin = await world.signedIn({ role: 'admin', tenant, name: `Admin ${canary}`, email: `admin.${canary}@example.org` })
  const teacher = await world.signedIn({ role: 'teacher', tenant, name: `Teacher ${canary}`, email: `teacher.${canary}@example.org` })
  const student = await world.signedIn({ tenant, name: `Student ${canary}`, email: `student.${canary}@example.org` })

  const course = await world.aCourse({ tenantId, teacherId: teacher.person.id, lessons: 0 })
  const place = { tenantId, courseId: course.courseId, moduleId: course.moduleId }
  const lessonId = await world.aLesson({ ...place, position: 0, title: 'First lesson', body: `Only for learners: ${canary}` })
  const quizId = await world.aLesson({ ...place, position: 1, title: 'A quiz', kind: 'quiz', quiz: aQuiz(canary) })
  const draft = await world.aCourse({ tenantId, teacherId: teacher.person.id, state: 'draft', title: `Draft ${canary}` })

  const till = tillOf(world)
  const sale = await till.startCheckout(student, course)
  await till.pay(sale)
  await till.sync(sale)
  await student.api.enrolments.completeLesson({ courseId: course.courseId, lessonId })
  await student.api.assessments.submitQuiz({
    courseId: course.courseId,
    lessonId: quizId,
    attemptKey: newId<string>(),
    answers: { one: ['yes'] },
  })
  const [invoice] = (await student.api.invoices.mine({})).items
  if (!invoice) throw new Error('the sale has no invoice')
  const [mail] = (await admin.api.notifications.mails({})).items
  if (!mail) throw new Error('the sale has no mail')

  const contested = await world.aCourse({ tenantId, teacherId: teacher.person.id })
  const other = await till.startCheckout(student, contested)
  await till.pay(other)
  await till.control(`/payments/${other.sessionId}/dispute`)
  await till.sync(other)
  const [dispute] = (await admin.api.disputes.list({})).items
  if (!dispute) throw new Error('the sale has no dispute')
  const { pack } = await admin.api.disputes.byId({ disputeId: dispute.id })
  await admin.api.disputes.saveEvidence({ disputeId: dispute.id, pack: { ...pack, refundPolicy: `As promised to ${canary}` } })
  const gift = await world.aCourse({ tenantId, teacherId: teacher.person.id })
  const grant = await admin.api.enrolments.grant({
    personId: student.person.id,
    courseId: gift.courseId,
    reason: `Because of ${canary}`,
    requestKey: newId<string>(),
  })
  const findingId = await aFinding(world, tenantId, sale.paymentId, canary)

  const { id: refundId } = await student.api.refunds.ask({ orderId: sale.orderId, note: `Please, ${canary}` })
  if (!refundId) throw new Error('the wish has no row')
  const transfer = await aTransfer(world, tenantId, student, admin, canary)

  const fileId = newId<FileId>()
  const at = world.clock.now()
  const { open } = world.db
  await open
    .insertInto('files')
    .values({
      tenant_id: tenantId,
      id: fileId,
      kind: 'image',
      name: `${canary}.png`,
      mime: 'image/png',
      bytes: 1,
      key: `${tenantId}/${fileId}`,
      created_by: teacher.person.id,
    })
    .execute()
  await open
    .insertInto('reviews')
    .values({
      tenant_id: tenantId,
      id: newId<string>(),
      course_id: course.courseId,
      person_id: student.person.id,
      author_name: 'Amina',
      rating: 2,
      text: `Hidden: ${canary}`,
      state: 'hidden',
    })
    .execute()
  await inTenant(world.platform.db, tenantId, (trx) =>
    recordAudit(trx, {
      tenantId,
      actorId: admin.person.id,
      action: 'people.changeRole',
      object: `person:${student.person.id}`,
      after: { canary },
      at,
    }),
  )
  const event = { provider: 'stripe', account: 'platform', eventId: `evt_${canary}` }
  await open
    .insertInto('webhook_inbox')
    .values({
      provider: event.provider,
      account: event.account,
      event_id: event.eventId,
      type: 'payment_intent.succeeded',
      body: Buffer.from(JSON.stringify({ canary })),
      payment_id: sale.paymentId,
      received_at: at,
    })
    .execute()
  await world.people.accounts.openSession(student.person.id)
  const [device] = await world.people.accounts.devicesOf(student.person)
  if (!device) throw new Error('the student has no device')
  return {
    canary,
    student,
    teacher,
    admin,
    course,
    draft,
    lessonId,
    quizId,
    moduleId: course.moduleId,
    ...sale,
    invoiceId: invoice.id,
    mailId: mail.id,
    fileId,
    deviceId: device.id,
    event,
    disputeId: dispute.id,
    grantId: grant.id,
    findingId,
    refundId,
    transfer,
  }
}

async function aTransfer(world: World, tenantId: TenantId, student: SignedIn, admin: SignedIn, canary: string): Promise<TransferOfVictim> {
  const counter = counterOf(world)
  const bank = await counter.openAccount(admin, { holder: `Holder ${canary}` })
  const sale = await counter.order(student, await world.aCourse({ tenantId }))
  const { orderId, transferId } = sale
  await admin.api.transfers.ask({ transferId, message: `Only for its payer: ${canary}` })
  const { receipts } = await admin.api.transfers.approve({ transferId, amountMinor: 6_000, requestKey: newId<string>() })
  await world.runJobs()
  await counter.send(bank.iban, 100, `From ${canary}`)
  const { statement } = await counter.importAll({ admin, ...bank })
  const [line] = (await admin.api.transfers.lines({})).items
  const [back] = (await admin.api.transfers.returns({})).items
  const [receipt] = receipts
  if (!line || !back || !receipt) throw new Error('the transfer is not whole')
  return {
    orderId,
    transferId,
    accountId: bank.accountId,
    receiptId: receipt.id,
    statementId: statement.id,
    lineId: line.id,
    returnId: back.id,
  }
}

function aQuiz(canary: string): AuthoredQuiz {
  const options = [
    { id: 'yes', text: `Yes ${canary}`, correct: true },
    { id: 'no', text: 'No', correct: false },
  ]
  return { questions: [{ id: 'one', kind: 'single', prompt: `Is it ${canary}?`, points: 1, options, accepted: [], explanation: canary }] }
}

/** What did not agree about a payment, as a night's run would have found it. */
export async function aFinding(world: World, tenantId: TenantId, paymentId: PaymentId, note: string): Promise<FindingId> {
  const [run, finding] = [newId<string>(), newId<FindingId>()]
  const at = world.clock.now()
  const { open } = world.db
  await open
    .insertInto('reconciliation_runs')
    .values({ id: run, provider: 'stripe', account: 'platform', from_at: at, to_at: at, state: 'done', started_at: at, done_at: at })
    .execute()
  await open
    .insertInto('reconciliation_findings')
    .values({
      id: finding,
      run_id: run,
      tenant_id: tenantId,
      payment_id: paymentId,
      provider: 'stripe',
      account: 'platform',
      provider_ref: `ch_${finding}`,
      list: 'differs',
      what: 'books',
      note,
      found_at: at,
    })
    .execute()
  return finding
}
