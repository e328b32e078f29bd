import type {
  AuthoredQuiz,
  DisputeId,
  FindingId,
  GrantId,
  InvoiceId,
  LessonId,
  ModuleId,
  OrderId,
  PaymentId,
  RefundId,
  StatementUpload,
  TenantId,
  TransferId,
} from '@edurise/contracts'
import { newId } from '@edurise/db'
import { sql } from 'kysely'
import { tillOf, type Sale } from '../features/payments/testing/till.ts'
import { counterOf, type TransferSale } from '../features/transfers/testing/counter.ts'
import type { ACourse } from './factories.ts'
import type { SignedIn, Visitor, World } from './world.ts'

/** A school in use; `size` times as much of everything that comes in lists. */
export interface School {
  admin: SignedIn
  teacher: SignedIn
  /** Has bought the course and others, and done all of it but its quiz and one lesson. */
  student: SignedIn
  /** Waits for the payment of an order. */
  waiting: SignedIn
  /** Has nothing yet. */
  newcomer: SignedIn
  staff: Visitor
  visitor: Visitor
  course: ACourse
  free: ACourse
  withdrawn: ACourse
  draft: ACourse
  quizId: LessonId
  lastLessonId: LessonId
  emptyModuleId: ModuleId
  orderId: OrderId
  paymentId: PaymentId
  waitingOrderId: OrderId
  invoiceId: InvoiceId
  failedMailId: string
  deviceId: string
  event: { provider: string; account: string; eventId: string }
  disputeId: DisputeId
  /** Given by the admin, who can take it back. */
  grantId: GrantId
  /** Of a payment whose books had differed. */
  findingId: FindingId
  transfers: TransfersOfSchool
  refunds: RefundsOfSchool
}

/** Sales of the student, one for each thing that can be done about their money. */
interface RefundsOfSchool {
  toMake: Sale
  toAsk: Sale
  toDecline: RefundId
  toWithdraw: { orderId: OrderId; refundId: RefundId }
  failed: RefundId
  /** A card that was left with the provider. */
  cardId: string
}

interface TransfersOfSchool {
  accountId: string
  /** Each is there for one call. */
  toShow: TransferSale
  toApprove: TransferSale
  toConfirm: TransferSale & { receiptId: string }
  toAsk: TransferSale
  toRefuse: TransferSale
  toUndo: TransferSale
  toMatch: TransferSale & { lineId: string }
  /** Two matches of it are chosen for each size. */
  upload: StatementUpload & { matches: { fingerprint: string; transferId: TransferId }[] }
  statementId: string
  ignoredLineId: string
  returnId: string
}

const quiz: AuthoredQuiz = {
  questions: Array.from({ length: 3 }, (_, index) => ({
    id: `q${index}`,
    kind: 'single' as const,
    prompt: 'Is it?',
    points: 1,
    options: [
      { id: 'yes', text: 'Yes', correct: true },
      { id: 'no', text: 'No', correct: false },
    ],
    accepted: [],
    explanation: 'It is.',
  })),
}

