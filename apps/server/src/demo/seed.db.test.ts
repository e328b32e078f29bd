import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inTenant } from '@edurise/db'
import { cloneDatabase, type TestDatabase } from '@edurise/db/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeListing } from '../features/marketplace/index.ts'
import { verifyPassword } from '../features/people/password.ts'
import { filesOnDisk } from '../gateways/files-on-disk.ts'
import { insertTenant } from '../testing/factories.ts'
import { demoPassword, NotTheDemo, seedDemo } from './demo.ts'
import { seedScale } from './scale.ts'

const folder = mkdtempSync(join(tmpdir(), 'edurise-demo-'))
const files = filesOnDisk({ filesUrl: `${pathToFileURL(folder).href}/`, authSecret: 'a secret of the tests, long enough' })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const quiet = () => {}
const seeding = (database: TestDatabase) => ({ owner: database.owner, files, now: new Date('2026-06-01T12:00:00Z'), say: quiet })
const listings = ({ owner }: TestDatabase) =>
  sql<Record<string, unknown>>`select * from course_listings order by slug`.execute(owner.open).then(({ rows }) => rows)

async function count({ owner }: TestDatabase, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from ${sql.table(table)}`.execute(owner.open)
  return rows[0]?.count ?? 0
}

describe('the demo', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await cloneDatabase()
    await seedDemo(seeding(database))
  })
  afterAll(() => database.close())

  it('sells what the printed addresses promise', async () => {
    const listed = await listings(database)
    const priceOf = (slug: string) => listed.find((row) => row['slug'] === slug)?.['price_minor']
    expect([priceOf('sea-navigation'), priceOf('first-aid-basics')]).toEqual([4_900, 0])
    expect(new Set(listed.map((row) => row['language']))).toEqual(new Set(['en', 'ar', 'so']))
    expect(listed.every((row) => Number(row['learners']) >= 5 && Number(row['rating_count']) > 0)).toBe(true)
  })

  it('has the five accounts, verified, with their password and their rights', async () => {
    const { rows } = await sql<{ email: string; password: string; verified: boolean; role: string | null; platform: boolean }>`
      select u.email, a.password, u.email_verified as verified, m.role, exists (select from platform_admins p where p.person_id = u.id) as platform
      from auth.users u join auth.accounts a on a.user_id = u.id left join memberships m on m.person_id = u.id
      where u.email in ('student@demo.test', 'teacher@demo.test', 'admin@demo.test', 'noor@demo.test', 'platform@demo.test') order by u.email`.execute(
      database.owner.open,
    )
    expect(rows.map(({ email, role, platform, verified }) => [email, role, platform, verified])).toEqual([
      ['admin@demo.test', 'admin', false, true],
      ['noor@demo.test', 'admin', false, true],
      ['platform@demo.test', null, true, true],
      ['student@demo.test', null, false, true],
      ['teacher@demo.test', 'teacher', false, true],
    ])
    for (const { password } of rows) expect(await verifyPassword(password, demoPassword)).toBe(true)
  })

  it('keeps its pictures, film and captions as files of ours', async () => {
    const { rows } = await sql<{
      html: string
    }>`select body_html as html from lessons where body like '%](images/%' or (kind = 'text' and body_html = '')`.execute(
      database.owner.open,
    )
    expect(rows).toEqual([])
    const video = await database.owner.open.selectFrom('lessons').select('video').where('kind', '=', 'video').executeTakeFirstOrThrow()
    expect(video.video).toMatchObject({ durationSeconds: 64.4, captions: [{ language: 'en' }, { language: 'ar' }, { language: 'so' }] })
  })

  it('is the same when it is put in once more', async () => {
    const tables = [
      'tenants',
      'courses',
      'lessons',
      'files',
      'enrolments',
      'grants',
      'lesson_progress',
      'reviews',
      'memberships',
      'payment_methods',
      'bank_accounts',
      'auth.users',
      'auth.accounts',
    ]
    const before = await Promise.all(tables.map((table) => count(database, table)))
    await seedDemo(seeding(database))
    expect(await Promise.all(tables.map((table) => count(database, table)))).toEqual(before)
  })

  it('with a number besides has that many courses more, listed as the server itself lists them', async () => {
    await seedScale(database.owner, 130, quiet)
    const made = (await listings(database)).filter((row) => String(row['slug']).startsWith('scale-'))
    expect(made).toHaveLength(130)
    const courses = await database.owner.open.selectFrom('courses').select(['tenant_id', 'id']).where('slug', 'like', 'scale-%').execute()
    for (const { tenant_id: tenantId, id } of courses) await inTenant(database.app, tenantId, (trx) => writeListing(trx, tenantId, id))
    expect((await listings(database)).filter((row) => String(row['slug']).startsWith('scale-'))).toEqual(made)
    const enrolled = await count(database, 'enrolments')
    await seedScale(database.owner, 130, quiet)
    expect(await count(database, 'enrolments')).toBe(enrolled)
  })
})

describe('a database that is not the demo', () => {
  it('is left alone', async () => {
    const database = await cloneDatabase()
    await insertTenant(database.owner, { slug: 'somebody' })
    await expect(seedDemo(seeding(database))).rejects.toThrow(NotTheDemo)
    expect([await count(database, 'tenants'), await count(database, 'auth.users')]).toEqual([1, 0])
    await database.close()
  })
})
