import type { PersonId } from '@edurise/contracts'
import type { PublicDb } from '@edurise/db'

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

/** Two processes that asked at once were given the same one: the provider's answer to one key. */
export async function insertCustomer(
  db: PublicDb,
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
