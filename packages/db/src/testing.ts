import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { connect, type ConnectOptions, type Db } from './client.ts'
import { migrate } from './migrate.ts'
import { ensureRoles, roles, urlForRole } from './roles.ts'

/** Superuser address of the test cluster; the test runner sets it. */
function clusterUrl(): string {
  const { TEST_DATABASE_URL } = process.env
  if (!TEST_DATABASE_URL) throw new Error('TEST_DATABASE_URL names no cluster')
  return TEST_DATABASE_URL
}

const password = 'test'
const templateName = 'edurise_template'

function databaseUrl(name: string): string {
  const url = new URL(clusterUrl())
  url.pathname = `/${name}`
  return url.href
}

async function onServer(work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl('postgres') })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

/** Makes the template that every test database is cloned from: migrated, empty, and closed to connections. */
export async function makeTemplate(finish?: (ownerUrl: string) => Promise<void>): Promise<void> {
  await onServer(async (client) => {
    const { rows } = await client.query<{ datname: string }>(`select datname from pg_database where datname like 'edurise\\_%'`)
    for (const { datname } of rows) {
      await client.query(`alter database ${client.escapeIdentifier(datname)} is_template false`)
      await client.query(`drop database ${client.escapeIdentifier(datname)} with (force)`)
    }
    await client.query(`create database ${templateName}`)
  })
  const ownerUrl = databaseUrl(templateName)
  await ensureRoles(ownerUrl, password)
  await migrate(ownerUrl)
  await finish?.(ownerUrl)
  await onServer(async (client) => {
    await client.query(`alter database ${templateName} is_template true allow_connections false`)
  })
}

/** A pool has ended before the last of its connections has: dropping the database under one would fail the test run. */
async function dropWhenLeft(client: pg.Client, name: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [name])
    if (rowCount === 0) break
    await client.query('select pg_sleep(0.02)')
  }
  await client.query(`drop database ${client.escapeIdentifier(name)} with (force)`)
}

export interface TestDatabase {
  /** Row level security applies, as in production. */
  app: Db
  platform: Db
  /** Sees every tenant: for arranging and for asserting, never handed to code under test. */
  owner: Db
  urls: { owner: string; app: string; auth: string; platform: string }
  close: () => Promise<void>
}

/** A database of one's own, cloned from the migrated template in a few milliseconds. */
export async function cloneDatabase(options: ConnectOptions = {}): Promise<TestDatabase> {
  const name = `edurise_${randomUUID().slice(0, 8)}`
  await onServer(async (client) => {
    await client.query(`create database ${name} template ${templateName} strategy file_copy`)
  })
  const owner = databaseUrl(name)
  const withPassword = new URL(owner)
  withPassword.password = password
  const urlOf = (role: (typeof roles)[keyof typeof roles]) => urlForRole(withPassword.href, role)
  const urls = { owner, app: urlOf(roles.app), auth: urlOf(roles.auth), platform: urlOf(roles.platform) }
  const opened = openDatabase(urls, options)
  return {
    ...opened,
    async close() {
      await opened.close()
      await onServer((client) => dropWhenLeft(client, name))
    },
  }
}

/** A database that another process has cloned, and drops. */
export function openDatabase(urls: TestDatabase['urls'], options: ConnectOptions = {}): TestDatabase {
  const pools = { app: connect(urls.app, options), platform: connect(urls.platform, { max: 2 }), owner: connect(urls.owner, { max: 4 }) }
  return {
    ...pools,
    urls,
    async close() {
      await Promise.all(Object.values(pools).map((pool) => pool.close()))
    },
  }
}
