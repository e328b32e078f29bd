import type { Provider, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'

/** Ways to pay as a tenant has switched them. */
export function listMethods(db: TenantDb, tenantId: TenantId) {
  return db.selectFrom('payment_methods').select(['provider', 'currency', 'enabled']).where('tenant_id', '=', tenantId).limit(600).execute()
}

export function writeMethod(db: TenantDb, tenantId: TenantId, currency: string, provider: Provider, enabled: boolean) {
  return db
    .insertInto('payment_methods')
    .values({ tenant_id: tenantId, currency, provider, enabled })
    .onConflict((known) => known.columns(['tenant_id', 'currency', 'provider']).doUpdateSet({ enabled }))
    .execute()
}

/** Currencies with an account that takes transfers. */
export async function listTransferCurrencies(db: TenantDb, tenantId: TenantId): Promise<string[]> {
  const rows = await db
    .selectFrom('bank_accounts')
    .select('currency')
    .where('tenant_id', '=', tenantId)
    .where('active', '=', true)
    .limit(200)
    .execute()
  return rows.map(({ currency }) => currency)
}

/** Currencies that a tenant has priced a course in. */
export async function listSaleCurrencies(db: TenantDb, tenantId: TenantId): Promise<string[]> {
  const rows = await db
    .selectFrom('courses')
    .select('currency')
    .distinct()
    .where('tenant_id', '=', tenantId)
    .orderBy('currency')
    .limit(50)
    .execute()
  return rows.map(({ currency }) => currency)
}
