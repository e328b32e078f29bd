import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import pg from 'pg'
import { isRecord, readJson, writeJson } from './json.ts'
import { Refusal } from './refusal.ts'

export type Saved = { table: string; rows: number; file: string; sha256: string }
export type Manifest = { format: 1; takenAt: string; migrations: string[]; tables: Saved[]; sequences: { name: string; value: string }[] }

const batch = 1_000
const forgotten = new Set(['public.kysely_migration', 'public.kysely_migration_lock'])

/**
 * Writes every row of the database, as one moment saw it, into a folder: one compressed file a table, and a manifest with counts and checksums.
 * @param ownerUrl of a role that row level security does not bind.
 */
export async function backup(ownerUrl: string, folder: string): Promise<Manifest> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (readdirSync(folder).length > 0) throw new Refusal(`${folder} is not empty. A backup goes into a folder of its own.`)
  return connected(ownerUrl, async (client) => {
    await client.query('begin isolation level repeatable read, read only')
    const tables: Saved[] = []
    for (const table of await listTables(client)) tables.push(await save(client, table, folder))
    const manifest: Manifest = {
      format: 1,
      takenAt: new Date().toISOString(),
      migrations: await listMigrations(client),
      tables,
      sequences: await listSequences(client),
    }
    await client.query('commit')
    writeJson(join(folder, 'manifest.json'), manifest)
    return manifest
  })
}

/**
 * Replaces every row of a database by those of a backup, in one transaction: all or nothing.
 * The database has to be at the migrations of the backup, and empty of tenants unless `replace` is set.
 */
export async function restore(ownerUrl: string, folder: string, replace: boolean): Promise<Manifest> {
  const manifest = readManifest(folder)
  for (const saved of manifest.tables) await verify(folder, saved)
  return connected(ownerUrl, async (client) => {
    const here = await listMigrations(client)
    if (here.join() !== manifest.migrations.join()) {
      throw new Refusal(
        `The backup was taken at another version of the schema (last migration ${manifest.migrations.at(-1) ?? 'none'}, here ${here.at(-1) ?? 'none'}).`,
      )
    }
    await client.query('begin')
    const tables = await listTables(client)
    if (!replace && (await hasRows(client, tables)))
      throw new Refusal('The database is not empty. `--replace` puts the backup in the place of what it holds.')
    // Rows arrive table by table: references hold again once all are there.
    await client.query('set local session_replication_role = replica')
    if (tables.length > 0) await client.query(`truncate ${tables.map(quoted).join(', ')} cascade`)
    for (const saved of manifest.tables) await load(client, saved, folder)
    for (const { name, value } of manifest.sequences) await client.query('select setval($1::regclass, $2::bigint)', [name, value])
    await client.query('commit')
    return manifest
  })
}

async function connected<Result>(ownerUrl: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'edurise-backup' })
  await client.connect()
  try {
    // Off means: an error where a policy would hide rows, never a silent gap.
    await client.query(
      `set row_security = off; set timezone = 'UTC'; set datestyle = 'ISO'; set bytea_output = 'hex'; set statement_timeout = 0`,
    )
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Tables as "schema.name": no partitions (their parents speak for them), and nothing unlogged, which no crash would keep either. */
async function listTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
     order by 1`,
  )
  return rows.map(({ name }) => name).filter((name) => !forgotten.has(name))
}

async function listMigrations(client: pg.Client): Promise<string[]> {
  const { rows: known } = await client.query(`select where to_regclass('public.kysely_migration') is not null`)
  if (known.length === 0) return []
  const { rows } = await client.query<{ name: string }>('select name from public.kysely_migration order by name')
  return rows.map(({ name }) => name)
}

async function listSequences(client: pg.Client): Promise<{ name: string; value: string }[]> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(sequencename) as name, last_value::text as value from pg_sequences where last_value is not null order by 1`,
  )
  return rows
}

async function save(client: pg.Client, table: string, folder: string): Promise<Saved> {
  const file = `${table}.rows.gz`
  let rows = 0
  async function* lines(): AsyncGenerator<string> {
    await client.query(`declare saved no scroll cursor for select t::text as row from ${quoted(table)} t`)
    for (;;) {
      const { rows: some } = await client.query<{ row: string }>(`fetch ${batch} from saved`)
      if (some.length === 0) break
      rows += some.length
      yield some.map(({ row }) => `${JSON.stringify(row)}\n`).join('')
    }
    await client.query('close saved')
  }
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(join(folder, file), { mode: 0o600 }))
  return { table, rows, file, sha256: await checksum(join(folder, file)) }
}

/** A row's text form read back by its own type: exact for every type, and nulls stay apart from empty texts. */
async function load(client: pg.Client, { table, rows, file }: Saved, folder: string): Promise<void> {
  const { rows: columns } = await client.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [quoted(table)],
  )
  const names = columns.map(({ name }) => name)
  const sql = `insert into ${quoted(table)} (${names.join(', ')}) overriding system value
    select ${names.map((name) => `(saved).${name}`).join(', ')} from (select line::${quoted(table)} as saved from unnest($1::text[]) line offset 0) each`
  let loaded = 0
  let pending: string[] = []
  const flush = async () => {
    if (pending.length > 0) await client.query(sql, [pending])
    loaded += pending.length
    pending = []
  }
  for await (const line of createInterface({ input: createReadStream(join(folder, file)).pipe(createGunzip()) })) {
    const row: unknown = JSON.parse(line)
    if (typeof row === 'string') pending.push(row)
    if (pending.length >= batch) await flush()
  }
  await flush()
  if (loaded !== rows) throw new Refusal(`${file} holds ${loaded} rows where the manifest counts ${rows}. Nothing was restored.`)
}

async function hasRows(client: pg.Client, tables: string[]): Promise<boolean> {
  if (!tables.includes('public.tenants')) return false
  const { rows } = await client.query('select from public.tenants limit 1')
  return rows.length > 0
}

async function verify(folder: string, { file, sha256 }: Saved): Promise<void> {
  const found = await checksum(join(folder, file)).catch(() => undefined)
  if (found !== sha256)
    throw new Refusal(`${file} is ${found === undefined ? 'missing from the backup' : 'damaged'}. Nothing was restored.`)
}

async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

function readManifest(folder: string): Manifest {
  const read = readJson(join(folder, 'manifest.json'))
  if (!isRecord(read) || read.format !== 1) throw new Refusal(`${folder} holds no backup (no readable manifest.json).`)
  const tables = records(read.tables).map(({ table, rows, file, sha256 }) => ({
    table: String(table),
    rows: Number(rows),
    file: String(file),
    sha256: String(sha256),
  }))
  const sequences = records(read.sequences).map(({ name, value }) => ({ name: String(name), value: String(value) }))
  const migrations = Array.isArray(read.migrations) ? read.migrations.map(String) : []
  return { format: 1, takenAt: String(read.takenAt), migrations, tables, sequences }
}

const records = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : [])

function quoted(table: string): string {
  const dot = table.indexOf('.')
  return [table.slice(0, dot), table.slice(dot + 1)].map((part) => pg.escapeIdentifier(part)).join('.')
}
