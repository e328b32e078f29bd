import { createHash } from 'node:crypto'
import type { PersonId, TenantId } from '@edurise/contracts'
import type { ChainedEntry } from './queries.ts'

/** What somebody did to something of a tenant. */
export interface AuditEntry {
  tenantId: TenantId
  /** Null for the system itself. */
  actorId: PersonId | null
  /** Whose rights the actor used, when not their own. */
  actingAs?: PersonId | null
  /** `<noun>.<verb>`, as the procedure is called. */
  action: string
  /** `<noun>:<id>` */
  object: string
  before?: unknown
  after?: unknown
  at: Date
}

/** JSON whose keys are sorted at every depth: one value, one text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
}

/** The hash of an entry, which holds every entry before it in place. */
export function hashOf(entry: ChainedEntry, previousHash: string | null): string {
  const { id, actorId, actingAs, action, object, before, after, at } = entry
  const text = canonical({ id, actorId, actingAs, action, object, before: before ?? null, after: after ?? null, at })
  return createHash('sha256')
    .update(`${previousHash ?? ''}\n${text}`)
    .digest('hex')
}
