import { inTenant } from '@edurise/db'
import { syncPayment, type submitEvidence as job } from '@edurise/jobs'
import type { Handler } from '../../context.ts'
import { gatewayOf, ProviderRefused } from '../../gateways/gateway.ts'
import { findDispute, markAnswer } from './queries.ts'

/** Sends an answer to the provider, by the key stored with it; what the provider makes of it is looked up afterwards. Its silence is asked again. */
export const submitEvidence: Handler<typeof job> = async ({ db, gateways, enqueue, log }, { tenantId, disputeId }) => {
  const dispute = await inTenant(db, tenantId, (trx) => findDispute(trx, tenantId, disputeId), { readOnly: true })
  if (!dispute) throw new Error(`no dispute ${disputeId}`)
  const { pack, evidenceKey: key, paymentId } = dispute
  if (dispute.evidence !== 'sending' || !pack || !key) return

  const submit = gatewayOf(gateways, dispute.provider).submitEvidence
  if (!submit) throw new Error(`${dispute.provider} takes no evidence`)
  let state: 'submitted' | 'failed' = 'submitted'
  try {
    await submit({
      disputeId: dispute.providerRef,
      customerName: dispute.buyerName,
      customerEmail: dispute.buyerEmail,
      ...pack,
      idempotencyKey: `evidence:${key}`,
    })
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error
    state = 'failed'
    log.error({ tenantId, disputeId, paymentId, code: error.code }, 'the provider refused the answer to a dispute')
  }
  await inTenant(db, tenantId, async (trx) => {
    await markAnswer(trx, tenantId, disputeId, key, state)
    await enqueue(trx, syncPayment, { paymentId })
  })
}
