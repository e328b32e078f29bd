import type { PersonId, TenantId } from '@edurise/contracts/ids'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { kyselyOverClient, kyselyOverPool, type StatementCost, type StatementOptions } from './connection.ts'
import type { Tables } from './tables.ts'

/** Per pool, never globally: other users of `pg` in the process (the account library) rely on its own parsers. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text: string) => new Date(text).toISOString())
// Money and counts are far below 2^53; what is not must not pass as if it were.
types.setTypeParser(pg.types.builtins.INT8, (text: string) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`${text} does not fit a number`)
  return value
})

declare const door: unique symbol
/** Tables that no tenant owns: routes, listings, the inbox. Row level security hides all others here. */
export type PublicDb = Kysely<Tables>
/** A transaction that row level security has narrowed to one tenant. Only `inTenant` makes one. */
export type TenantDb = Kysely<Tables> & { readonly [door]: 'tenant' }
/** A read-only transaction that row level security has narrowed to one person's own rows, over all tenants. Only `asPerson` makes one. */
export type PersonDb = Kysely<Tables> & { readonly [door]: 'person' }
/** A read-only transaction of the platform's own role, over all tenants. Only `asPlatform` makes one. */
export type PlatformDb = Kysely<Tables> & { readonly [door]: 'platform' }
/** A transaction on tables that no tenant owns. */
export type PublicTrx = Kysely<Tables> & { readonly [door]: 'public' }

const poolOf = Symbol('pool')
const optionsOf = Symbol('options')

/** A pool of connections of one role. The pool itself stays inside this package: the doors below are the ways in. */
export interface Db {
  /** Tables that no tenant owns, each statement a transaction of its own. */
  readonly open: PublicDb
  readonly stats: () => { total: number; idle: number; waiting: number }
  readonly close: () => Promise<void>
  readonly [poolOf]: pg.Pool
  readonly [optionsOf]: StatementOptions
}

export interface ConnectOptions {
  /** Connections at most. */
  max?: number
  named?: boolean
  applicationName?: string
  onStatement?: (cost: StatementCost) => void
  /** An idle connection broke; the pool has dropped it already. */
  onIdleError?: (error: Error) => void
}

/** Opens a pool. Waits 5 s for a connection at most; statement, lock and idle timeouts belong to the role (roles.ts). */
export function connect(
  url: string,
  { max = 10, named = true, applicationName = 'edurise', onStatement, onIdleError }: ConnectOptions = {},
): Db {
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max,
    pipeline: true,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    application_name: applicationName,
    keepAlive: true,
  })
  pool.on('error', (error) => onIdleError?.(error))
  const options: StatementOptions = { named, onStatement }
  return {
    open: kyselyOverPool(pool, options),
    stats: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
    [poolOf]: pool,
    [optionsOf]: options,
  }
}

export interface TransactionOptions {
  /** Refuses every write, and does not make the caller wait for the COMMIT. */
  readOnly?: boolean
}

const clients = new WeakMap<pg.PoolClient, Kysely<Tables>>()

async function transaction<T>(db: Db, begin: string, readOnly: boolean, work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> {
  const client = await db[poolOf].connect()
  let trx = clients.get(client)
  if (!trx) clients.set(client, (trx = kyselyOverClient(client, db[optionsOf])))

  // Sent together with the first statement of `work`: the connection is pipelined.
  const begun = client.query(begin).then(
    () => null,
    (error: Error) => error,
  )
  let result: T
  try {
    result = await work(trx)
    const failed = await begun
    if (failed) throw failed
  } catch (error) {
    await client.query('rollback').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    )
    throw error
  }
  const ended = client.query('commit').then(
    ({ command }) => {
      client.release()
      // Postgres answers the COMMIT of a broken transaction with ROLLBACK: what `work` believes to have written is not there.
      if (command !== 'COMMIT') throw new Error('the transaction was rolled back')
    },
    (error: Error) => {
      client.release(error)
      throw error
    },
  )
  if (readOnly) ended.catch(() => {})
  else await ended
  return result
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Refuses anything but a uuid: the one place where a value is written into SQL as text. */
function literal(id: string): string {
  if (!uuid.test(id)) throw new TypeError('not a uuid')
  return `'${id}'`
}

/** The brand says through which door a connection came; only the four functions below may give it. */
function through<Branded extends Kysely<Tables>>(trx: Kysely<Tables>): Branded {
  return trx as Branded
}

/** One transaction in one tenant. No other tenant's row can be read or written in it. */
export async function inTenant<T>(
  db: Db,
  tenantId: TenantId,
  work: (trx: TenantDb) => Promise<T>,
  { readOnly = false }: TransactionOptions = {},
): Promise<T> {
  const begin = `begin${readOnly ? ' read only' : ''}; set local app.tenant = ${literal(tenantId)}`
  return transaction(db, begin, readOnly, (trx) => work(through<TenantDb>(trx)))
}

/** One read-only transaction over a person's own rows in all tenants. */
export async function asPerson<T>(db: Db, personId: PersonId, work: (trx: PersonDb) => Promise<T>): Promise<T> {
  return transaction(db, `begin read only; set local app.person = ${literal(personId)}`, true, (trx) => work(through<PersonDb>(trx)))
}

/** One read-only transaction of the platform's role. `db` has to be a pool of that role, or row level security shows nothing. */
export function asPlatform<T>(db: Db, work: (trx: PlatformDb) => Promise<T>): Promise<T> {
  return transaction(db, 'begin read only', true, (trx) => work(through<PlatformDb>(trx)))
}

/** One transaction on tables that no tenant owns. */
export function inPublic<T>(db: Db, work: (trx: PublicTrx) => Promise<T>): Promise<T> {
  return transaction(db, 'begin', false, (trx) => work(through<PublicTrx>(trx)))
}
