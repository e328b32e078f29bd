import { AppError, OrderEvent, type OrderDetails, type OrderId, type payments, type PaymentState } from '@edurise/contracts'
import { syncPayment } from '@edurise/jobs'
import { asTenant, type CallContext } from '../../../context.ts'
import { orderName } from '../../../order-name.ts'
import { recordAudit } from '../../audit/index.ts'
import { findDeskOrder, findOrderOfTenant, listPaymentsOf, type OrderWithCourse, type PaymentOfOrder } from '../orders/queries.ts'
import { orderView } from '../orders/read-order.ts'
import { entitles } from '../payment.ts'
import { listHappenings, type Happening } from './queries.ts'

const bookedAs: Record<string, OrderEvent['kind']> = {
  capture: 'money_captured',
  mismatch: 'money_captured',
  receipt: 'money_captured',
  refund: 'money_refunded',
  surplus_returned: 'money_refunded',
  refund_reversal: 'money_returned',
  receipt_withdrawn: 'money_returned',
  capture_undone: 'money_returned',
  dispute_withdrawn: 'money_disputed',
  dispute_reinstated: 'money_returned',
  chargeback: 'money_disputed',
  fee: 'fee_booked',
  dispute_fee: 'fee_booked',
}

const doneAs: Record<string, OrderEvent['kind']> = {
  'order.checked_again': 'checked_again',
  'transfers.ask': 'transfer_asked',
  'transfers.refuse': 'transfer_refused',
}

/** Kinds that their source names as we do. */
const told = OrderEvent.shape.kind.options

function kindOf({ source, name }: Happening): OrderEvent['kind'] {
  if (source === 'paper') return name === 'invoice' ? 'invoice_issued' : 'credit_note_issued'
  if (source === 'mail') return name === 'sent' ? 'mail_sent' : name === 'failed' ? 'mail_failed' : 'mail_queued'
  if (source === 'progress') return 'lesson_opened'
  if (source === 'ledger') return bookedAs[name] ?? 'provider_event'
  if (source === 'audit') return doneAs[name] ?? 'checked_again'
  return told.find((kind) => kind === name) ?? 'provider_event'
}

function eventsOf(order: OrderWithCourse, mine: PaymentOfOrder[], happenings: Happening[]): OrderEvent[] {
  const heard = happenings.map((happening) => ({
    at: happening.at,
    kind: kindOf(happening),
    detail: happening.detail,
    amountMinor: happening.amountMinor,
    ref: happening.ref,
  }))
  const begun: OrderEvent[] = [
    ...mine.map((payment) => ({
      at: payment.createdAt,
      kind: 'payment_created' as const,
      detail: payment.provider,
      amountMinor: payment.amountMinor,
      ref: payment.facts.objectId ?? payment.id,
    })),
    { at: order.createdAt, kind: 'order_created', detail: null, amountMinor: order.totalMinor, ref: order.id },
  ]
  return [...heard, ...begun].sort((one, other) => (one.at === other.at ? 0 : one.at > other.at ? -1 : 1))
}

function moneyOf(mine: PaymentOfOrder[]): OrderDetails['money'] {
  const has = (...states: PaymentState[]) => mine.some((payment) => !payment.duplicate && states.includes(payment.state))
  if (has('mismatch')) return 'mismatch'
  if (has('disputed')) return 'disputed'
  if (has('paid', 'refund_pending')) return 'paid'
  if (has('partially_refunded')) return 'partly_returned'
  if (has('refunded', 'charged_back')) return 'returned'
  return mine.length && !has('expired') ? 'waiting' : 'none'
}

/** Moments come out of jsonb in the database's own form. */
const instant = (at: string) => new Date(at).toISOString()
const instantOrNull = (at: string | null) => (at === null ? null : instant(at))

function sourcesOf({ sources }: DeskOrder): OrderDetails['grants'] {
  return sources.map((source) => ({ ...source, startsAt: instant(source.startsAt), endedAt: instantOrNull(source.endedAt) }))
}

function disputesOf({ id: orderId, buyerName, buyerEmail, offer, disputes, ...order }: DeskOrder): OrderDetails['disputes'] {
  const common = { orderId, orderNumber: orderName(order), buyerName, buyerEmail, courseTitle: offer.title }
  return disputes.map((dispute) => ({
    ...common,
    ...dispute,
    openedAt: instant(dispute.openedAt),
    dueAt: instantOrNull(dispute.dueAt),
    closedAt: instantOrNull(dispute.closedAt),
  }))
}

type DeskOrder = NonNullable<Awaited<ReturnType<typeof findDeskOrder>>>

export function orderDetails(ctx: CallContext<typeof payments.orderDetails>, { orderId }: { orderId: OrderId }): Promise<OrderDetails> {
  return asTenant(ctx, async (trx) => {
    const order = await findDeskOrder(trx, ctx.tenantId, orderId)
    if (!order) throw new AppError('ORDER_NOT_FOUND', {})
    const [mine, happenings] = await Promise.all([listPaymentsOf(trx, ctx.tenantId, orderId), listHappenings(trx, ctx.tenantId, orderId)])
    const grants = sourcesOf(order)
    const own = grants.filter((grant) => grant.own)
    const live = own.some(({ endedAt }) => endedAt === null)
    const due = order.totalMinor === 0 ? order.state === 'paid' : mine.some((payment) => entitles(payment.state, payment))
    const credited = order.papers.some(({ what }) => what === 'credit_note')
    const invoiced = order.papers.some(({ what }) => what === 'invoice')
    const money = moneyOf(mine)
    return {
      order: orderView(ctx, order, mine),
      personId: order.personId,
      buyerName: order.buyerName,
      money,
      access: live ? 'open' : own.length ? 'closed' : 'never',
      paper: credited ? 'credited' : invoiced ? 'invoiced' : 'none',
      agree: live === due && money !== 'mismatch' && (order.totalMinor === 0 || !due || invoiced),
      grants,
      disputes: disputesOf(order),
      events: eventsOf(order, mine, happenings),
    }
  })
}

/** Asks the provider once more, now; that somebody asked stands in the order's timeline. */
export function checkAgain(ctx: CallContext<typeof payments.checkAgain>, { orderId }: { orderId: OrderId }): Promise<{ asked: number }> {
  return asTenant(ctx, async (trx) => {
    const order = await findOrderOfTenant(trx, ctx.tenantId, orderId)
    if (!order) throw new AppError('ORDER_NOT_FOUND', {})
    const mine = await listPaymentsOf(trx, ctx.tenantId, orderId)
    await recordAudit(trx, {
      tenantId: ctx.tenantId,
      actorId: ctx.person.id,
      action: 'order.checked_again',
      object: `order:${orderId}`,
      at: ctx.now(),
    })
    await ctx.enqueue(trx, syncPayment, ...mine.map(({ id }) => ({ paymentId: id })))
    return { asked: mine.length }
  })
}
