import { AppError, type DisputeDetails, type DisputeId, type disputes, type TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { submitEvidence } from '@edurise/jobs'
import type { z } from 'zod'
import { asTenant, type CallContext } from '../../context.ts'
import { recordAudit } from '../audit/index.ts'
import { detailsView, isAnswerable } from './dispute-view.ts'
import { lockDispute, writeAnswer, writeDraft, type DisputeRecord } from './queries.ts'

async function locked(trx: TenantDb, tenantId: TenantId, disputeId: DisputeId): Promise<DisputeRecord> {
  const dispute = await lockDispute(trx, tenantId, disputeId)
  if (!dispute) throw new AppError('DISPUTE_NOT_FOUND', {})
  return dispute
}

/** Keeps what staff have written; nobody hears it yet. */
export function saveEvidence(
  ctx: CallContext<typeof disputes.saveEvidence>,
  { disputeId, pack }: z.output<typeof disputes.saveEvidence.input>,
): Promise<DisputeDetails> {
  return asTenant(ctx, async (trx) => {
    const dispute = await locked(trx, ctx.tenantId, disputeId)
    const { status, evidence } = dispute
    if (!isAnswerable(dispute, ctx.now())) throw new AppError('DISPUTE_ANSWERED', { status, evidence })
    await writeDraft(trx, ctx.tenantId, disputeId, pack)
    return detailsView(ctx, { ...dispute, pack, evidence: 'draft' }, pack)
  })
}

/** Decides what the provider will hear, and has it sent. The same click again finds the first. */
export function answerDispute(
  ctx: CallContext<typeof disputes.submitEvidence>,
  { disputeId, pack, requestKey }: z.output<typeof disputes.submitEvidence.input>,
): Promise<DisputeDetails> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const dispute = await locked(trx, tenantId, disputeId)
    const { status, evidence, orderId, provider } = dispute
    if (dispute.evidenceKey === requestKey && dispute.pack) return detailsView(ctx, dispute, dispute.pack)
    const at = ctx.now()
    if (!isAnswerable(dispute, at) || !ctx.gateways[provider]?.submitEvidence) throw new AppError('DISPUTE_ANSWERED', { status, evidence })
    await writeAnswer(trx, tenantId, disputeId, { pack, key: requestKey, actorId: person.id, at })
    await recordAudit(trx, {
      tenantId,
      actorId: person.id,
      action: 'disputes.submitEvidence',
      object: `dispute:${disputeId}`,
      after: { orderId, pack },
      at,
    })
    await ctx.enqueue(trx, submitEvidence, { tenantId, disputeId })
    return detailsView(ctx, { ...dispute, pack, evidence: 'sending', submittedAt: at.toISOString() }, pack)
  })
}
