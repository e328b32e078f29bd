import { OrderId, parseDecimal, type OrderRow, type OrderView, type payments } from '@edurise/contracts'
import type { z } from 'zod'
import { asTenant, type CallContext } from '../../../context.ts'
import { pageOf, readCursor } from '../../../paging.ts'
import { orderName, orderNumberIn } from '../../../order-name.ts'
import { OrderCursor } from '../orders/order-cursor.ts'
import { countDeskOrders, listDeskOrders, type Search } from './queries.ts'

/** Days back in which the desk itself looks for money without access; the nightly proof looks at everything. */
const watchedDays = 60

function watchedSince(now: Date): Date {
  return new Date(now.getTime() - watchedDays * 24 * 3_600_000)
}

/** The desk's search takes anything: a mail address, an order's number or id, a provider's id, an amount. */
export function searchFor(q: string | undefined): Search | null {
  const text = q?.trim() ?? ''
  if (!text) return null
  const id = OrderId.safeParse(text.toLowerCase())
  if (id.success) return { orderId: id.data }
  if (/^[a-z]{2,4}_/i.test(text)) return { objectId: text }
  const number = orderNumberIn(text)
  if (number !== null) return { number }
  const amountMinor = parseDecimal(text.replace(/^\$/, ''), 'USD')
  return amountMinor === null ? { email: text } : { amountMinor }
}

export async function listOrders(
  ctx: CallContext<typeof payments.listOrders>,
  { view, q, cursor, limit }: z.output<(typeof payments.listOrders)['input']>,
): Promise<{ items: OrderRow[]; nextCursor: string | null }> {
  const [at, id] = readCursor(OrderCursor, cursor) ?? []
  const after = at && id ? { at, id } : null
  const rows = await asTenant(ctx, (trx) =>
    listDeskOrders(trx, ctx.tenantId, { view, search: searchFor(q), after, limit: limit + 1, since: watchedSince(ctx.now()) }),
  )
  const { items, nextCursor } = pageOf(rows, limit, ({ createdAt, id: last }) => [createdAt, last])
  return { items: items.map((row) => ({ ...row, number: orderName(row) })), nextCursor }
}

export async function countOrders(ctx: CallContext<typeof payments.countOrders>): Promise<Record<OrderView, number>> {
  const rows = await asTenant(ctx, (trx) => countDeskOrders(trx, ctx.tenantId, watchedSince(ctx.now())))
  const counts: Record<OrderView, number> = { needs_you: 0, paid: 0, open: 0, returned: 0, all: 0 }
  for (const { view, count } of rows) counts[view] = count
  return counts
}
