import type { PersonId, Role } from '@edurise/contracts'
import { inTenant } from '@edurise/db'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startListener, type Listener } from '../../listener.ts'
import { createRights } from '../../rights.ts'
import { createRoutes } from '../../routes-of-tenants.ts'
import { appRouter } from '../../router.ts'
import { refusal, useWorld, type SignedIn } from '../../testing/world.ts'
import { createCallerFactory } from '../../trpc.ts'
import { openAuthPool, openPeople, type People } from './index.ts'

const log = pino({ level: 'silent' })
let listener: Listener
let people: People
let closePool: () => Promise<void>

const world = useWorld({
  parts: ({ config, database }) => {
    listener = startListener(database.urls.app, log)
    const routes = createRoutes({ db: database.app, listener, publicUrl: config.publicUrl })
    const pool = openAuthPool(database.urls.auth, () => {})
    closePool = () => pool.end()
    people = openPeople({ pool, listener, routes, config, sendAccountMail: () => Promise.resolve(), log })
    return { accounts: people.accounts, routes, rights: createRights({ db: database.app, listener }) }
  },
})
beforeAll(() => vi.waitUntil(() => listener.up))
afterAll(async () => {
  await people.close()
  await closePool()
  await listener.close()
})

const callerOf = createCallerFactory(appRouter)
const callerAs = (...who: Parameters<typeof world.contextOf>) => callerOf(world.contextOf(...who))

let count = 0
/** A member with an account, unlike those of `signedIn`, whose names nobody reads. */
async function member(
  tenant: Pick<SignedIn, 'tenantId'>,
  name: string,
  role: Role = 'student',
  email = `member-${(count += 1)}@example.org`,
): Promise<PersonId> {
  const id = await people.createPerson({ email, name, verified: true })
  await world.db.open
    .insertInto('memberships')
    .values({ tenant_id: tenant.tenantId, person_id: id, role, created_at: world.clock.now() })
    .execute()
  return id
}

describe('members', () => {
  test('are listed page by page, newest first, and found by how a name or an address begins', async () => {
    const admin = await world.signedIn({ role: 'admin' })
    const ids = [
      await member(admin, 'Amina Warsame'),
      await member(admin, 'Bashir Omar', 'teacher'),
      await member(admin, 'Cawo 100%', 'student', 'warsan@example.org'),
    ]
    const one = await admin.api.people.members({ limit: 2 })
    const two = await admin.api.people.members({ limit: 3, ...(one.nextCursor !== null && { cursor: one.nextCursor }) })
    expect([...one.items, ...two.items].map(({ personId }) => personId)).toEqual([...ids.toReversed(), admin.person.id])
    expect(two.nextCursor).toBeNull()
    const named = async (q: string) => (await admin.api.people.members({ q })).items.map(({ name }) => name)
    expect(await named('wars')).toEqual(['Cawo 100%', 'Amina Warsame'])
    expect(await named('100%')).toEqual(['Cawo 100%'])
    expect(await named('%')).toEqual([])
    expect((await admin.api.people.members({ role: 'teacher' })).items.map(({ name }) => name)).toEqual(['Bashir Omar'])
    await expect(admin.api.people.members({ cursor: 'broken' })).rejects.toMatchObject(refusal('INPUT_INVALID'))
  })

  test('of another tenant are not shown, nor is anything of theirs readable there', async () => {
    const admin = await world.signedIn({ role: 'admin' })
    const stranger = await member(await world.signedIn({ role: 'admin' }), 'Stranger')
    expect((await admin.api.people.members({ q: 'Stranger' })).items).toEqual([])
    await expect(admin.api.people.changeRole({ personId: stranger, role: 'teacher' })).rejects.toMatchObject(refusal('PERSON_NOT_FOUND'))
    const seen = await inTenant(world.platform.db, admin.tenantId, (trx) => trx.selectFrom('people').select('id').execute())
    expect(seen.map(({ id }) => id)).not.toContain(stranger)
    await expect(world.platform.db.open.selectFrom('people').selectAll().execute()).resolves.toEqual([])
  })

  test('are read in one statement, however many there are', async () => {
    const admin = await world.signedIn({ role: 'admin' })
    for (let at = 0; at < 5; at += 1) await member(admin, `Person ${at}`)
    await admin.api.people.members({})
    const { sql: statements } = await world.statements(() => admin.api.people.members({}))
    // Her rights are remembered; when news of them has only just arrived they are read once more.
    expect(statements.filter((statement) => statement.includes('"people"'))).toHaveLength(1)
    expect(statements.length).toBeLessThanOrEqual(2)
  })
})

