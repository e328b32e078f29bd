import type { PaymentState, TenantId } from '@edurise/contracts'
import type { PaymentFacts, TenantDb } from '@edurise/db'
import type { Platform } from '../../context.ts'
import { queueMail } from '../notifications/index.ts'
import { listAdmins } from '../people/index.ts'
import { addressOf, deskAddress } from '../../addresses.ts'
import { orderName } from '../../order-name.ts'
import { lostOf, outcomeOf } from './payment.ts'
import type { OrderRecord, PaymentRecord } from './queries.ts'

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
  ctx: Pick<Platform, 'config' | 'enqueue' | 'now'>,
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
      paperKey: `invoice:${payment.id}`,
      data: { ...amounts, amountMinor: payment.amountMinor },
    })
  // Of a transfer its payer hears more, from who looks after it.
  if (state === 'processing' && payment.provider !== 'bank_transfer') {
    await queueMail(trx, ctx, {
      ...envelope,
      effectKey: `pending:${payment.id}`,
      kind: 'payment_pending',
      data: { ...amounts, amountMinor: payment.amountMinor },
    })
  }
  for (const [id, { status, amountMinor, of }] of Object.entries(facts.refunds ?? {})) {
    // A match that was undone moved no money.
    if (status !== 'succeeded' || of === 'undo') continue
    const why = of === 'surplus' ? of : returning
    const mail = { ...envelope, effectKey: `refunded:${id}`, data: { ...amounts, amountMinor } }
    await queueMail(
      trx,
      ctx,
      why
        ? { ...mail, kind: 'money_returned', data: { ...mail.data, reason: why } }
        : { ...mail, kind: 'refunded', paperKey: `credit:${id}` },
    )
  }
  if (state === 'charged_back')
    await queueMail(trx, ctx, { ...envelope, effectKey: `ended:${payment.id}`, kind: 'access_ended', data: course })
  const disputes = Object.entries(facts.disputes ?? {})
  if (!disputes.length) return
  for (const admin of await listAdmins(trx, tenantId)) {
    const { id: adminId, name, email: to, locale: language } = admin
    const url = deskAddress(ctx.config.publicUrl, admin, `/admin/orders/${order.id}`)
    const letter = { ...envelope, personId: adminId, to, locale: language }
    for (const [id, dispute] of disputes) {
      const data = { ...amounts, name, amountMinor: dispute.amountMinor, url }
      await queueMail(trx, ctx, { ...letter, effectKey: `dispute:${id}:${adminId}`, kind: 'dispute_opened', data })
      const outcome = outcomeOf(dispute)
      if (!outcome) continue
      const amountMinor = outcome === 'lost' || outcome === 'partial' ? lostOf(dispute) : dispute.amountMinor
      await queueMail(trx, ctx, {
        ...letter,
        effectKey: `dispute_closed:${id}:${adminId}`,
        kind: 'dispute_closed',
        data: { ...data, amountMinor, outcome },
      })
    }
  }
}
