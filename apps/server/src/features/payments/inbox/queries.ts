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

/** Which of these are payments of ours. */
export async function findKnownPayments(db: PublicTrx, ids: PaymentId[]): Promise<Set<PaymentId>> {
  if (!ids.length) return new Set()
  const rows = await db
    .selectFrom('payment_routes')
    .select('payment_id as paymentId')
    .where('payment_id', '=', sql<PaymentId>`any(${ids})`)
    .execute()
  return new Set(rows.map(({ paymentId }) => paymentId))
}

export interface ProviderObject {
  provider: string
  account: string
  objectId: string
}

/** Of these objects the ones that we know, each with its payment. */
export async function listPaymentsOfObjects(
  db: PublicTrx,
  objects: ProviderObject[],
): Promise<(ProviderObject & { paymentId: PaymentId })[]> {
  if (!objects.length) return []
  const named = sql<ProviderObject>`unnest(${objects.map(({ provider }) => provider)}::text[], ${objects.map(({ account }) => account)}::text[],
    ${objects.map(({ objectId }) => objectId)}::text[])`
  return db
    .selectFrom(named.as<'n'>(sql`n(provider, account, object_id)`))
    .innerJoin('provider_objects as o', (join) =>
      join
        .on('o.provider', '=', sql`n.provider`)
        .on('o.account', '=', sql`n.account`)
        .on('o.object_id', '=', sql`n.object_id`),
    )
    .select(['o.provider', 'o.account', 'o.object_id as objectId', 'o.payment_id as paymentId'])
    .execute()
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
}

/** Those of them that were not received before. */
export function receiveEvents(db: PublicTrx, events: NewEvent[], at: Date) {
  return db
    .insertInto('webhook_inbox')
    .values(
      events.map((event) => ({
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
        received_at: at,
      })),
    )
    .onConflict((known) => known.columns(['provider', 'account', 'event_id']).doNothing())
    .returning(['provider', 'account', 'event_id as eventId'])
    .execute()
}

/**
 * Events that nobody has worked off: whose payment had no name yet, or that were stored while a look at their payment was under way. Those with a
 * payment come first and the newest of the others next, so that a neighbour's events on the same account hold up none of ours.
 */
export function listUndone(db: PublicDb, { after, before, limit }: { after: Date; before: Date; limit: number }) {
  return db
    .selectFrom('webhook_inbox')
    .select(['provider', 'account', 'event_id as eventId', 'object_ids as objectIds', 'payment_id as paymentId', 'body'])
    .where('state', '=', sql.lit('stored'))
    .where('received_at', '>', after.toISOString())
    .where((eb) => eb.or([eb('payment_id', 'is', null), eb('received_at', '<', before.toISOString())]))
    .orderBy(sql`payment_id is null`)
    .orderBy('received_at', 'desc')
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
