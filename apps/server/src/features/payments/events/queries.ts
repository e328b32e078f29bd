import type { OrderId, PaymentId } from '@edurise/contracts'
import type { PlatformDb, PublicDb, PublicTrx } from '@edurise/db'
import { sql } from 'kysely'

export interface EventPage {
  state: 'stored' | 'done' | 'ignored' | 'failed' | null
  provider: string | null
  after: { at: string; eventId: string } | null
  limit: number
}

/** What a provider calls its message. */
export interface EventName {
  provider: string
  account: string
  eventId: string
}

function events(db: PlatformDb) {
  return db
    .selectFrom('webhook_inbox as e')
    .leftJoin('payment_routes as r', 'r.payment_id', 'e.payment_id')
    .leftJoin('tenants as t', 't.id', 'r.tenant_id')
    .select([
      'e.provider',
      'e.account',
      'e.event_id as eventId',
      'e.type',
      'e.api_version as apiVersion',
      'e.state',
      'e.payment_id as paymentId',
      't.name as tenantName',
      'e.trust',
      'e.received_at as receivedAt',
      'e.done_at as doneAt',
      'e.replayed_at as replayedAt',
    ])
}

/** Newest first. */
export function listEvents(db: PlatformDb, { state, provider, after, limit }: EventPage) {
  return events(db)
    .$if(state !== null, (query) => query.where('e.state', '=', state))
    .$if(provider !== null, (query) => query.where('e.provider', '=', provider))
    .$if(after !== null, (query) => query.where(sql<boolean>`(e.received_at, e.event_id) < (${after?.at}::timestamptz, ${after?.eventId})`))
    .orderBy('e.received_at', 'desc')
    .orderBy('e.event_id', 'desc')
    .limit(limit)
    .execute()
}

/** With the body as it came, and the order that it led to. */
export function findEvent(db: PlatformDb, { provider, account, eventId }: EventName) {
  return events(db)
    .select(['e.body', sql<OrderId | null>`r.order_id`.as('orderId'), 't.slug as tenantSlug'])
    .where('e.provider', '=', provider)
    .where('e.account', '=', account)
    .where('e.event_id', '=', eventId)
    .executeTakeFirst()
}

export function findStoredEvent(db: PublicDb, { provider, account, eventId }: EventName) {
  return db
    .selectFrom('webhook_inbox')
    .select(['body', 'object_ids as objectIds', 'payment_id as paymentId'])
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('event_id', '=', eventId)
    .executeTakeFirst()
}

/** The message itself stays as it came. One that had been set aside is open again, until its payment has been looked at. */
export async function markReplayed(
  db: PublicTrx,
  { provider, account, eventId }: EventName,
  paymentId: PaymentId | null,
  at: Date,
): Promise<void> {
  await db
    .updateTable('webhook_inbox')
    .set((eb) => ({
      replayed_at: at,
      payment_id: eb.fn.coalesce('payment_id', eb.val(paymentId)),
      state: paymentId ? sql<'stored' | 'done' | 'ignored'>`case state when 'failed' then 'stored' else state end` : eb.ref('state'),
    }))
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('event_id', '=', eventId)
    .execute()
}
