import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { newId } from '@edurise/db'
import { cloneDatabase, type TestDatabase } from '@edurise/db/testing'
import type { TenantId } from '@edurise/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'

const command = new URL('./create-admin.ts', import.meta.url).pathname
let database: TestDatabase

beforeAll(async () => {
  database = await cloneDatabase()
  await database.owner.open.insertInto('tenants').values({ id: newId<TenantId>(), slug: 'harbour', name: 'Harbour' }).execute()
})
afterAll(() => database.close())

async function run(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    DATABASE_URL: database.urls.app,
    DATABASE_OWNER_URL: database.urls.owner,
    AUTH_SECRET: 'a secret of the tests, long enough',
    STRIPE_SECRET_KEY: 'sk_of_the_tests_long_enough',
    STRIPE_WEBHOOK_SECRET: 'whsec_of_the_tests_long_enough',
    SMTP_URL: 'smtp://localhost:1',
    METRICS_TOKEN: 'metrics of the tests',
  }
  return promisify(execFile)(process.execPath, [command, ...args], { env })
}

test('somebody new becomes admin of a tenant, and is given an address instead of a password', async () => {
  const { stdout } = await run('--email', 'Head@Example.org', '--name', 'Head', '--tenant', 'harbour', '--language', 'so')
  expect(stdout).toMatch(/head@example\.org is admin of Harbour\.[^]*http:\/\/localhost:4000\/so\/reset-password\?token=/)
  const { rows } = await sql`select m.role, u.locale from memberships m join auth.users u on u.id = m.person_id`.execute(
    database.owner.open,
  )
  expect(rows).toEqual([{ role: 'admin', locale: 'so' }])
})

test('somebody becomes one of the platform’s staff', async () => {
  await run('--email', 'staff@example.org', '--name', 'Staff', '--platform')
  const { rows } = await sql`select u.email from platform_admins p join auth.users u on u.id = p.person_id`.execute(database.owner.open)
  expect(rows).toEqual([{ email: 'staff@example.org' }])
})

test('a tenant that does not exist is named, and nothing is made', async () => {
  await expect(run('--email', 'lost@example.org', '--name', 'Lost', '--tenant', 'nowhere')).rejects.toMatchObject({
    stderr: 'There is no tenant nowhere.\n',
  })
  const { rows } = await sql`select from auth.users where email = 'lost@example.org'`.execute(database.owner.open)
  expect(rows).toEqual([])
})
