import { migrationNames, type Db } from '@edurise/db'
import { sql } from 'kysely'
import type { Listener } from './listener.ts'

/** What is wrong with each part that the server cannot work without; empty when it is ready. */
export type Reasons = Record<string, string>

/** Migrations of this version that the database does not have yet. */
export async function missingMigrations({ open }: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(open)
  const there = new Set(rows.map(({ name }) => name))
  return (await migrationNames()).filter((name) => !there.has(name))
}

/** Why this role must not serve anybody: row level security would not hold for it. Null when all is well. */
export async function tooMightyRole({ open }: Db): Promise<string | null> {
  const { rows } = await sql<{ role: string; superuser: boolean; bypasses: boolean; owns: string | null }>`
    select r.rolname::text as role, r.rolsuper as superuser, r.rolbypassrls as bypasses,
      (select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'auth', 'pgboss') and c.relkind in ('r', 'p') and pg_has_role(r.oid, c.relowner, 'member') limit 1) as owns
    from pg_roles r where r.rolname = current_user`.execute(open)
  const [found] = rows
  if (!found) return 'the role of DATABASE_URL is unknown to its own database'
  if (found.superuser) return `the role ${found.role} of DATABASE_URL is a superuser`
  if (found.bypasses) return `the role ${found.role} of DATABASE_URL may bypass row level security`
  return found.owns === null ? null : `the role ${found.role} of DATABASE_URL owns the table ${found.owns}`
}

export interface Readiness {
  /** Why this process should get no requests now. */
  reasons: () => Promise<Reasons>
  /** From now on it should get none: it is going away. */
  close: () => void
}

/** Looks at everything a request may need, each time anew. */
export function createReadiness({ db, listener }: { db: Db; listener: Listener }): Readiness {
  let closing = false
  let migrated = false
  const checks: Record<string, () => Promise<string | null>> = {
    database: async () => (await sql`select 1`.execute(db.open), null),
    migrations: async () => {
      if (migrated) return null
      const missing = await missingMigrations(db)
      migrated = missing.length === 0
      return migrated ? null : `missing: ${missing.join(', ')}`
    },
    queue: async () => (await sql`select 1 from pgboss.version`.execute(db.open), null),
    listener: () => Promise.resolve(listener.up ? null : 'reconnecting'),
  }
  return {
    async reasons() {
      if (closing) return { shutdown: 'going away' }
      const found = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => {
          // What the database says stays in the log: this answer is public.
          const reason = await check().catch(() => 'unavailable')
          return [name, reason] as const
        }),
      )
      return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== null))
    },
    close: () => {
      closing = true
    },
  }
}
