import {
  AppError,
  openPaymentStates,
  type FailureReason,
  type InvoiceId,
  type MyOrder,
  type Order,
  type Payment,
  type payments,
  type PaymentState,
} from '@edurise/contracts'
import { syncPayment } from '@edurise/jobs'
import { asSelf, type CallContext, type Platform } from '../../../context.ts'
import { coverOf } from '../../files/index.ts'
import { invoiceName } from '../../invoices/index.ts'
import { pageOf, readCursor } from '../../../paging.ts'
import { orderName } from '../../../order-name.ts'
import { eligibilityOf, refundsOf } from '../refunds/refund-view.ts'
import { OrderCursor } from './order-cursor.ts'
import {
  findMyOrder,
  findMyPayment,
  listMyOrders,
  listPaymentsOf,
  type OrderWithCourse,
  type OrderWithPapers,
  type PaymentOfOrder,
} from './queries.ts'

const reasons: Record<string, FailureReason> = {
  card_declined: 'card_declined',
  generic_decline: 'card_declined',
  INSTRUMENT_DECLINED: 'card_declined',
  PAYER_CANNOT_PAY: 'card_declined',
  PAYER_ACTION_REQUIRED: 'authentication',
  insufficient_funds: 'insufficient_funds',
  expired_card: 'expired_card',
  authentication_required: 'authentication',
}

const open: ReadonlySet<PaymentState> = new Set(openPaymentStates)

/** A payment as its buyer may see it: of the provider's facts only what one can act on. */
export function paymentView({
  facts,
  unfulfillable: _unfulfillable,
  refundRows: _refunds,
  checkoutUrl,
  ...payment
}: PaymentOfOrder): Payment {
  const failure =
    facts.failure && (payment.state === 'attempt_failed' || payment.state === 'expired') ? (reasons[facts.failure] ?? 'other') : null
  return { ...payment, failure, checkoutUrl: open.has(payment.state) && payment.state !== 'processing' ? checkoutUrl : null }
}

export function courseView(
  { courseId, offer, subject, cover, tenantName, tenantNames, tenantSlug, tenantId }: OrderWithCourse,
  { files }: Pick<Platform, 'files'>,
): Order['course'] {
  return {
    id: courseId,
    slug: offer.slug,
    title: offer.title,
    subject: subject ?? 'teach',
    cover: coverOf(files, { tenantId, slug: offer.slug, cover: cover ?? {} }),
    teacherName: offer.teacherName,
    tenantName,
    tenantNames,
    tenantSlug,
  }
}

function accessOf(order: OrderWithPapers, mine: PaymentOfOrder[]): Order['access'] {
  if (order.papers.some(({ what }) => what === 'enrolment')) return 'open'
  return order.state === 'open' && (!mine.length || mine.some(({ state }) => open.has(state))) ? 'waiting' : 'closed'
}

const day = 24 * 3_600_000

function papersOf({ papers }: Pick<OrderWithPapers, 'papers'>): Order['invoices'] {
  return papers.flatMap(({ what, id, series, number, issuedAt }) =>
    what === 'enrolment' || series === null || number === null || issuedAt === null
      ? []
      : [{ id: asInvoiceId(id), name: invoiceName({ series, number }), kind: what, issuedAt: new Date(issuedAt).toISOString() }],
  )
}

/** An order with its payments and papers, as its buyer sees it. */
export function orderView(platform: Pick<Platform, 'files' | 'now'>, order: OrderWithPapers, mine: PaymentOfOrder[]): Order {
  const { id, state, subtotalMinor, discountMinor, taxMinor, totalMinor, currency, buyerEmail, createdAt, paidAt, offer, outline } = order
  return {
    id,
    number: orderName(order),
    state,
    course: courseView(order, platform),
    subtotalMinor,
    discountMinor,
    taxMinor,
    totalMinor,
    currency,
    refundUntil:
      offer.refundDays > 0 && totalMinor > 0 ? new Date(Date.parse(paidAt ?? createdAt) + offer.refundDays * day).toISOString() : null,
    buyerEmail,
    payments: mine.map(paymentView),
    access: accessOf(order, mine),
    refunds: mine.flatMap((payment) => refundsOf(payment, payment.refundRows)),
    eligibility: eligibilityOf(
      order,
      mine,
      mine.flatMap(({ refundRows }) => refundRows),
      platform.now(),
    ),
    firstLessonId: outline?.flatMap(({ lessons }) => lessons)[0]?.id ?? null,
    invoices: papersOf(order),
    createdAt,
    paidAt,
  }
}

/** A union of tables loses the brand of their ids; this row's came from `invoices`. */
export function asInvoiceId(id: string): InvoiceId {
  return id as InvoiceId
}

export function orderById(ctx: CallContext<typeof payments.orderById>, { orderId }: { orderId: Order['id'] }): Promise<Order> {
  return asSelf(ctx, async (trx) => {
    const order = await findMyOrder(trx, ctx.person.id, orderId)
    if (!order) throw new AppError('ORDER_NOT_FOUND', {})
    return orderView(ctx, order, await listPaymentsOf(trx, order.tenantId, orderId))
  })
}

export async function paymentById(ctx: CallContext<typeof payments.byId>, { paymentId }: { paymentId: Payment['id'] }): Promise<Payment> {
  const payment = await asSelf(ctx, (trx) => findMyPayment(trx, ctx.person.id, paymentId))
  if (!payment) throw new AppError('PAYMENT_NOT_FOUND', {})
  return paymentView(payment)
}

/** The return page asks the provider as often as the buyer waits; a question that is waiting already is not asked twice. */
export async function hurry(ctx: CallContext<typeof payments.hurry>, { orderId }: { orderId: Order['id'] }): Promise<{ asked: number }> {
  const waiting = await asSelf(ctx, async (trx) => {
    const order = await findMyOrder(trx, ctx.person.id, orderId)
    if (!order) throw new AppError('ORDER_NOT_FOUND', {})
    return (await listPaymentsOf(trx, order.tenantId, orderId)).filter(({ state }) => open.has(state))
  })
  await ctx.enqueue(ctx.db.open, syncPayment, ...waiting.map(({ id }) => ({ paymentId: id })))
  return { asked: waiting.length }
}

type MyOrders = { items: MyOrder[]; nextCursor: string | null }

export async function myOrders(
  ctx: CallContext<typeof payments.myOrders>,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<MyOrders> {
  const [at, id] = readCursor(OrderCursor, cursor) ?? []
  const rows = await asSelf(ctx, (trx) => listMyOrders(trx, ctx.person.id, at && id ? { at, id } : null, limit + 1))
  const { items, nextCursor } = pageOf(rows, limit, ({ createdAt, id: last }) => [createdAt, last])
  return {
    items: items.map((order) => ({
      id: order.id,
      number: orderName(order),
      state: order.state,
      course: courseView(order, ctx),
      totalMinor: order.totalMinor,
      currency: order.currency,
      payment: order.payment,
      refund: order.refund,
      invoices: papersOf(order),
      createdAt: order.createdAt,
    })),
    nextCursor,
  }
}
