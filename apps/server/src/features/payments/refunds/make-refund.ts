import { inTenant } from '@edurise/db'
import { syncPayment, type makeRefund as job } from '@edurise/jobs'
import type { Handler } from '../../../context.ts'
import { gatewayOf, ProviderRefused } from '../../../gateways/gateway.ts'
import { findPayment } from '../queries.ts'
import { findRefund, writeRefund } from './queries.ts'
import { tellOfFailure } from './refund-mails.ts'

/**
 * Asks the provider to return money. The key was stored with the decision: asked twice, the money goes back once. A definite no is written down for
 * staff to see; no answer is asked again.
 */
export const makeRefund: Handler<typeof job> = async (platform, { tenantId, refundId }) => {
  const { db, gateways, enqueue, log, now } = platform
  const { refund, payment } = await inTenant(
    db,
    tenantId,
    async (trx) => {
      const found = await findRefund(trx, tenantId, refundId)
      return { refund: found, payment: found && (await findPayment(trx, tenantId, found.paymentId)) }
    },
    { readOnly: true },
  )
  if (!refund || !payment) throw new Error(`no refund ${refundId}`)
  if (refund.state !== 'requested' || refund.providerRef) return
  const { objectId } = payment.facts
  if (!objectId) throw new Error(`payment ${payment.id} has nothing to refund`)

  try {
    const { refundId: providerRef } = await gatewayOf(gateways, payment.provider).refund({
      tenantId,
      paymentId: payment.id,
      objectId,
      amountMinor: refund.amountMinor,
      currency: payment.currency,
      idempotencyKey: refund.idempotencyKey,
      createdAt: new Date(refund.createdAt),
    })
    await inTenant(db, tenantId, async (trx) => {
      await writeRefund(trx, tenantId, refund.id, { state: 'pending', providerRef })
      await enqueue(trx, syncPayment, { paymentId: payment.id })
    })
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error
    log.error({ tenantId, paymentId: payment.id, refundId, code: error.code }, 'the provider refused a refund')
    await inTenant(db, tenantId, async (trx) => {
      const failed = await writeRefund(trx, tenantId, refund.id, { state: 'failed', failure: error.code, settledAt: now() })
      await tellOfFailure(trx, platform, tenantId, failed, payment.currency)
      // Perhaps it was returned in the provider's own dashboard: only a look can tell.
      await enqueue(trx, syncPayment, { paymentId: payment.id })
    })
  }
}
