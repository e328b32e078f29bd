import type { PersonId } from '@edurise/contracts'
import type { PublicDb, TenantDb } from '@edurise/db'

export async function findCustomer(db: PublicDb, provider: string, account: string, personId: PersonId): Promise<string | null> {
  const row = await db
    .selectFrom('provider_customers')
    .select('customer_id as customerId')
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.customerId ?? null
}

/** The first one that a buyer was given stays theirs. */
export async function insertCustomer(
  db: TenantDb,
  customer: { provider: string; account: string; personId: PersonId; customerId: string; at: Date },
): Promise<void> {
  await db
    .insertInto('provider_customers')
    .values({
      provider: customer.provider,
      account: customer.account,
      person_id: customer.personId,
      customer_id: customer.customerId,
      created_at: customer.at,
    })
    .onConflict((known) => known.doNothing())
    .execute()
}
