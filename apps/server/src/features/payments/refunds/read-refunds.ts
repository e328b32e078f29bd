import {
  AppError,
  RefundId,
  split,
  type Refund,
  type RefundPreview,
  type RefundRow,
  type RefundState,
  type refunds,
} from '@edurise/contracts'
import { z } from 'zod'
import { asTenant, type CallContext } from '../../../context.ts'
import { orderName } from '../../../order-name.ts'
import { pageOf, readCursor } from '../../../paging.ts'
import { listLiveSources } from '../../enrolments/index.ts'
import { invoiceName } from '../../invoices/index.ts'
import { findInvoiceOf, findOrder, findPayment, listLines } from '../queries.ts'
import { listRefunds, listRefundsOf } from './queries.ts'
import { checkLines, leftOfLines } from './refund-lines.ts'
import { refundableMinor, refundView } from './refund-view.ts'

const Cursor = z.tuple([z.string(), RefundId])

type List = { items: RefundRow[]; nextCursor: string | null }

export async function readRefunds(
  ctx: CallContext<typeof refunds.list>,
  { cursor, limit, state }: { cursor?: string | undefined; limit: number; state?: RefundState | undefined },
): Promise<List> {
  const { tenantId } = ctx
  const [at, id] = readCursor(Cursor, cursor) ?? []
  const rows = await asTenant(ctx, (trx) =>
    listRefunds(trx, { tenantId, state, after: at && id ? { at, id } : undefined, limit: limit + 1 }),
  )
  const { items, nextCursor } = pageOf(rows, limit, (last) => [last.createdAt, last.id])
  return {
    items: items.map(({ number, orderedAt, buyerName, buyerEmail, offer, capturedMinor, refundedMinor, orderId, currency, ...row }) => ({
      ...asRow(refundView(row, currency), row.id),
      orderId,
      orderNumber: orderName({ number, createdAt: orderedAt }),
      buyerName,
      buyerEmail,
      courseTitle: offer.title,
      refundableMinor: capturedMinor - refundedMinor,
    })),
    nextCursor,
  }
}

const asRow = (refund: Refund, id: RefundId) => ({ ...refund, id })

/** What a refund would do: to the money, to access, to the papers. */
export function previewRefund(
  ctx: CallContext<typeof refunds.preview>,
  choice: z.infer<typeof refunds.preview.input>,
): Promise<RefundPreview> {
  const { tenantId } = ctx
  const { paymentId, amountMinor } = choice
  return asTenant(ctx, async (trx) => {
    const payment = await findPayment(trx, tenantId, paymentId)
    const order = payment && (await findOrder(trx, tenantId, payment.orderId))
    if (!payment || !order) throw new AppError('PAYMENT_NOT_FOUND', {})
    const [lines, rows, invoice] = await Promise.all([
      listLines(trx, tenantId, order.id),
      listRefundsOf(trx, tenantId, paymentId),
      findInvoiceOf(trx, tenantId, paymentId),
    ])
    const refundable = refundableMinor(payment.facts, rows)
    if (amountMinor > refundable) throw new AppError('REFUND_TOO_LARGE', { refundableMinor: refundable, currency: payment.currency })
    if (!checkLines(choice, lines, rows)) throw new AppError('REFUND_LINES_WRONG', {})
    const left = leftOfLines(lines, rows)
    const whole = amountMinor === refundable
    const ending = lines.filter(
      ({ id, courseId, amountMinor: price }) =>
        courseId && (whole || choice.lines.some((line) => line.lineId === id && price > 0 && line.amountMinor >= (left.get(id) ?? 0))),
    )
    const sources = await listLiveSources(trx, {
      tenantId,
      personId: order.personId,
      courseIds: ending.flatMap(({ courseId }) => (courseId ? [courseId] : [])),
    })
    const own = new Set(lines.map(({ id }) => id))
    const others = sources.filter(({ sourceId }) => !own.has(sourceId))
    const carried = ending.length > 0 && ending.every(({ courseId }) => others.some((source) => source.courseId === courseId))
    return {
      paymentId,
      capturedMinor: payment.capturedMinor,
      takenMinor: payment.capturedMinor - refundable,
      refundableMinor: refundable,
      amountMinor,
      taxMinor: order.taxMinor === 0 ? 0 : taxShare(amountMinor, order.totalMinor, order.taxMinor),
      currency: payment.currency,
      lines: lines.map(({ id, title, amountMinor: price }) => ({
        lineId: id,
        title,
        amountMinor: price,
        refundableMinor: Math.min(left.get(id) ?? 0, refundable),
      })),
      access: ending.length === 0 ? 'keeps' : carried ? 'carried' : 'ends',
      otherSources: others.map(({ sourceKind }) => sourceKind),
      credits: invoice ? invoiceName(invoice) : null,
      byHand: payment.provider === 'bank_transfer',
    }
  })
}

/** The tax within an amount returned, in minor units: the same share as of the whole, by largest remainder. */
function taxShare(amountMinor: number, totalMinor: number, taxMinor: number): number {
  const [share = 0] = split(taxMinor, [amountMinor, totalMinor - amountMinor])
  return share
}
