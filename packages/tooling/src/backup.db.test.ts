import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backup, restore } from './backup.ts'

const folder = mkdtempSync(join(tmpdir(), 'edurise-backup-'))
const names = { source: `backup_source_${process.pid}`, target: `backup_target_${process.pid}` }

const schema = `
  create table kysely_migration (name text primary key, timestamp text);
  insert into kysely_migration values ('202601010000-first.sql', '2026');
  create table tenants (id uuid primary key, name text not null);
  create table odd (id bigint generated always as identity primary key, tenant_id uuid not null references tenants,
    nothing text, empty text, tricky text, doubled int generated always as (2 * (length(tricky))) stored,
    at timestamptz, watched int8multirange, raw bytea, document jsonb, fraction double precision, list text[]);
  alter table odd enable row level security;
  alter table odd force row level security;`

function addressOf(database: string): string {
  const url = new URL(process.env.TEST_DATABASE_URL ?? '')
  url.pathname = `/${database}`
  return url.href
}

async function query(database: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: addressOf(database) })
  await client.connect()
  try {
    const { rows }: pg.QueryResult<Record<string, unknown>> = await client.query(sql)
    return rows
  } finally {
    await client.end()
  }
}

const dump = (database: string) => query(database, 'select t::text, doubled from odd t order by id')

beforeAll(async () => {
  for (const name of Object.values(names)) {
    await query('postgres', `create database ${name}`)
    await query(name, schema)
  }
  await query(
    names.source,
    `insert into tenants values ('01890000-0000-7000-8000-000000000001', 'Harbour');
     insert into odd (tenant_id, nothing, empty, tricky, at, watched, raw, document, fraction, list)
     select '01890000-0000-7000-8000-000000000001', null, '', E'a"b,(c)\\\\\\n\\tملح' || n, '2026-01-01 00:00:00.123456+00', '{[1,5),[7,9)}', '\\x00ff', 'null', 0.1 + 0.2, array['', null, 'x,y']
     from generate_series(1, 2500) n`,
  )
})

afterAll(async () => {
  for (const name of Object.values(names)) await query('postgres', `drop database if exists ${name} with (force)`)
  rmSync(folder, { recursive: true, force: true })
})

test('a restored database holds every row exactly, and counts on from where it was', async () => {
  const saved = await backup(addressOf(names.source), join(folder, 'first'))
  expect(saved.tables.map(({ table, rows }) => [table, rows])).toEqual([
    ['public.odd', 2500],
    ['public.tenants', 1],
  ])
  await restore(addressOf(names.target), join(folder, 'first'), false)
  expect(await dump(names.target)).toEqual(await dump(names.source))
  const next = await query(names.target, `insert into odd (tenant_id, tricky) select id, '' from tenants returning id`)
  expect(next).toEqual([{ id: '2501' }])
})

test('a database that holds tenants is replaced only when asked to', async () => {
  await backup(addressOf(names.source), join(folder, 'second'))
  await expect(restore(addressOf(names.target), join(folder, 'second'), false)).rejects.toThrow(/not empty/)
  await restore(addressOf(names.target), join(folder, 'second'), true)
  expect(await dump(names.target)).toHaveLength(2500)
})

test('a damaged backup changes nothing', async () => {
  await backup(addressOf(names.source), join(folder, 'third'))
  appendFileSync(join(folder, 'third/public.odd.rows.gz'), 'x')
  await expect(restore(addressOf(names.target), join(folder, 'third'), true)).rejects.toThrow(/damaged/)
  expect(await dump(names.target)).toHaveLength(2500)
})

test('a backup of another schema version is refused', async () => {
  await backup(addressOf(names.source), join(folder, 'fourth'))
  await query(names.target, `insert into kysely_migration values ('202602020000-second.sql', '2026')`)
  await expect(restore(addressOf(names.target), join(folder, 'fourth'), true)).rejects.toThrow(/another version/)
})
