import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneDatabase, type TestDatabase } from '@edurise/db/testing'
import { createReadiness, missingMigrations, tooMightyRole } from './health.ts'

const listener = { up: true, subscribe: () => {}, tell: () => Promise.resolve(), close: () => Promise.resolve() }

describe('health', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await cloneDatabase()
  })
  afterAll(() => database.close())

  it('lets the role serve that row level security holds for, and no mightier one', async () => {
    expect(await tooMightyRole(database.app)).toBeNull()
    expect(await tooMightyRole(database.owner)).toMatch(/superuser/)
  })

  it('names the migration that the database lacks', async () => {
    const [first] = await namesInOrder()
    await sql`delete from kysely_migration where name = ${first}`.execute(database.owner.open)
    expect(await missingMigrations(database.app)).toEqual([first])
    const readiness = createReadiness({ db: database.app, listener })
    expect(await readiness.reasons()).toEqual({ migrations: `missing: ${first}` })
    await sql`insert into kysely_migration (name, timestamp) values (${first}, '2026')`.execute(database.owner.open)
    expect(await readiness.reasons()).toEqual({})
  })

  it('says that it is not ready while the listener is deaf, and when it goes away', async () => {
    const readiness = createReadiness({ db: database.app, listener: { ...listener, up: false } })
    expect(await readiness.reasons()).toEqual({ listener: 'reconnecting' })
    readiness.close()
    expect(await readiness.reasons()).toEqual({ shutdown: 'going away' })
  })

  async function namesInOrder(): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(database.owner.open)
    return rows.map(({ name }) => name)
  }
})