export async function aSchool(world: World, size: number): Promise<School> {
  const tenant = await world.aTenant()
  const { tenantId } = tenant
  const admin = await world.signedIn({ role: 'admin', tenant })
  await world.signedIn({ role: 'admin', tenant })
  const teacher = await world.signedIn({ role: 'teacher', tenant })
  const student = await world.signedIn({ role: 'student', tenant })
  const waiting = await world.signedIn({ tenant })
  const newcomer = await world.signedIn({ tenant })
  const ofTeacher = { tenantId, teacherId: teacher.person.id }

  const course = await world.aCourse({ ...ofTeacher, lessons: 11 * size })
  const inCourse = { tenantId, courseId: course.courseId, moduleId: course.moduleId }
  const quizId = await world.aLesson({ ...inCourse, position: 11 * size, title: 'A quiz', kind: 'quiz', quiz })
  const free = await world.aCourse({ ...ofTeacher, priceMinor: 0, lessons: 12 * size })
  const withdrawn = await world.aCourse({ ...ofTeacher, lessons: 12 * size })
  const draft = await world.aCourse({ ...ofTeacher, state: 'draft', lessons: 12 * size })
  const emptyModuleId = await addModules(world, draft, 2 * size)
  const others = await inTurn(3 * size, () => world.aCourse({ ...ofTeacher, lessons: 12 }))

  const till = tillOf(world)
  const sales = await inTurn(others.length + 1, async (index) => {
    const sale = await till.startCheckout(student, others[index - 1] ?? course)
    await till.pay(sale)
    await till.sync(sale)
    return sale
  })
  const [sale] = sales
  const wanted = await till.startCheckout(waiting, course)
  const invoice = (await student.api.invoices.mine({ limit: 100 })).items.find(({ orderId }) => orderId === sale?.orderId)
  if (!sale || !invoice) throw new Error('the sale has no invoice')

  const [failed] = (await admin.api.notifications.mails({ to: student.person.email })).items
  if (!failed) throw new Error('the sale has no mail')
  await world.db.open.updateTable('mails').set({ state: 'failed' }).where('id', '=', failed.id).execute()
  await addLearners(world, course, 30 * size)
  await addReviews(world, course, 5 * size)
  await doLessons(world, course, student, course.lessonIds.slice(0, -1))
  await addPayments(world, sale.paymentId, size - 1)
  await addOpenPayments(world, wanted.paymentId, (['paypal', 'bank_transfer'] as const).slice(0, size - 1))
  const event = await addEvents(world, sale.paymentId, 5 * size)
  const disputeId = await addDisputes(world, till, admin, sales.slice(1))
  const grant = await admin.api.enrolments.grant({
    personId: student.person.id,
    courseId: free.courseId,
    reason: 'A prize',
    requestKey: newId<string>(),
  })
  const findingId = await addFindings(world, sale.paymentId, 5 * size)
  const refunds = await addRefunds(world, till, tenantId, student)
  const transfers = await addTransfers(world, tenantId, admin, student, size)
  await inTurn(3 * size, async () => {
    const { tenantId: elsewhere } = await world.aTenant()
    await world.db.open.insertInto('memberships').values({ tenant_id: elsewhere, person_id: teacher.person.id, role: 'student' }).execute()
  })
  await inTurn(3 * size, () => world.people.accounts.openSession(teacher.person.id))
  const [device] = await world.people.accounts.devicesOf(teacher.person)
  const lastLessonId = course.lessonIds.at(-1)
  if (!device || !lastLessonId) throw new Error('the school is not whole')
  return {
    admin,
    teacher,
    student,
    waiting,
    newcomer,
    staff: await world.platformAdmin(),
    visitor: world.visitor(tenant),
    course,
    free,
    withdrawn,
    draft,
    quizId,
    lastLessonId,
    emptyModuleId,
    orderId: sale.orderId,
    paymentId: sale.paymentId,
    waitingOrderId: wanted.orderId,
    invoiceId: invoice.id,
    failedMailId: failed.id,
    deviceId: device.id,
    event,
    disputeId,
    grantId: grant.id,
    findingId,
    transfers,
    refunds,
  }
}

async function inTurn<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  for (let index = 0; index < count; index += 1) made.push(await make(index))
  return made
}

/** Modules without lessons; the last one is answered. */
async function addModules(world: World, { tenantId, courseId }: ACourse, count: number): Promise<ModuleId> {
  const ids = Array.from({ length: count }, () => newId<ModuleId>())
  const rows = ids.map((id, index) => ({ tenant_id: tenantId, id, course_id: courseId, title: `Module ${index}`, position: index + 1 }))
  await world.db.open.insertInto('modules').values(rows).execute()
  const last = ids.at(-1)
  if (!last) throw new Error('no module was wanted')
  return last
}

async function addLearners(world: World, { tenantId, courseId, slug }: ACourse, count: number): Promise<void> {
  await inTurn(count, async () => {
    const { person } = await world.signedIn({ role: 'student', tenant: { tenantId, slug, name: slug } })
    const at = world.clock.now()
    const who = { tenant_id: tenantId, id: newId<string>(), person_id: person.id, course_id: courseId }
    await sql`insert into enrolments (tenant_id, id, person_id, course_id, last_active_at, created_at)
      values (${who.tenant_id}, ${who.id}, ${who.person_id}, ${who.course_id}, ${at}, ${at})`.execute(world.db.open)
  })
}

async function addReviews(world: World, { tenantId, courseId }: ACourse, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => ({
    tenant_id: tenantId,
    id: newId<string>(),
    course_id: courseId,
    author_name: 'Amina',
    rating: (index % 5) + 1,
    text: 'Good.',
  }))
  await world.db.open.insertInto('reviews').values(rows).execute()
}

