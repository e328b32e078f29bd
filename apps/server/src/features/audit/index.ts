import type { TenantId } from '@edurise/contracts'
import { newId, type TenantDb } from '@edurise/db'
import { hashOf, type AuditEntry } from './chain.ts'
import { entriesAfter, insertEntry, lockChain, newestEntry, type ChainedEntry } from './queries.ts'

export type { AuditEntry } from './chain.ts'

/** Writes down who did what, in the transaction that does it. Each entry of a tenant is chained to the one before. */
export async function recordAudit(trx: TenantDb, entry: AuditEntry): Promise<void> {
  const { tenantId, actorId, actingAs = null, action, object, before, after, at } = entry
  await lockChain(trx, tenantId)
  const previous = await newestEntry(trx, tenantId)
  const chained: ChainedEntry = {
    id: newId(),
    actorId,
    actingAs,
    action,
    object,
    before: stored(before),
    after: stored(after),
    at: following(previous?.at, at),
  }
  const previousHash = previous?.hash ?? null
  await insertEntry(trx, tenantId, chained, previousHash, hashOf(chained, previousHash))
}

/** As jsonb gives it back: without what JSON cannot say. */
function stored(value: unknown): unknown {
  return value === undefined || value === null ? null : JSON.parse(JSON.stringify(value))
}

/** Clocks of several machines differ: an entry is never older than, or as old as, the one it follows. */
function following(previous: string | undefined, at: Date): string {
  const earliest = previous === undefined ? 0 : Date.parse(previous) + 1
  return new Date(Math.max(at.getTime(), earliest)).toISOString()
}

const batch = 500

/** Reads a tenant's chain from its beginning. `brokenAt` is the first entry that was changed, removed before, or put in between. */
export async function verifyAuditChain(trx: TenantDb, tenantId: TenantId): Promise<{ entries: number; brokenAt: string | null }> {
  let entries = 0
  let last: { hash: string; at: string } | null = null
  for (;;) {
    const rows = await entriesAfter(trx, tenantId, last?.at ?? null, batch)
    for (const { hash, previousHash, ...entry } of rows) {
      const expected: string | null = last?.hash ?? null
      if (previousHash !== expected || hash !== hashOf(entry, expected)) return { entries, brokenAt: entry.id }
      last = { hash, at: entry.at }
      entries += 1
    }
    if (rows.length < batch) return { entries, brokenAt: null }
  }
}
