import type { TenantId } from '@edurise/contracts'
import type { PaymentFacts, TenantDb } from '@edurise/db'
import { lostOf, outcomeOf } from './payment.ts'
import { upsertDispute, type OrderRecord, type PaymentRecord } from './queries.ts'

/** Carries each dispute of a payment to the row that the desk works from; our answer to it stays as it is. */
export async function settleDisputes(
  trx: TenantDb,
  tenantId: TenantId,
  order: OrderRecord,
  payment: PaymentRecord,
  facts: PaymentFacts,
): Promise<void> {
  for (const [providerRef, dispute] of Object.entries(facts.disputes ?? {})) {
    const outcome = outcomeOf(dispute)
    await upsertDispute(trx, {
      tenantId,
      paymentId: payment.id,
      orderId: order.id,
      personId: order.personId,
      provider: payment.provider,
      providerRef,
      status: outcome ?? dispute.status,
      reason: dispute.reason ?? '',
      amountMinor: dispute.amountMinor,
      feeMinor: dispute.feeMinor,
      lostMinor: lostOf(dispute),
      currency: payment.currency,
      openedAt: dispute.at,
      dueAt: dispute.dueAt ?? null,
      closedAt: outcome ? (facts.observedAt ?? dispute.at) : null,
      answered: dispute.answered === true,
    })
  }
}
