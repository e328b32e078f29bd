import type { TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import type { Platform } from '../../../context.ts'
import { addressOf, deskAddress } from '../../../addresses.ts'
import { orderName } from '../../../order-name.ts'
import { queueMail } from '../../notifications/index.ts'
import { listAdmins } from '../../people/index.ts'
import { findOrder, type OrderRecord } from '../queries.ts'
import type { RefundRecord } from './queries.ts'

type Mailing = Pick<Platform, 'config' | 'enqueue' | 'now'>
type Told = Pick<RefundRecord, 'id' | 'orderId' | 'amountMinor'>

async function orderOf(trx: TenantDb, tenantId: TenantId, { id, orderId }: Told): Promise<OrderRecord> {
  const order = await findOrder(trx, tenantId, orderId)
  if (!order) throw new Error(`refund ${id} has no order`)
  return order
}

function factsOf(order: OrderRecord, refund: Told, currency: string) {
  return {
    tenantName: order.offer.tenantName,
    courseTitle: order.offer.title,
    orderNumber: orderName(order),
    amountMinor: refund.amountMinor,
    currency,
  }
}

async function tellAdmins(
  trx: TenantDb,
  ctx: Mailing,
  tenantId: TenantId,
  kind: 'refund_asked' | 'refund_failed',
  refund: Told,
  currency: string,
): Promise<void> {
  const order = await orderOf(trx, tenantId, refund)
  for (const admin of await listAdmins(trx, tenantId)) {
    await queueMail(trx, ctx, {
      tenantId,
      effectKey: `${kind}:${refund.id}:${admin.id}`,
      kind,
      personId: admin.id,
      orderId: order.id,
      to: admin.email,
      locale: admin.locale,
      data: {
        ...factsOf(order, refund, currency),
        name: admin.name,
        url: deskAddress(ctx.config.publicUrl, admin, `/admin/orders/${order.id}`),
      },
    })
  }
}

/** Tells the tenant that a learner asks for their money. */
export const tellOfWish = (trx: TenantDb, ctx: Mailing, tenantId: TenantId, refund: Told, currency: string): Promise<void> =>
  tellAdmins(trx, ctx, tenantId, 'refund_asked', refund, currency)

/** Tells the tenant that the provider refused. */
export const tellOfFailure = (trx: TenantDb, ctx: Mailing, tenantId: TenantId, refund: Told, currency: string): Promise<void> =>
  tellAdmins(trx, ctx, tenantId, 'refund_failed', refund, currency)

/** Tells the learner that the tenant declined, in the tenant's own words. */
export async function tellOfRefusal(
  trx: TenantDb,
  ctx: Mailing,
  tenantId: TenantId,
  refund: Told & Pick<RefundRecord, 'answer'>,
  currency: string,
): Promise<void> {
  const order = await orderOf(trx, tenantId, refund)
  await queueMail(trx, ctx, {
    tenantId,
    effectKey: `refund_declined:${refund.id}`,
    kind: 'refund_declined',
    personId: order.personId,
    orderId: order.id,
    to: order.buyerEmail,
    locale: order.locale,
    data: {
      ...factsOf(order, refund, currency),
      name: order.buyerName,
      answer: refund.answer,
      url: addressOf(order, `/orders/${order.id}`),
    },
  })
}
