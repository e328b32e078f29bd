import type { TenantId } from '@edurise/contracts'
import type { PaymentFacts, TenantDb } from '@edurise/db'
import type { PaymentRecord } from '../queries.ts'
import { listRefundsOf, writeRefund, type RefundRecord } from './queries.ts'

/** Carries what the provider says of each refund to the row that asked for it. Answers all rows of the payment as they now stand. */
export async function settleRefunds(
  trx: TenantDb,
  tenantId: TenantId,
  payment: Pick<PaymentRecord, 'id'>,
  facts: PaymentFacts,
  at: Date,
): Promise<RefundRecord[]> {
  const rows = await listRefundsOf(trx, tenantId, payment.id)
  const settled: RefundRecord[] = []
  for (const row of rows) {
    const known = row.providerRef === null ? undefined : facts.refunds?.[row.providerRef]
    if (!known || known.status === row.state) settled.push(row)
    else settled.push(await writeRefund(trx, tenantId, row.id, { state: known.status, settledAt: known.status === 'pending' ? null : at }))
  }
  return settled
}

/** What has been returned of each line, in minor units, by the refunds that named it. */
export function returnedByLine(rows: Pick<RefundRecord, 'state' | 'lines'>[]): Map<string, number> {
  const returned = new Map<string, number>()
  for (const { lines } of rows.filter(({ state }) => state === 'succeeded')) {
    for (const { lineId, amountMinor } of lines) returned.set(lineId, (returned.get(lineId) ?? 0) + amountMinor)
  }
  return returned
}

/**
 * Decided, and not yet among the provider's facts: money that is spoken for, in minor units. Of the price, or of what came beyond it. A refund that the
 * provider has accepted stays spoken for until a look shows it: an older look may be settled after that.
 */
export function decidedMinor(
  rows: Pick<RefundRecord, 'state' | 'amountMinor' | 'providerRef' | 'reason'>[],
  facts: PaymentFacts,
  of: 'price' | 'surplus' = 'price',
): number {
  return rows
    .filter(({ state, reason }) => (reason === 'surplus') === (of === 'surplus') && (state === 'requested' || state === 'pending'))
    .filter(({ providerRef }) => providerRef === null || facts.refunds?.[providerRef] === undefined)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0)
}
