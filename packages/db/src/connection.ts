import { createHash } from 'node:crypto'
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely'
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type pg from 'pg'
import type { Tables } from './tables.ts'

/** What one statement cost. `operation` is its first word (select, insert, …). */
export interface StatementCost {
  sql: string
  milliseconds: number
}

export interface StatementOptions {
  /** Statements keep a name on their connection, so Postgres plans each once. Off behind a pooler that cannot follow names. */
  named: boolean
  onStatement?: ((cost: StatementCost) => void) | undefined
}

const nameLimit = 2_000
const names = new Map<string, string>()

function nameOf(sql: string): string | undefined {
  const known = names.get(sql)
  if (known || names.size >= nameLimit) return known
  const name = `q_${createHash('sha256').update(sql).digest('base64url').slice(0, 16)}`
  names.set(sql, name)
  return name
}

class ClientConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient
  readonly #options: StatementOptions

  constructor(client: pg.PoolClient, options: StatementOptions) {
    this.#client = client
    this.#options = options
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const started = performance.now()
    const name = this.#options.named ? nameOf(sql) : undefined
    const { command, rowCount, rows } = await this.#client.query<Row & pg.QueryResultRow>({
      text: sql,
      values: [...parameters],
      ...(name && { name }),
    })
    this.#options.onStatement?.({ sql, milliseconds: performance.now() - started })
    const changed = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE'
    return changed ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
  }

  streamQuery(): never {
    throw new Error('a pipelined connection streams nothing: page through the rows instead')
  }
}

/** How a driver comes by a connection, and gives it back. */
interface Source {
  acquire: () => Promise<pg.PoolClient>
  release: (client: pg.PoolClient) => void
}

class SourceDriver implements Driver {
  readonly #source: Source
  readonly #options: StatementOptions
  readonly #clients = new WeakMap<DatabaseConnection, pg.PoolClient>()

  constructor(source: Source, options: StatementOptions) {
    this.#source = source
    this.#options = options
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const client = await this.#source.acquire()
    const connection = new ClientConnection(client, this.#options)
    this.#clients.set(connection, client)
    return connection
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const client = this.#clients.get(connection)
    if (client) this.#source.release(client)
  }

  beginTransaction(): Promise<void> {
    throw new Error('transactions begin at one of the doors of this package')
  }

  commitTransaction(): Promise<void> {
    throw new Error('transactions end at one of the doors of this package')
  }

  rollbackTransaction(): Promise<void> {
    throw new Error('transactions end at one of the doors of this package')
  }

  async destroy(): Promise<void> {}
}

function kyselyOver(source: Source, options: StatementOptions): Kysely<Tables> {
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new SourceDriver(source, options),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
  return new Kysely<Tables>({ dialect })
}

/** Each statement on a connection of its own. */
export function kyselyOverPool(pool: pg.Pool, options: StatementOptions): Kysely<Tables> {
  return kyselyOver({ acquire: () => pool.connect(), release: (client) => client.release() }, options)
}

/** Every statement on this one connection, whose transaction somebody else keeps. */
export function kyselyOverClient(client: pg.PoolClient, options: StatementOptions): Kysely<Tables> {
  return kyselyOver({ acquire: () => Promise.resolve(client), release: () => {} }, options)
}
