import type { Provider, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { sql } from 'kysely'

/** What a tenant has switched, and for which currencies it names an account that takes transfers: one statement. */
export async function listMethods(
  db: TenantDb,
  tenantId: TenantId,
): Promise<{ switched: { provider: Provider; currency: string; enabled: boolean }[]; transfers: string[] }> {
  const rows = await db
    .selectFrom('payment_methods')
    .select([sql<Provider | null>`provider`.as('provider'), 'currency', 'enabled'])
    .where('tenant_id', '=', tenantId)
    .unionAll((eb) =>
      eb
        .selectFrom('bank_accounts')
        .select([sql<Provider | null>`null::text`.as('provider'), 'currency', 'active as enabled'])
        .where('tenant_id', '=', tenantId)
        .where('active', '=', true),
    )
    .limit(600)
    .execute()
  return {
    switched: rows.flatMap(({ provider, currency, enabled }) => (provider === null ? [] : [{ provider, currency, enabled }])),
    transfers: rows.flatMap(({ provider, currency }) => (provider === null ? [currency] : [])),
  }
}

export function writeMethod(db: TenantDb, tenantId: TenantId, currency: string, provider: Provider, enabled: boolean) {
  return db
    .insertInto('payment_methods')
    .values({ tenant_id: tenantId, currency, provider, enabled })
    .onConflict((known) => known.columns(['tenant_id', 'currency', 'provider']).doUpdateSet({ enabled }))
    .execute()
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
