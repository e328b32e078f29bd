import type { PaymentId } from '@edurise/contracts'
import type { PublicDb, PublicTrx } from '@edurise/db'
import { sql } from 'kysely'

export function findRoute(db: PublicDb, id: PaymentId) {
  return db
    .selectFrom('payment_routes')
    .select(['tenant_id as tenantId', 'order_id as orderId', 'provider'])
    .where('payment_id', '=', id)
    .executeTakeFirst()
}

/** Our payment behind any of a provider's objects. */
export async function findPaymentOfObjects(
  db: PublicDb,
  provider: string,
  account: string,
  objectIds: string[],
): Promise<PaymentId | undefined> {
  if (!objectIds.length) return undefined
  const row = await db
    .selectFrom('provider_objects')
    .select('payment_id as paymentId')
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('object_id', 'in', objectIds)
    .executeTakeFirst()
  return row?.paymentId
}

export interface NewEvent {
  provider: string
  account: string
  eventId: string
  type: string
  apiVersion: string | null
  body: Buffer
  objectIds: string[]
  paymentId: PaymentId | null
  state: 'stored' | 'ignored' | 'failed'
  trust: 'signature' | 'provider' | 'list'
  at: Date
}

/** False when this very event was received before. */
export async function receiveEvent(db: PublicTrx, event: NewEvent): Promise<boolean> {
  const row = await db
    .insertInto('webhook_inbox')
    .values({
      provider: event.provider,
      account: event.account,
      event_id: event.eventId,
      type: event.type,
      api_version: event.apiVersion,
      body: event.body,
      object_ids: event.objectIds,
      payment_id: event.paymentId,
      state: event.state,
      trust: event.trust,
      received_at: event.at,
    })
    .onConflict((known) => known.columns(['provider', 'account', 'event_id']).doNothing())
    .returning('event_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Events that nobody has worked off: whose payment had no name yet, or that were stored while a look at their payment was under way. Oldest first. */
export function listUndone(db: PublicDb, { after, before, limit }: { after: Date; before: Date; limit: number }) {
  return db
    .selectFrom('webhook_inbox')
    .select(['provider', 'account', 'event_id as eventId', 'object_ids as objectIds', 'payment_id as paymentId', 'body'])
    .where('state', '=', sql.lit('stored'))
    .where('received_at', '>', after.toISOString())
    .where((eb) => eb.or([eb('payment_id', 'is', null), eb('received_at', '<', before.toISOString())]))
    .orderBy('received_at')
    .limit(limit)
    .execute()
}

export function adoptEvent(db: PublicTrx, provider: string, account: string, eventId: string, paymentId: PaymentId) {
  return db
    .updateTable('webhook_inbox')
    .set({ payment_id: paymentId })
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('event_id', '=', eventId)
    .execute()
}

export async function findCursor(db: PublicDb, provider: string, account: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('provider_cursors')
    .select('read_until')
    .where('provider', '=', provider)
    .where('account', '=', account)
    .executeTakeFirst()
  return row && new Date(row.read_until)
}

/** Only ever forward: two sweeps at once end at the later one. */
export function moveCursor(db: PublicDb, provider: string, account: string, until: Date) {
  return db
    .insertInto('provider_cursors')
    .values({ provider, account, read_until: until })
    .onConflict((known) =>
      known.columns(['provider', 'account']).doUpdateSet({ read_until: sql`greatest(provider_cursors.read_until, excluded.read_until)` }),
    )
    .execute()
}
