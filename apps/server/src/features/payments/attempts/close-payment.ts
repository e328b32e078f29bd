import { inTenant } from '@edurise/db'
import type { closePayment as job } from '@edurise/jobs'
import type { Handler } from '../../../context.ts'
import { gatewayOf } from '../../../gateways/gateway.ts'
import { findRoute } from '../inbox/queries.ts'
import { lookAndSettle, readStored } from '../sync-payment.ts'

/** Ends an attempt whose order is paid or no longer wanted: first at the provider, then here. If somebody paid it first, that is seen and settled. */
export const closePayment: Handler<typeof job> = async (platform, { tenantId, paymentId }) => {
  const { db, gateways } = platform
  const route = await findRoute(db.open, paymentId)
  if (!route || route.tenantId !== tenantId) throw new Error(`no payment ${paymentId} of this tenant`)
  const stored = await inTenant(db, tenantId, (trx) => readStored(trx, tenantId, route.orderId, paymentId), { readOnly: true })
  const { order, payment } = stored
  if (order.state === 'open' || payment.facts.closed) return
  const { objectId } = payment.facts
  if (objectId) await gatewayOf(gateways, payment.provider).expire({ tenantId, paymentId, objectId })
  await lookAndSettle(platform, tenantId, route.orderId, paymentId, { stored, learned: { closed: true } })
}