async function doLessons(world: World, { tenantId, courseId }: ACourse, { person }: SignedIn, lessons: LessonId[]): Promise<void> {
  const at = world.clock.now()
  await sql`insert into lesson_progress (tenant_id, enrolment_id, lesson_id, person_id, course_id, state, updated_at, completed_at)
    select tenant_id, id, lesson, person_id, course_id, 'completed', ${at}, ${at} from enrolments, unnest(${lessons}::uuid[]) lesson
    where tenant_id = ${tenantId} and course_id = ${courseId} and person_id = ${person.id}`.execute(world.db.open)
}

/** Second payments of an order, as a learner makes with two windows open. */
async function addPayments(world: World, paymentId: PaymentId, count: number): Promise<void> {
  await sql`insert into payments (tenant_id, id, order_id, person_id, provider, account, livemode, state, amount_minor, currency, captured_minor, duplicate, idempotency_key, facts, created_at)
    select tenant_id, gen_random_uuid(), order_id, person_id, provider, account, livemode, state, amount_minor, currency, captured_minor, true, idempotency_key || n, facts, created_at
    from payments, generate_series(1, ${count}::int) n where id = ${paymentId}`.execute(world.db.open)
}

async function addOpenPayments(world: World, paymentId: PaymentId, providers: readonly string[]): Promise<void> {
  await sql`insert into payments (tenant_id, id, order_id, person_id, provider, account, livemode, state, amount_minor, currency, idempotency_key, created_at)
    select tenant_id, gen_random_uuid(), order_id, person_id, p, account, livemode, state, amount_minor, currency, idempotency_key || p, created_at
    from payments, unnest(${providers}::text[]) p where id = ${paymentId}`.execute(world.db.open)
}

async function addEvents(world: World, paymentId: PaymentId, count: number): Promise<School['event']> {
  const event = { provider: 'stripe', account: 'platform', eventId: `evt_${newId<string>()}` }
  const rows = Array.from({ length: count }, (_, index) => ({
    provider: event.provider,
    account: event.account,
    event_id: index ? `${event.eventId}_${index}` : event.eventId,
    type: 'payment_intent.succeeded',
    body: Buffer.from('{}'),
    payment_id: paymentId,
    received_at: world.clock.now(),
  }))
  await world.db.open.insertInto('webhook_inbox').values(rows).execute()
  return event
}

/** Sales that are paid: two that were asked back, and one whose refund the provider refused. */
async function addRefunds(world: World, till: ReturnType<typeof tillOf>, tenantId: TenantId, student: SignedIn): Promise<RefundsOfSchool> {
  const [toMake, toAsk, declined, withdrawn, refused] = await inTurn(5, async () => {
    const sale = await till.startCheckout(student, await world.aCourse({ tenantId }))
    await till.control('/pay', { sessionId: sale.sessionId, keep: true })
    await till.sync(sale)
    return sale
  })
  const [card] = await student.api.payments.cards({})
  if (!toMake || !toAsk || !declined || !withdrawn || !refused || !card) throw new Error('a sale is missing')
  const ask = async ({ orderId }: Sale) => {
    const { id } = await student.api.refunds.ask({ orderId, note: 'Please' })
    if (!id) throw new Error('the wish has no row')
    return id
  }
  const failed = await ask(refused)
  await world.db.open.updateTable('refund_requests').set({ state: 'failed', failure: 'charge_disputed' }).where('id', '=', failed).execute()
  const toDecline = await ask(declined)
  return { toMake, toAsk, toDecline, toWithdraw: { orderId: withdrawn.orderId, refundId: await ask(withdrawn) }, failed, cardId: card.id }
}

