import type { PersonId } from '@edurise/contracts'
import type { Platform } from '../../../context.ts'
import { findCustomer, insertCustomer } from './queries.ts'

/** The buyer's own object at the card provider, made at their first purchase. Throws ProviderSilent. */
export async function customerOf(
  { db, gateways: { stripe }, now }: Pick<Platform, 'db' | 'gateways' | 'now'>,
  buyer: { personId: PersonId; buyerName: string; buyerEmail: string },
): Promise<string> {
  const { personId, buyerEmail: email, buyerName: name } = buyer
  const known = await findCustomer(db.open, 'stripe', stripe.account, personId)
  if (known) return known
  const { customerId } = await stripe.customer({ email, name, idempotencyKey: `customer:${personId}` })
  await insertCustomer(db.open, { provider: 'stripe', account: stripe.account, personId, customerId, at: now() })
  return customerId
}
