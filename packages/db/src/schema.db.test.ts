import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tablesText } from './generate-tables.ts'
import { cloneDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.close())

/** Tables that carry a tenant and belong to none; each says in its migration why. */
const ofThePlatform = [
  'tenants',
  'platform_admins',
  'course_routes',
  'course_listings',
  'payment_routes',
  'provider_objects',
  'webhook_inbox',
  'provider_cursors',
  'provider_customers',
  'provider_movements',
  'reconciliation_findings',
  'reconciliation_runs',
]

async function names(query: ReturnType<typeof sql<{ name: string }>>): Promise<string[]> {
  const { rows } = await query.execute(database.owner.open)
  return rows.map(({ name }) => name)
}

const ofTenants = sql`c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'kysely\\_%' and c.relname <> all (${ofThePlatform})`

describe('the laws of the schema', () => {
  it('every table belongs to a tenant, or stands in the list of those that do not', async () => {
    expect(
      await names(sql`select c.relname as name from pg_class c where ${ofTenants}
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull)`),
    ).toEqual([])
  })

  it('every tenant table is behind row level security that holds for its owner too, for all four commands', async () => {
    expect(
      await names(sql`select c.relname as name from pg_class c where ${ofTenants} and not (c.relrowsecurity and c.relforcerowsecurity and exists (
        select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant' and p.polcmd = '*' and p.polpermissive))`),
    ).toEqual([])
  })

  it('every policy asks for the tenant or the person once a statement, and survives a spent setting', async () => {
    expect(
      await names(sql`select c.relname || '.' || p.polname as name from pg_policy p join pg_class c on c.oid = p.polrelid
        where p.polname in ('tenant', 'person') and pg_get_expr(p.polqual, p.polrelid) !~ '\\( SELECT \\(NULLIF\\(current_setting'`),
    ).toEqual([])
  })

  it('a table with a person can be read by that person over all tenants', async () => {
    expect(
      await names(sql`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'person_id' and not a.attisdropped
        where ${ofTenants} and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'person' and p.polcmd = 'r')`),
    ).toEqual([])
  })

  it('every key of a tenant table begins with the tenant', async () => {
    expect(
      await names(sql`select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
        join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] where ${ofTenants} and i.indisunique and a.attname <> 'tenant_id'`),
    ).toEqual([])
  })

  // Foreign keys look past row level security: without this a tenant could point at another's row.
  it('every reference between tenant tables carries the tenant on both sides', async () => {
    expect(
      await names(sql`select k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
        join pg_attribute mine on mine.attrelid = k.conrelid and mine.attname = 'tenant_id'
        join pg_attribute theirs on theirs.attrelid = k.confrelid and theirs.attname = 'tenant_id'
        where k.contype = 'f' and ${ofTenants} and not (k.conkey[1] = mine.attnum and k.confkey[1] = theirs.attnum)`),
    ).toEqual([])
  })

  it('every foreign key has an index', async () => {
    expect(
      await names(sql`select k.conname as name from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
        select from pg_index i where i.indrelid = k.conrelid and i.indpred is null and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)`),
    ).toEqual([])
  })

  it('what money hangs on is never removed with its parent', async () => {
    expect(
      await names(sql`select k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype = 'f' and k.confdeltype <> 'r'
        and c.relname in ('orders', 'order_lines', 'payments', 'payment_routes', 'provider_objects', 'refund_requests', 'invoices', 'invoice_series',
          'ledger_entries', 'grants', 'enrolments')`),
    ).toEqual([])
  })

  it('states are text with a check, money is bigint with its currency, moments know their zone', async () => {
    expect(
      await names(sql`select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public' and (
        data_type in ('USER-DEFINED', 'numeric', 'real', 'double precision', 'timestamp without time zone') and udt_name not in ('int8multirange', 'tsvector', 'citext')
        or column_name like '%\\_minor' and data_type <> 'bigint')`),
    ).toEqual([])
    expect(
      await names(sql`select distinct c.table_name as name from information_schema.columns c where c.table_schema = 'public' and c.column_name like '%\\_minor'
        and c.table_name not in ('order_lines', 'refund_requests') and not exists (select from information_schema.columns o where o.table_schema = 'public'
        and o.table_name = c.table_name and o.column_name = 'currency')`),
    ).toEqual([])
    expect(
      await names(sql`select c.table_name || '.' || c.column_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name in ('state', 'kind', 'role') and c.table_name not in ('effects', 'mails')
        and not exists (select from pg_constraint k where k.contype = 'c' and k.conrelid = c.table_name::regclass and pg_get_constraintdef(k.oid) ~ c.column_name)`),
    ).toEqual([])
  })

  it('the server owns nothing and may not look past row level security', async () => {
    expect(
      await names(
        sql`select rolname as name from pg_roles where rolname like 'edurise\\_%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`,
      ),
    ).toEqual([])
    expect(await names(sql`select tablename as name from pg_tables where tableowner like 'edurise\\_%'`)).toEqual([])
  })

  it('gives every role of the server its limits on waiting', async () => {
    const { rows } = await sql<{ name: string; settings: string }>`select r.rolname as name, array_to_string(s.setconfig, ' ') as settings
      from pg_db_role_setting s join pg_roles r on r.oid = s.setrole where r.rolname like 'edurise\\_%'`.execute(database.owner.open)
    expect(rows).toHaveLength(3)
    for (const { settings } of rows)
      for (const name of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']) expect(settings).toContain(name)
  })

  it('tables.ts is what the migrations make', async () => {
    expect(await tablesText(database.urls.owner)).toBe(await readFile(new URL('tables.ts', import.meta.url), 'utf8'))
  })
})