describe('roles', () => {
  test('a role that was taken away opens nothing any more', async () => {
    const admin = await world.signedIn({ role: 'admin' })
    const other = await world.signedIn({ role: 'admin', tenant: admin })
    await other.api.people.members({})
    expect(await admin.api.people.changeRole({ personId: other.person.id, role: 'student' })).toMatchObject({ role: 'student' })
    await expect
      .poll(() => other.api.people.members({}).catch((error: unknown) => error), { interval: 5 })
      .toMatchObject(refusal('NOT_ALLOWED'))
    const written = await inTenant(world.platform.db, admin.tenantId, (trx) =>
      trx.selectFrom('audit_log').select(['action', 'actor_id', 'before', 'after']).execute(),
    )
    expect(written).toEqual([
      { action: 'people.changeRole', actor_id: admin.person.id, before: { role: 'admin' }, after: { role: 'student' } },
    ])
  })

  test('the last admin stays, even when two step down at the same moment', async () => {
    const tenant = await world.signedIn()
    const ids = [await member(tenant, 'One', 'admin'), await member(tenant, 'Two', 'admin')]
    const admin = await world.signedIn({ role: 'teacher', tenant })
    const [one, two] = ids
    if (!one || !two) throw new Error('two were made')
    const callAs = async (id: PersonId) => {
      const host = { tenantId: tenant.tenantId, slug: tenant.slug }
      return callerAs({ ...admin.person, id }, host).people.changeRole({ personId: id, role: 'student' })
    }
    const outcomes = await Promise.allSettled([callAs(one), callAs(two)])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: refusal('LAST_ADMIN') })
  })
})

describe('one’s own account', () => {
  test('shows its tenants and its rights on this host', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const me = await teacher.api.people.me({})
    expect(me.memberships).toEqual([
      { tenantId: teacher.tenantId, slug: teacher.slug, name: expect.any(String), names: expect.any(Object), role: 'teacher' },
    ])
    expect(me.permissions).toContain('courses.author')
    expect(me.platformPermissions).toEqual([])
    expect((await teacher.marketplace.people.me({})).permissions).toEqual([])
  })

  test('platform staff is told so', async () => {
    const staff = await world.platformAdmin()
    expect((await staff.api.people.me({})).platformPermissions).toEqual(['platform.events', 'platform.tenants', 'platform.reconciliation'])
    expect((await staff.api.tenants.list({ limit: 100 })).items.length).toBeGreaterThan(0)
  })

  test('goes on at the address that a hand-off answers, and nowhere unknown', async () => {
    const person = await world.signedIn()
    const { url } = await person.marketplace.people.handoff({ to: null, path: '/learn' })
    expect(new URL(url).origin).toBe('http://localhost:4000')
    const portal = await person.marketplace.people.handoff({ to: person.slug, path: '/learn' })
    expect(new URL(portal.url).host).toBe(`${person.slug}.localhost:4000`)
    await expect(person.api.people.handoff({ to: 'nobody-at-all', path: '/' })).rejects.toMatchObject(refusal('TENANT_NOT_FOUND'))
    await expect(person.api.people.handoff({ to: null, path: '//evil.example' })).rejects.toMatchObject(refusal('INPUT_INVALID'))
  })

  test('a device can be ended by its owner alone', async () => {
    const id = await people.createPerson({ email: 'devices@example.org', name: 'Devices' })
    const { cookie } = await people.accounts.openSession(id)
    const { cookie: elsewhere } = await people.accounts.openSession(id)
    const person = await people.accounts.personOf({ cookie })
    const other = await people.accounts.personOf({ cookie: elsewhere })
    if (!person || !other) throw new Error('both are signed in')
    const api = callerAs(person, null)
    const devices = await api.people.devices({})
    expect(new Map(devices.map(({ id: device, current }) => [device, current]))).toEqual(
      new Map([
        [person.sessionId, true],
        [other.sessionId, false],
      ]),
    )
    const stranger = await world.signedIn()
    await expect(stranger.api.people.endDevice({ id: other.sessionId })).rejects.toMatchObject(refusal('DEVICE_NOT_FOUND'))
    await api.people.endDevice({ id: other.sessionId })
    expect(await people.accounts.personOf({ cookie: elsewhere })).toBeNull()
    await api.people.updateMe({ name: 'New name', locale: 'ar' })
    expect(await people.accounts.personOf({ cookie })).toMatchObject({ name: 'New name', locale: 'ar' })
  })
})

test('a portal shows how many courses and learners it has, in one statement', async () => {
  const tenant = await world.aTenant()
  await world.aCourse({ tenantId: tenant.tenantId })
  await world.aCourse({ tenantId: tenant.tenantId, state: 'draft' })
  const { result, sql: statements } = await world.statements(() => world.visitor(tenant).api.tenants.current({}))
  expect(result).toMatchObject({ slug: tenant.slug, courses: 1, learners: 0, brand: { hue: expect.any(Number), logoUrl: null } })
  expect(statements).toHaveLength(1)
  expect(await world.visitor().api.tenants.current({})).toBeNull()
})
