import { inTenant } from '@edurise/db'
import { syncPayment, type refundSurplus as job } from '@edurise/jobs'
import type { Handler } from '../../context.ts'
import { findPayment, findRefundRequest, markRefundAnswered } from './queries.ts'

/** Gives back what must not stay. The key was stored with the request: asked twice, the provider returns the money once. */
export const refundSurplus: Handler<typeof job> = async ({ db, gateways, enqueue }, { tenantId, refundRequestId }) => {
  const { request, payment } = await inTenant(
    db,
    tenantId,
    async (trx) => {
      const found = await findRefundRequest(trx, tenantId, refundRequestId)
      return { request: found, payment: found && (await findPayment(trx, tenantId, found.paymentId)) }
    },
    { readOnly: true },
  )
  if (!request || !payment) throw new Error(`no refund request ${refundRequestId}`)
  const { objectId } = payment.facts
  if (!objectId || payment.provider !== 'stripe') throw new Error(`payment ${payment.id} has nothing to refund`)

  if (!request.providerRef) {
    const { refundId } = await gateways[payment.provider].refund({
      paymentId: payment.id,
      objectId,
      amountMinor: request.amountMinor,
      idempotencyKey: request.idempotencyKey,
      createdAt: new Date(request.createdAt),
    })
    await inTenant(db, tenantId, async (trx) => {
      await markRefundAnswered(trx, tenantId, request.id, refundId)
      await enqueue(trx, syncPayment, { paymentId: payment.id })
    })
  }
}