/** Transfers of a student in every place that a call may find them, and as many more for a statement as the school is large. */
async function addTransfers(
  world: World,
  tenantId: TenantId,
  admin: SignedIn,
  student: SignedIn,
  size: number,
): Promise<TransfersOfSchool> {
  const counter = counterOf(world)
  const { transfers } = admin.api
  const bank = await counter.openAccount(admin)
  const account = { ...bank, admin }
  const order = async () => counter.order(student, await world.aCourse({ tenantId }))
  const approve = ({ transferId }: TransferSale, amountMinor = 4_900) =>
    transfers.approve({ transferId, amountMinor, requestKey: newId<string>() })

  const [toShow, toApprove, toAsk, toRefuse] = [await order(), await order(), await order(), await order()]
  const [toUndo, settled, toMatch, toConfirm, surplus] = [await order(), await order(), await order(), await order(), await order()]
  await inTurn(3 * size, async () => approve(toShow, 1))
  await approve(toUndo)
  await approve(surplus, 5_900)
  await world.runJobs()
  const [back] = (await transfers.returns({})).items
  const terms = { currency: 'USD', holder: 'Harbour School', bankName: 'Bank of the Harbour', iban: bank.iban }
  await transfers.saveAccount({ ...terms, twoPersonAboveMinor: 0 })
  await world.db.open.updateTable('memberships').set({ role: 'admin' }).where('person_id', '=', student.person.id).execute()
  const proposal = await student.api.transfers.approve({
    transferId: toConfirm.transferId,
    amountMinor: 4_900,
    requestKey: newId<string>(),
  })
  await world.db.open.updateTable('memberships').set({ role: 'student' }).where('person_id', '=', student.person.id).execute()
  await transfers.saveAccount(terms)

  await counter.send(bank.iban, 4_900, settled.reference)
  const { statement } = await counter.importAll(account)
  await counter.send(bank.iban, 4_900, 'no reference')
  await counter.send(bank.iban, 100, 'neither')
  await counter.importAll(account)
  const lines = (await transfers.lines({})).items
  const [toTake, toIgnore] = [lines.find(({ amountMinor }) => amountMinor === 4_900), lines.find(({ amountMinor }) => amountMinor === 100)]
  await inTurn(2 * size, async () => counter.send(bank.iban, 4_900, (await order()).reference))
  const upload = await counter.statement(account)
  const preview = await transfers.previewStatement(upload)
  const matches = preview.lines.flatMap(({ fingerprint, match }) => (match ? [{ fingerprint, transferId: match.transferId }] : []))
  const receiptId = proposal.receipts[0]?.id
  if (!back || !receiptId || !toTake || !toIgnore || matches.length !== 2 * size) throw new Error('the transfers are not whole')
  return {
    accountId: bank.accountId,
    toShow,
    toApprove,
    toConfirm: { ...toConfirm, receiptId },
    toAsk,
    toRefuse,
    toUndo,
    toMatch: { ...toMatch, lineId: toTake.id },
    upload: { ...upload, matches },
    statementId: statement.id,
    ignoredLineId: toIgnore.id,
    returnId: back.id,
  }
}

/** Every sale disputed; the one that is answered first is told. */
async function addDisputes(world: World, till: ReturnType<typeof tillOf>, admin: SignedIn, sales: readonly Sale[]): Promise<DisputeId> {
  await inTurn(sales.length, async (index) => {
    const sale = sales[index]
    if (!sale) return
    await till.control(`/payments/${sale.sessionId}/dispute`)
    await till.sync(sale)
  })
  const [dispute] = (await admin.api.disputes.list({})).items
  if (!dispute) throw new Error('nothing is disputed')
  return dispute.id
}

/** Money of nobody, as many nights have found it, and at last a payment whose books had differed: that one is told. */
async function addFindings(world: World, paymentId: PaymentId, count: number): Promise<FindingId> {
  const ids = Array.from({ length: count }, () => newId<FindingId>())
  const at = world.clock.now()
  await inTurn(count, async (index) => {
    const [run, id] = [newId<string>(), ids[index]]
    await sql`insert into reconciliation_runs (id, provider, account, from_at, to_at, state, started_at, done_at)
      values (${run}, 'stripe', 'platform', ${at}, ${at}, 'done', ${at}, ${at})`.execute(world.db.open)
    await sql`insert into reconciliation_findings (id, run_id, provider, account, provider_ref, list, what, theirs_minor, currency, found_at)
      values (${id}, ${run}, 'stripe', 'platform', 'cs_of_nobody_' || ${id}::text, 'missing_here', 'unknown_money', 700, 'USD', ${at})`.execute(
      world.db.open,
    )
  })
  const last = ids.at(-1)
  if (!last) throw new Error('no finding was wanted')
  await sql`update reconciliation_findings f set payment_id = p.id, order_id = p.order_id, tenant_id = p.tenant_id, list = 'differs', what = 'books'
    from payments p where f.id = ${last} and p.id = ${paymentId}`.execute(world.db.open)
  return last
}
