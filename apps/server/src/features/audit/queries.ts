import type { PersonId, TenantId } from '@edurise/contracts'
import { json, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

/** What the hash covers, as it is stored. */
export interface ChainedEntry {
  id: string
  actorId: PersonId | null
  actingAs: PersonId | null
  action: string
  object: string
  before: unknown
  after: unknown
  at: string
}

/** Until the transaction ends, nobody else adds to this tenant's chain. */
export async function lockChain(trx: TenantDb, tenantId: TenantId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`audit ${tenantId}`}, 0))`.execute(trx)
}

export function newestEntry(trx: TenantDb, tenantId: TenantId) {
  return trx
    .selectFrom('audit_log')
    .select(['hash', 'at'])
    .where('tenant_id', '=', tenantId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function insertEntry(
  trx: TenantDb,
  tenantId: TenantId,
  entry: ChainedEntry,
  previousHash: string | null,
  hash: string,
): Promise<void> {
  await trx
    .insertInto('audit_log')
    .values({
      tenant_id: tenantId,
      id: entry.id,
      actor_id: entry.actorId,
      acting_as: entry.actingAs,
      action: entry.action,
      object: entry.object,
      before: entry.before === null ? null : json(entry.before),
      after: entry.after === null ? null : json(entry.after),
      previous_hash: previousHash,
      hash,
      at: entry.at,
    })
    .execute()
}

/** Entries after `since`, oldest first. */
export function entriesAfter(trx: TenantDb, tenantId: TenantId, since: string | null, limit: number) {
  return trx
    .selectFrom('audit_log')
    .select([
      'id',
      'actor_id as actorId',
      'acting_as as actingAs',
      'action',
      'object',
      'before',
      'after',
      'previous_hash as previousHash',
      'hash',
      'at',
    ])
    .where('tenant_id', '=', tenantId)
    .$if(since !== null, (query) => query.where('at', '>', since))
    .orderBy('at')
    .orderBy('id')
    .limit(limit)
    .execute()
}
