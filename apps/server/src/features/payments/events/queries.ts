import type { PlatformDb } from '@edurise/db'
import { sql } from 'kysely'

export interface EventPage {
  state: 'stored' | 'done' | 'ignored' | 'failed' | null
  after: { at: string; eventId: string } | null
  limit: number
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
      'e.received_at as receivedAt',
      'e.done_at as doneAt',
    ])
}

/** Newest first. */
export function listEvents(db: PlatformDb, { state, after, limit }: EventPage) {
  return events(db)
    .$if(state !== null, (query) => query.where('e.state', '=', state))
    .$if(after !== null, (query) => query.where(sql<boolean>`(e.received_at, e.event_id) < (${after?.at}::timestamptz, ${after?.eventId})`))
    .orderBy('e.received_at', 'desc')
    .orderBy('e.event_id', 'desc')
    .limit(limit)
    .execute()
}

export function findEvent(db: PlatformDb, provider: string, account: string, eventId: string) {
  return events(db)
    .select('e.body')
    .where('e.provider', '=', provider)
    .where('e.account', '=', account)
    .where('e.event_id', '=', eventId)
    .executeTakeFirst()
}
