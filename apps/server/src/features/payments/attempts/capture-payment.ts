import { inTenant } from '@edurise/db'
import { syncPayment, type capturePayment as job } from '@edurise/jobs'
import type { Handler } from '../../../context.ts'
import { gatewayOf, ProviderRefused } from '../../../gateways/gateway.ts'
import { findRoute } from '../inbox/queries.ts'
import { hasOtherPaid } from '../queries.ts'
import { lookAndSettle, readStored } from '../sync-payment.ts'

/**
 * Takes what the payer has approved, while the order is still wanted and nobody else has paid it. The key is the payment's: asked twice, the money
 * is taken once. What cannot be had closes the attempt, and the buyer begins another.
 */
export const capturePayment: Handler<typeof job> = async (platform, { tenantId, paymentId }) => {
  const { db, gateways, enqueue, log } = platform
  const route = await findRoute(db.open, paymentId)
  if (!route || route.tenantId !== tenantId) throw new Error(`no payment ${paymentId} of this tenant`)
  const { order, payment, paid } = await inTenant(
    db,
    tenantId,
    async (trx) => ({
      ...(await readStored(trx, tenantId, route.orderId, paymentId)),
      paid: await hasOtherPaid(trx, tenantId, route.orderId, paymentId),
    }),
    { readOnly: true },
  )
  const { objectId } = payment.facts
  if (order.state !== 'open' || payment.state !== 'authorized' || paid || !objectId) return
  try {
    await gatewayOf(gateways, payment.provider).capture({ tenantId, paymentId, objectId, idempotencyKey: `capture:${paymentId}` })
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error
    log.warn({ tenantId, paymentId, code: error.code }, 'an approved payment could not be taken')
    await lookAndSettle(platform, tenantId, route.orderId, paymentId, { learned: { closed: true, failure: error.code } })
    return
  }
  await enqueue(db.open, syncPayment, { paymentId })
}
