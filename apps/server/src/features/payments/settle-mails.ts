import type { PaymentState, TenantId } from '@edurise/contracts'
import type { PaymentFacts, TenantDb } from '@edurise/db'
import type { Platform } from '../../context.ts'
import { queueMail } from '../notifications/index.ts'
import { orderName, addressOf } from '../../order-name.ts'
import { listAdmins, type OrderRecord, type PaymentRecord } from './queries.ts'

interface Settlement {
  order: OrderRecord
  payment: PaymentRecord
  facts: PaymentFacts
  state: PaymentState
  open: boolean
  returning: 'duplicate' | 'unfulfillable' | 'mismatch' | null
}

/** Tells the buyer, and of a dispute the tenant, what has just become true. Each mail has its key: told once, however often it is settled. */
export async function settleMails(
  trx: TenantDb,
  ctx: Pick<Platform, 'enqueue' | 'now'>,
  tenantId: TenantId,
  { order, payment, facts, state, open, returning }: Settlement,
): Promise<void> {
  const { personId, locale } = order
  const course = {
    name: order.buyerName,
    tenantName: order.offer.tenantName,
    courseTitle: order.offer.title,
    url: addressOf(order, `/orders/${order.id}`),
  }
  const amounts = { ...course, orderNumber: orderName(order), currency: payment.currency }
  const envelope = { tenantId, personId, orderId: order.id, to: order.buyerEmail, locale }

  if (open)
    await queueMail(trx, ctx, {
      ...envelope,
      effectKey: `receipt:${payment.id}`,
      kind: 'receipt',
      data: { ...amounts, amountMinor: payment.amountMinor },
    })
  if (state === 'processing') {
    await queueMail(trx, ctx, {
      ...envelope,
      effectKey: `pending:${payment.id}`,
      kind: 'payment_pending',
      data: { ...amounts, amountMinor: payment.amountMinor },
    })
  }
  for (const [id, { status, amountMinor }] of Object.entries(facts.refunds ?? {})) {
    if (status !== 'succeeded') continue
    const mail = { ...envelope, effectKey: `refunded:${id}`, data: { ...amounts, amountMinor } }
    await queueMail(
      trx,
      ctx,
      returning ? { ...mail, kind: 'money_returned', data: { ...mail.data, reason: returning } } : { ...mail, kind: 'refunded' },
    )
  }
  if (state === 'charged_back')
    await queueMail(trx, ctx, { ...envelope, effectKey: `ended:${payment.id}`, kind: 'access_ended', data: course })
  for (const [id, { amountMinor }] of Object.entries(facts.disputes ?? {})) {
    for (const admin of await listAdmins(trx, tenantId)) {
      await queueMail(trx, ctx, {
        ...envelope,
        effectKey: `dispute:${id}:${admin.id}`,
        kind: 'dispute_opened',
        personId: admin.id,
        to: admin.email,
        locale: admin.locale,
        data: {
          ...amounts,
          name: admin.name,
          amountMinor,
          url: addressOf({ returnOrigin: order.returnOrigin, locale: admin.locale }, `/admin/orders/${order.id}`),
        },
      })
    }
  }
}
