import { AppError, type OrderDetails, type OrderEvent, type OrderId, type payments, type PaymentState } from '@edurise/contracts'
import { syncPayment } from '@edurise/jobs'
import { asTenant, type CallContext } from '../../../context.ts'
import { recordAudit } from '../../audit/index.ts'
import { findOrderOfTenant, listPaymentsOf, type OrderWithCourse, type PaymentOfOrder } from '../orders/queries.ts'
import { orderView } from '../orders/read-order.ts'
import { entitles } from '../payment.ts'
import { listHappenings, type Happening } from './queries.ts'

const bookedAs: Record<string, OrderEvent['kind']> = {
  capture: 'money_captured',
  mismatch: 'money_captured',
  refund: 'money_refunded',
  refund_reversal: 'money_returned',
  dispute_withdrawn: 'money_disputed',
  dispute_reinstated: 'money_returned',
  chargeback: 'money_disputed',
  fee: 'fee_booked',
  dispute_fee: 'fee_booked',
}

function kindOf({ source, name }: Happening): OrderEvent['kind'] {
  if (source === 'grant') return 'access_opened'
  if (source === 'grant_end') return 'access_ended'
  if (source === 'paper') return name === 'invoice' ? 'invoice_issued' : 'credit_note_issued'
  if (source === 'mail') return name === 'sent' ? 'mail_sent' : 'mail_queued'
  if (source === 'event') return 'provider_event'
  if (source === 'progress') return 'lesson_opened'
  return source === 'audit' ? 'checked_again' : (bookedAs[name] ?? 'provider_event')
}

function eventsOf(order: OrderWithCourse, mine: PaymentOfOrder[], happenings: Happening[]): OrderEvent[] {
  const told = happenings.map((happening) => ({
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
  return [...told, ...begun].sort((one, other) => (one.at === other.at ? 0 : one.at > other.at ? -1 : 1))
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

export function orderDetails(ctx: CallContext<typeof payments.orderDetails>, { orderId }: { orderId: OrderId }): Promise<OrderDetails> {
  return asTenant(ctx, async (trx) => {
    const order = await findOrderOfTenant(trx, ctx.tenantId, orderId)
    if (!order) throw new AppError('ORDER_NOT_FOUND', {})
    const [mine, happenings] = await Promise.all([listPaymentsOf(trx, ctx.tenantId, orderId), listHappenings(trx, ctx.tenantId, orderId)])
    const opened = happenings.filter(({ source }) => source === 'grant')
    const ended = new Map(happenings.filter(({ source }) => source === 'grant_end').map((end) => [end.ref, end]))
    const grants = opened.flatMap(({ ref, at }) =>
      ref === null ? [] : [{ id: ref, startsAt: at, endedAt: ended.get(ref)?.at ?? null, endedReason: ended.get(ref)?.detail ?? null }],
    )
    const live = grants.some(({ endedAt }) => endedAt === null)
    const due = order.totalMinor === 0 ? order.state === 'paid' : mine.some((payment) => entitles(payment.state, payment))
    const credited = order.papers.some(({ what }) => what === 'credit_note')
    const invoiced = order.papers.some(({ what }) => what === 'invoice')
    const money = moneyOf(mine)
    return {
      order: orderView(ctx, order, mine),
      buyerName: order.buyerName,
      money,
      access: live ? 'open' : grants.length ? 'closed' : 'never',
      paper: credited ? 'credited' : invoiced ? 'invoiced' : 'none',
      agree: live === due && money !== 'mismatch' && (order.totalMinor === 0 || !due || invoiced),
      grants: grants.map((grant) => ({ ...grant, id: asGrantId(grant.id) })),
      events: eventsOf(order, mine, happenings),
    }
  })
}

/** A union of tables loses the brand of their ids; this row's came from `grants`. */
function asGrantId(id: string): OrderDetails['grants'][number]['id'] {
  return id as OrderDetails['grants'][number]['id']
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
