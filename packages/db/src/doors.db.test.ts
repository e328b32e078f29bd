import type { CourseId, OrderId, PersonId, TenantId } from '@edurise/contracts/ids'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asPerson, asPlatform, inTenant } from './client.ts'
import { newId } from './ids.ts'
import { json } from './json.ts'
import { cloneDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.close())

async function aBuyerWithAnOrder() {
  const { open } = database.owner
  const [tenantId, courseId, personId, orderId] = [newId<TenantId>(), newId<CourseId>(), newId<PersonId>(), newId<OrderId>()]
  await open
    .insertInto('tenants')
    .values({ id: tenantId, slug: `t-${tenantId}`, name: 'A school' })
    .execute()
  await open
    .insertInto('courses')
    .values({
      tenant_id: tenantId,
      id: courseId,
      slug: 'knots',
      title: 'Knots',
      language: 'en',
      subject: 'build',
      teacher_id: personId,
      teacher_name: 'A teacher',
    })
    .execute()
  const offer = { title: 'Knots', slug: 'knots', refundDays: 14, tenantName: 'A school', teacherName: 'A teacher' }
  await open
    .insertInto('orders')
    .values({
      tenant_id: tenantId,
      id: orderId,
      person_id: personId,
      buyer_name: 'A buyer',
      buyer_email: 'buyer@example.org',
      course_id: courseId,
      subtotal_minor: 100,
      total_minor: 100,
      currency: 'USD',
      offer_snapshot: json(offer),
      locale: 'en',
      return_origin: 'http://localhost',
      created_at: new Date(),
    })
    .execute()
  return { tenantId, courseId, personId, orderId }
}

describe('the doors', () => {
  it('show a tenant its own rows and nobody else', async () => {
    const [mine, theirs] = [await aBuyerWithAnOrder(), await aBuyerWithAnOrder()]
    const seen = await inTenant(database.app, mine.tenantId, (trx) => trx.selectFrom('orders').select('id').execute())
    expect(seen).toEqual([{ id: mine.orderId }])
    const named = await inTenant(database.app, mine.tenantId, (trx) =>
      trx.selectFrom('orders').select('id').where('tenant_id', '=', theirs.tenantId).execute(),
    )
    expect(named).toEqual([])
  })

  it('show a person their own rows in every tenant and nobody else', async () => {
    const [mine, theirs] = [await aBuyerWithAnOrder(), await aBuyerWithAnOrder()]
    const seen = await asPerson(database.app, mine.personId, (trx) => trx.selectFrom('orders').select('id').execute())
    expect(seen).toEqual([{ id: mine.orderId }])
    expect(seen).not.toContainEqual({ id: theirs.orderId })
  })

  it('show nothing of any tenant where none was named', async () => {
    await aBuyerWithAnOrder()
    expect(await database.app.open.selectFrom('orders').select('id').execute()).toEqual([])
    expect(await asPlatform(database.app, (trx) => trx.selectFrom('orders').select('id').execute())).toEqual([])
  })

  it('leave no tenant behind on a connection that goes back to its pool', async () => {
    const { tenantId } = await aBuyerWithAnOrder()
    await Promise.all(
      Array.from({ length: 30 }, () => inTenant(database.app, tenantId, (trx) => trx.selectFrom('orders').select('id').execute())),
    )
    const left = await Promise.all(Array.from({ length: 30 }, () => database.app.open.selectFrom('orders').select('id').execute()))
    expect(left.flat()).toEqual([])
  })

  it('let nobody write a row of another tenant', async () => {
    const [mine, theirs] = [await aBuyerWithAnOrder(), await aBuyerWithAnOrder()]
    const write = inTenant(database.app, mine.tenantId, (trx) =>
      trx.insertInto('effects').values({ tenant_id: theirs.tenantId, key: 'k', kind: 'test' }).execute(),
    )
    await expect(write).rejects.toThrow('row-level security')
    const { rows } = await inTenant(database.app, mine.tenantId, (trx) =>
      sql`update orders set state = 'expired' where id = ${theirs.orderId} returning id`.execute(trx),
    )
    expect(rows).toEqual([])
  })

  it('let a reading transaction write nothing', async () => {
    const { tenantId } = await aBuyerWithAnOrder()
    const write = inTenant(
      database.app,
      tenantId,
      (trx) => trx.insertInto('effects').values({ tenant_id: tenantId, key: 'k', kind: 'test' }).execute(),
      { readOnly: true },
    )
    await expect(write).rejects.toThrow('read-only transaction')
  })

  it('keep what was written when the work succeeds, and nothing of it when it throws', async () => {
    const { tenantId } = await aBuyerWithAnOrder()
    const keys = () => inTenant(database.app, tenantId, (trx) => trx.selectFrom('effects').select('key').execute())
    await inTenant(database.app, tenantId, (trx) =>
      trx.insertInto('effects').values({ tenant_id: tenantId, key: 'kept', kind: 'test' }).execute(),
    )
    const failing = inTenant(database.app, tenantId, async (trx) => {
      await trx.insertInto('effects').values({ tenant_id: tenantId, key: 'lost', kind: 'test' }).execute()
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await keys()).toEqual([{ key: 'kept' }])
  })

  it('say so when a transaction that seemed to succeed was rolled back', async () => {
    const { tenantId } = await aBuyerWithAnOrder()
    const swallowed = inTenant(database.app, tenantId, async (trx) => {
      await sql`select 1 / 0`.execute(trx).catch(() => {})
    })
    await expect(swallowed).rejects.toThrow('rolled back')
  })

  it('refuse an id that is none', async () => {
    const injected = "'; drop table orders; --"
    await expect(inTenant(database.app, asTenantId(injected), () => Promise.resolve())).rejects.toThrow('not a uuid')
  })

  it('let the app neither change nor remove a line of the books or of the audit log', async () => {
    const { tenantId } = await aBuyerWithAnOrder()
    for (const statement of [
      sql`update ledger_entries set amount_minor = 0`,
      sql`delete from ledger_entries`,
      sql`update audit_log set action = ''`,
      sql`delete from audit_log`,
    ]) {
      await expect(inTenant(database.app, tenantId, (trx) => statement.execute(trx))).rejects.toThrow('permission denied')
    }
  })

  it('let the platform read over all tenants and write nowhere', async () => {
    const { orderId } = await aBuyerWithAnOrder()
    const seen = await asPlatform(database.platform, (trx) => trx.selectFrom('orders').select('id').execute())
    expect(seen).toContainEqual({ id: orderId })
    await expect(sql`update orders set state = 'expired'`.execute(database.platform.open)).rejects.toThrow('permission denied')
  })
})

/** What no caller can make by type: the wall behind the types is what is tested. */
function asTenantId(text: string): TenantId {
  return text as TenantId
}
