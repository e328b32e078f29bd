import type { TenantId } from '@edurise/contracts'
import { inTenant, json, newId, type Db } from '@edurise/db'
import type { DemoTenant } from './content.ts'

/** All that the demo sells is in dollars. */
const currency = 'USD'

/** How a tenant of the demo is paid. What somebody has switched since stays as it is. */
export async function ensureWaysToPay(
  owner: Db,
  tenantId: TenantId,
  { methods, bankAccount }: Pick<DemoTenant, 'methods' | 'bankAccount'>,
  at: Date,
): Promise<void> {
  await inTenant(owner, tenantId, async (trx) => {
    await trx
      .insertInto('payment_methods')
      .values(methods.map((provider) => ({ tenant_id: tenantId, provider, currency, enabled: true })))
      .onConflict((known) => known.columns(['tenant_id', 'currency', 'provider']).doNothing())
      .execute()
    await trx
      .insertInto('bank_accounts')
      .values({
        tenant_id: tenantId,
        id: newId<string>(),
        currency,
        holder: bankAccount.holder,
        bank_name: bankAccount.bankName,
        iban: bankAccount.iban,
        note: json({}),
        deadline_days: bankAccount.deadlineDays,
        two_person_above_minor: bankAccount.twoPersonAboveMinor,
        created_at: at,
      })
      .onConflict((known) => known.columns(['tenant_id', 'currency']).where('active', '=', true).doNothing())
      .execute()
  })
}
