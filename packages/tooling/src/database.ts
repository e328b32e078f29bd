import pg from 'pg'
import { inData } from './places.ts'
import { startPostgres } from './postgres.ts'
import type { RunningPostgres } from './postgres.ts'
import { Refusal } from './refusal.ts'

export type Database = {
  /** Where it is, for the reader: no password. */
  described: string
  /** For the server: a role that row level security binds. */
  url: string
  directUrl: string
  /** For migrations and seeds; undefined when only the server's address is known. */
  ownerUrl: string | undefined
  embedded: boolean
  /** Of the embedded database: what it said last when it has ended, else undefined. */
  lastWords: () => string[] | undefined
  /** Ends what this call started; an adopted or foreign database stays. */
  release: () => Promise<void>
  /** Ends the embedded database, adopted or not. */
  stop: () => Promise<void>
}

/** The database of this environment: DATABASE_URL's, else the embedded one, which is started when it does not run. */
export async function openDatabase(env: NodeJS.ProcessEnv, password: string): Promise<Database> {
  return env.DATABASE_URL ? foreign(env, env.DATABASE_URL, password) : embed(password)
}

const name = 'edurise'

async function embed(password: string): Promise<Database> {
  const options = { dataDir: inData('postgres'), durable: true, settings: { max_connections: 200, shared_buffers: '256MB' } }
  const postgres = await startPostgres(options).catch((error: unknown) => {
    throw error instanceof Error ? new Refusal(error.message) : error
  })
  await ensureDatabase(postgres)
  const ownerUrl = withParts(postgres.ownerUrl, { pathname: `/${name}` })
  const url = withParts(ownerUrl, { username: 'edurise_app', password })
  return {
    described: `embedded Postgres on port ${postgres.port}${postgres.adopted ? ' (was running already)' : ''}, data in ${postgres.dataDir}`,
    url,
    directUrl: url,
    ownerUrl,
    embedded: true,
    lastWords: postgres.lastWords,
    release: async () => (postgres.adopted ? undefined : postgres.stop()),
    stop: postgres.stop,
  }
}

async function ensureDatabase(postgres: RunningPostgres): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.ownerUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
}

async function foreign(env: NodeJS.ProcessEnv, given: string, password: string): Promise<Database> {
  const stay = async () => {}
  const owner = env.DATABASE_OWNER_URL
  if (owner) {
    await look(owner, 'DATABASE_OWNER_URL')
    return {
      described: place(given),
      url: given,
      directUrl: env.DATABASE_DIRECT_URL || given,
      ownerUrl: owner,
      embedded: false,
      lastWords: () => undefined,
      release: stay,
      stop: stay,
    }
  }
  const { superuser } = await look(given, 'DATABASE_URL')
  if (!superuser) {
    const described = `${place(given)} (DATABASE_OWNER_URL is not set: nothing is migrated from here)`
    return {
      described,
      url: given,
      directUrl: env.DATABASE_DIRECT_URL || given,
      ownerUrl: undefined,
      embedded: false,
      lastWords: () => undefined,
      release: stay,
      stop: stay,
    }
  }
  const url = withParts(given, { username: 'edurise_app', password })
  const direct = env.DATABASE_DIRECT_URL ? withParts(env.DATABASE_DIRECT_URL, { username: 'edurise_app', password }) : url
  const described = `${place(given)} (DATABASE_URL's role is a superuser: it migrates, and the server uses the role edurise_app made for it)`
  return { described, url, directUrl: direct, ownerUrl: given, embedded: false, lastWords: () => undefined, release: stay, stop: stay }
}

async function look(url: string, variable: string): Promise<{ superuser: boolean }> {
  if (!URL.canParse(url)) throw new Refusal(`${variable} is not an address. Expected: postgres://user:password@host:5432/database`)
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 8_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number; superuser: boolean }>(
      `select current_setting('server_version_num')::int as version, rolsuper as superuser from pg_roles where rolname = current_user`,
    )
    const version = Math.floor((rows[0]?.version ?? 0) / 10_000)
    if (version < 15 || version > 18)
      throw new Refusal(`${variable} leads to Postgres ${version} at ${place(url)}. Versions 15 to 18 are supported.`)
    return { superuser: rows[0]?.superuser === true }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(
      `${variable} does not answer at ${place(url)}: ${reason(error)}\nStart that server, correct ${variable}, or unset it to use the embedded Postgres.`,
    )
  } finally {
    await client.end().catch(() => {})
  }
}

function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join(', ')
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  const known: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there.',
    ENOTFOUND: 'no such host.',
    ETIMEDOUT: 'no answer in time.',
    '28P01': 'the password is wrong.',
    '28000': 'the role may not sign in.',
    '3D000': 'that database does not exist.',
  }
  return known[code] ?? error.message
}

function place(url: string): string {
  const { hostname, port, pathname } = new URL(url)
  return `${hostname}:${port || 5432}${pathname}`
}

function withParts(url: string, parts: { username?: string; password?: string; pathname?: string }): string {
  const address = new URL(url)
  if (parts.username !== undefined) address.username = parts.username
  if (parts.password !== undefined) address.password = parts.password
  if (parts.pathname !== undefined) address.pathname = parts.pathname
  return address.href
}
