import type { PaymentId, TenantId } from '@edurise/contracts'
import { newId, type LedgerEntries, type TenantDb } from '@edurise/db'
import type { Selectable } from 'kysely'

export interface NewEntry {
  transactionId: string
  account: Selectable<LedgerEntries>['account']
  amountMinor: number
  currency: string
  kind: Selectable<LedgerEntries>['kind']
  providerRef: string
}

/** Books what is not booked yet: an entry is known by the provider's object, its kind and its account. */
export async function bookEntries(db: TenantDb, tenantId: TenantId, paymentId: PaymentId, at: Date, entries: NewEntry[]): Promise<void> {
  if (!entries.length) return
  const rows = entries.map((entry) => ({
    tenant_id: tenantId,
    transaction_id: entry.transactionId,
    id: newId<string>(),
    payment_id: paymentId,
    account: entry.account,
    amount_minor: entry.amountMinor,
    currency: entry.currency,
    kind: entry.kind,
    provider_ref: entry.providerRef,
    created_at: at,
  }))
  await db
    .insertInto('ledger_entries')
    .values(rows)
    .onConflict((known) => known.columns(['tenant_id', 'provider_ref', 'kind', 'account']).doNothing())
    .execute()
}

/** Refunds of a payment that the books hold as done. */
export async function listBookedRefunds(db: TenantDb, tenantId: TenantId, paymentId: PaymentId): Promise<string[]> {
  const rows = await db
    .selectFrom('ledger_entries')
    .select('provider_ref as ref')
    .distinct()
    .where('tenant_id', '=', tenantId)
    .where('payment_id', '=', paymentId)
    .where('kind', 'in', ['refund', 'surplus_returned'])
    .execute()
  return rows.map(({ ref }) => ref)
}
