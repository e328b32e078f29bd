import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { bankSchema, bankTables } from './bank/schema.ts'
import type { PaypalObjects } from './paypal/shapes.ts'
import type { Objects as StripeObjects } from './stripe/shapes.ts'

interface Objects extends StripeObjects, PaypalObjects {}
type Kind = keyof Objects

/** Seq orders what was made in the same second; the generated columns serve the filters of Stripe's lists. */
const schema = `
  create table if not exists objects (
    seq integer primary key autoincrement,
    kind text not null,
    id text not null unique,
    created integer not null,
    body text not null,
    payment_intent text generated always as (json_extract(body, '$.payment_intent')) virtual,
    charge text generated always as (json_extract(body, '$.charge')) virtual,
    reference text generated always as (json_extract(body, '$.client_reference_id')) virtual,
    status text generated always as (json_extract(body, '$.status')) virtual,
    type text generated always as (json_extract(body, '$.type')) virtual
  );
  create index if not exists objects_kind_idx on objects (kind, seq);
  create index if not exists objects_payment_intent_idx on objects (payment_intent) where payment_intent is not null;
  create index if not exists objects_charge_idx on objects (charge) where charge is not null;
  create index if not exists objects_reference_idx on objects (reference) where reference is not null;
  create index if not exists objects_open_idx on objects (kind, status, seq);
  create table if not exists session_parts (session text primary key, line_items text not null, intent_metadata text not null);
  create table if not exists idempotency (key text primary key, fingerprint text not null, status integer not null, body text not null, request_id text not null, created integer not null);
  create table if not exists deliveries (
    id integer primary key autoincrement,
    event_id text not null,
    channel text not null default 'stripe',
    made_at integer not null default 0,
    state text not null check (state in ('pending', 'delivered', 'dropped', 'given_up')),
    attempt integer not null default 0,
    due_at integer not null,
    hold integer not null default 0,
    knobs text not null default ''
  );
  create index if not exists deliveries_due_idx on deliveries (due_at) where state = 'pending';
  create index if not exists deliveries_event_idx on deliveries (event_id);
  create table if not exists attempts (delivery_id integer not null, attempt integer not null, at integer not null, status integer, error text, ms integer not null, knobs text not null, primary key (delivery_id, attempt));
  create table if not exists paypal_invoices (invoice_id text primary key, capture_id text not null);
  create table if not exists mails (
    id integer primary key autoincrement,
    message_id text not null,
    recipients text not null,
    sender text not null,
    subject text not null,
    text text not null,
    html text,
    attachments text not null default '[]',
    raw blob not null,
    copies integer not null default 1,
    received_at integer not null,
    unique (message_id, recipients)
  );
  create table if not exists settings (name text primary key, value text not null);
`

export type Row = Record<string, SQLOutputValue>

interface ListFilter {
  readonly where?: string
  readonly values?: readonly SQLInputValue[]
  readonly limit?: number
  readonly before?: number
  readonly after?: number
}

export type Store = ReturnType<typeof openStore>

/** Opens (and makes) the sandbox's database: the record of what money really moved. Survives SIGKILL. */
export function openStore(folder: string) {
  if (folder !== ':memory:') mkdirSync(folder, { recursive: true })
  const db = new DatabaseSync(folder === ':memory:' ? folder : join(folder, 'sandbox.db'))
  db.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000')
  db.exec(schema + bankSchema)
  addMissingColumns(db)
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const statement = (sql: string) => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const made = db.prepare(sql)
    prepared.set(sql, made)
    return made
  }
  const all = (sql: string, ...values: SQLInputValue[]): Row[] => statement(sql).all(...values)
  const one = (sql: string, ...values: SQLInputValue[]): Row | undefined => statement(sql).get(...values)
  const run = (sql: string, ...values: SQLInputValue[]) => statement(sql).run(...values)

  let depth = 0
  /** Runs `work` in one transaction; a transaction inside a transaction joins it. `work` must not wait. */
  function transaction<Result>(work: () => Result): Result {
    if (depth > 0) return work()
    db.exec('begin immediate')
    depth += 1
    try {
      const result = work()
      db.exec('commit')
      return result
    } catch (error) {
      db.exec('rollback')
      throw error
    } finally {
      depth -= 1
    }
  }

  return {
    all,
    one,
    run,
    transaction,
    find<K extends Kind>(kind: K, id: string): Objects[K] | undefined {
      const row = one('select body from objects where kind = ? and id = ?', kind, id)
      return row === undefined ? undefined : readObject<K>(row)
    },
    put<K extends Kind>(kind: K, value: Objects[K]): void {
      run(
        'insert into objects (kind, id, created, body) values (?, ?, ?, ?) on conflict (id) do update set body = excluded.body',
        kind,
        value.id,
        value.created,
        JSON.stringify(value),
      )
    },
    seqOf(id: string): number | undefined {
      const seq = one('select seq from objects where id = ?', id)?.['seq']
      return typeof seq === 'number' ? seq : undefined
    },
    /** Newest first; with `after` the ones just newer than that seq, still newest first. */
    list<K extends Kind>(kind: K, filter: ListFilter = {}): Objects[K][] {
      const { where = 'true', values = [], limit = -1, before, after } = filter
      const upwards = after !== undefined
      const rows = all(
        `select body from objects where kind = ? and (${where}) and seq < ? and seq > ? order by seq ${upwards ? 'asc' : 'desc'} limit ?`,
        kind,
        ...values,
        before ?? Number.MAX_SAFE_INTEGER,
        after ?? -1,
        limit,
      )
      const objects = rows.map((row) => readObject<K>(row))
      return upwards ? objects.reverse() : objects
    },
    count(kind: Kind): number {
      return Number(one('select count(*) as n from objects where kind = ?', kind)?.['n'])
    },
    setting(name: string): string | undefined {
      const value = one('select value from settings where name = ?', name)?.['value']
      return typeof value === 'string' ? value : undefined
    },
    set(name: string, value: string): void {
      run('insert into settings (name, value) values (?, ?) on conflict (name) do update set value = excluded.value', name, value)
    },
    wipe(): void {
      transaction(() => {
        for (const table of [
          'objects',
          'session_parts',
          'idempotency',
          'attempts',
          'deliveries',
          'paypal_invoices',
          'mails',
          'settings',
          ...bankTables,
        ])
          db.exec(`delete from ${table}`)
      })
    },
    close(): void {
      db.close()
    },
  }
}

/** A store that was made before deliveries had channels gets them. */
function addMissingColumns(db: DatabaseSync): void {
  const columnsOf = (table: 'deliveries' | 'mails') =>
    new Set(
      db
        .prepare(`pragma table_info(${table})`)
        .all()
        .map(({ name }) => name),
    )
  const known = columnsOf('deliveries')
  if (!known.has('channel')) db.exec(`alter table deliveries add column channel text not null default 'stripe'`)
  if (!known.has('made_at')) db.exec('alter table deliveries add column made_at integer not null default 0')
  if (!columnsOf('mails').has('attachments')) db.exec(`alter table mails add column attachments text not null default '[]'`)
}

/** Only `put` writes bodies, and it takes `Objects[K]` for kind K, so what is read back for K is one. */
function readObject<K extends Kind>(row: Row): Objects[K] {
  const value: Objects[K] = JSON.parse(String(row['body']))
  return value
}
