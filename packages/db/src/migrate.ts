import { readdir, readFile } from 'node:fs/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import pg from 'pg'

const folder = new URL('../migrations/', import.meta.url)

async function run(db: Kysely<unknown>, text: string): Promise<void> {
  if (!text.startsWith('-- no-transaction')) return void (await sql.raw(text).execute(db))
  for (const statement of text.split(/;\s*$/m)) {
    if (statement.replace(/--.*$/gm, '').trim()) await sql.raw(statement).execute(db)
  }
}

async function getMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  const entries = files.map(async (file) => {
    const text = await readFile(new URL(file, folder), 'utf8')
    return [file, { up: (db: Kysely<unknown>) => run(db, text) }] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** Names of the migrations this version of the code has. */
export async function migrationNames(): Promise<string[]> {
  return Object.keys(await getMigrations())
}

/**
 * Brings a database up to this version of the code and answers the names of what it ran. Two at once wait for each other.
 * @param ownerUrl of the role that owns the schema; the server's own role may not do this.
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2, application_name: 'edurise-migrate' })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const migrator = new Migrator({ db, provider: { getMigrations }, allowUnorderedMigrations: true })
    const { error, results = [] } = await migrator.migrateToLatest()
    if (error) throw error
    return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName)
  } finally {
    await db.destroy()
  }
}
