import { OrderId, parseDecimal, type OrderRow, type OrderView, type payments } from '@edurise/contracts'
import type { z } from 'zod'
import { asTenant, type CallContext } from '../../../context.ts'
import { orderName, orderNumberIn } from '../../../order-name.ts'
import { pageOf, readCursor } from '../../../paging.ts'
import { OrderCursor } from '../orders/order-cursor.ts'
import { countDeskOrders, listDeskOrders, type Search, type Watch } from './queries.ts'

const day = 24 * 3_600_000
/** Days back in which the desk itself looks for money without access; the nightly proof looks at everything. */
const watchedDays = 60

function watchOf(now: Date): Watch {
  return { paidSince: new Date(now.getTime() - watchedDays * day), toCheckBefore: new Date(now.getTime() - day) }
}

/** Ids as providers write them: Stripe's have a prefix, PayPal's are capitals and digits, its disputes begin with PP. */
const objectId = /^(?:[a-z]{2,4}_\S+|PP-\S+|(?=\S*\d)(?=\S*[A-Z])[A-Z0-9]{13,20})$/

/** The desk's search takes anything: a mail address, an order's number or id, a provider's id, a transfer's reference, an amount. */
export function searchFor(q: string | undefined): Search | null {
  const text = q?.trim() ?? ''
  if (!text) return null
  const id = OrderId.safeParse(text.toLowerCase())
  if (id.success) return { orderId: id.data }
  const compact = text.replace(/[\s-]/g, '').toUpperCase()
  if (/^RF\d{14}$/.test(compact)) return { reference: compact }
  if (objectId.test(text)) return { objectId: text }
  const number = orderNumberIn(text)
  const amountMinor = parseDecimal(text.replace(/^\$\s*/, ''), 'USD')
  if (number !== null) return { number, amountMinor }
  return amountMinor === null ? { email: text } : { number: null, amountMinor }
}

export async function listOrders(
  ctx: CallContext<typeof payments.listOrders>,
  { view, q, cursor, limit }: z.output<(typeof payments.listOrders)['input']>,
): Promise<{ items: OrderRow[]; nextCursor: string | null }> {
  const [at, id] = readCursor(OrderCursor, cursor) ?? []
  const after = at && id ? { at, id } : null
  const query = { view, search: searchFor(q), after, limit: limit + 1, watch: watchOf(ctx.now()) }
  const rows = await asTenant(ctx, (trx) => listDeskOrders(trx, ctx.tenantId, query))
  const { items, nextCursor } = pageOf(rows, limit, ({ createdAt, id: last }) => [createdAt, last])
  return { items: items.map((row) => ({ ...row, number: orderName(row) })), nextCursor }
}

export async function countOrders(ctx: CallContext<typeof payments.countOrders>): Promise<Record<OrderView, number>> {
  const rows = await asTenant(ctx, (trx) => countDeskOrders(trx, ctx.tenantId, watchOf(ctx.now())))
  const counts: Record<OrderView, number> = { needs_you: 0, refund_asked: 0, disputed: 0, paid: 0, open: 0, returned: 0, all: 0 }
  for (const { view, count } of rows) counts[view] = count
  return counts
}
