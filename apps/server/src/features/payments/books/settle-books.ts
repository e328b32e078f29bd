import type { TenantId } from '@edurise/contracts'
import { newId, type PaymentFacts, type TenantDb } from '@edurise/db'
import { bookingsOf, reversalOf } from './ledger.ts'
import type { PaymentRecord } from '../queries.ts'
import { bookEntries, listBookedRefunds } from './queries.ts'

/** Books what the facts say and the books do not hold yet. */
export async function settleBooks(
  trx: TenantDb,
  tenantId: TenantId,
  payment: PaymentRecord,
  facts: PaymentFacts,
  sale: boolean,
  at: Date,
): Promise<void> {
  const failed = Object.entries(facts.refunds ?? {}).filter(([, { status }]) => status === 'failed')
  const booked = failed.length ? new Set(await listBookedRefunds(trx, tenantId, payment.id)) : new Set<string>()
  const reversals = failed.filter(([id]) => booked.has(id)).flatMap(([id, refund]) => reversalOf(id, refund, payment.currency, sale))
  const entries = [...bookingsOf(facts, sale), ...reversals].flatMap(({ providerRef, kind, currency, entries: lines }) => {
    const transactionId = newId<string>()
    return lines.map((line) => ({ ...line, transactionId, providerRef, kind, currency }))
  })
  await bookEntries(trx, tenantId, payment.id, at, entries)
}
