import type { PersonId } from '@edurise/contracts'
import { cloneDatabase, type TestDatabase } from '@edurise/db/testing'
import { sql } from 'kysely'
import Fastify, { type FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startListener, type Listener } from '../../listener.ts'
import { createRoutes } from '../../routes-of-tenants.ts'
import { openAuthPool, openPeople, type AccountMail, type People } from './index.ts'

const log = pino({ level: 'silent' })
const secret = 'the-secret-of-this-test-which-is-long-enough'
const publicUrl = new URL('http://localhost:4000')
const password = 'nine goats on a small hill'
const limits = { apiAnonymous: 100, apiSignedIn: 300, payments: 10, uploads: 20, signIn: 5, signInDay: 100, signUp: 20, reset: 5 }

interface Process {
  people: People
  app: FastifyInstance
  mails: AccountMail[]
  listener: Listener
  close: () => Promise<void>
}

let database: TestDatabase
let first: Process
let second: Process
let now = () => new Date()

async function startProcess(): Promise<Process> {
  const listener = startListener(database.urls.app, log)
  const pool = openAuthPool(database.urls.auth, () => {})
  const routes = createRoutes({ db: database.app, listener, publicUrl })
  const mails: AccountMail[] = []
  const sendAccountMail = async (mail: AccountMail) => void mails.push(mail)
  const people = openPeople({
    pool,
    listener,
    routes,
    config: { authSecret: secret, publicUrl, limits },
    sendAccountMail,
    log,
    now: () => now(),
  })
  const app = Fastify({ trustProxy: true })
  await app.register(people.routes, { prefix: '/api/v1/auth' })
  await vi.waitUntil(() => listener.up)
  return {
    people,
    app,
    mails,
    listener,
    async close() {
      await app.close()
      await people.close()
      await listener.close()
      await pool.end()
    },
  }
}

let addresses = 0
interface Asked {
  cookie?: string | undefined
  host?: string
  address?: string
}
const ask = (
  { app }: Process,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
  { cookie, host = 'localhost:4000', address = `10.0.${addresses >> 8}.${(addresses += 1) & 255}` }: Asked = {},
) =>
  app.inject({
    method,
    url: `/api/v1/auth${path}`,
    headers: { host, 'x-forwarded-for': address, 'user-agent': 'A browser', ...(cookie !== undefined && { cookie }) },
    ...(body && { payload: body }),
  })
const cookieOf = (answer: { headers: Record<string, unknown> }) => String(answer.headers['set-cookie']).split(';', 1)[0] ?? ''
const whoIs = async (process: Process, cookie: string) => (await process.people.accounts.personOf({ cookie }))?.email ?? null

let people = 0
async function somebody(): Promise<{ id: PersonId; email: string; cookie: string }> {
  const email = `person-${(people += 1)}@example.org`
  const id = await first.people.createPerson({ email, name: 'Hodan Ali', password, verified: true })
  const answer = await ask(first, 'POST', '/sign-in/email', { email, password })
  expect(answer.statusCode).toBe(200)
  return { id, email, cookie: cookieOf(answer) }
}

beforeAll(async () => {
  database = await cloneDatabase()
  first = await startProcess()
  second = await startProcess()
})
afterAll(async () => {
  await first.close()
  await second.close()
  await database.close()
})

describe('sessions', () => {
  test('somebody who signs up is signed in, by a cookie that only this host and only HTTP may read', async () => {
    const answer = await ask(first, 'POST', '/sign-up/email', { name: 'Faduma', email: 'Faduma@Example.org', password, locale: 'so' })
    expect(answer.json()).toMatchObject({ person: { name: 'Faduma', email: 'faduma@example.org', emailVerified: false, locale: 'so' } })
    expect(answer.headers['set-cookie']).toMatch(/^__Host-edurise=[^;]+; Max-Age=5184000; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    expect(await whoIs(second, cookieOf(answer))).toBe('faduma@example.org')
    expect(answer.body).not.toContain('token')
  })

  test('no token stands in the database as it was handed out', async () => {
    const { cookie } = await somebody()
    const token = decodeURIComponent(cookie.slice('__Host-edurise='.length)).split('.')[0] ?? ''
    await ask(first, 'POST', '/request-password-reset', { email: 'faduma@example.org' })
    await expect.poll(() => first.mails.some(({ kind }) => kind === 'reset_password')).toBe(true)
    const link = first.mails.find(({ kind }) => kind === 'reset_password')?.url.split('token=')[1] ?? ''
    const { rows } = await sql<{ row: string }>`
      select s::text as row from auth.sessions s union all select v::text from auth.verifications v`.execute(database.owner.open)
    const all = rows.map(({ row }) => row).join('\n')
    expect(token.length).toBeGreaterThan(20)
    expect(link.length).toBeGreaterThan(20)
    expect(all).not.toContain(token)
    expect(all).not.toContain(link)
  })

  test('a cookie whose signature was changed opens nothing', async () => {
    const { cookie } = await somebody()
    expect(await whoIs(first, `${cookie.slice(0, -8)}AAAAA%3D`)).toBeNull()
    expect(await whoIs(first, '__Host-edurise=nonsense')).toBeNull()
    expect(await whoIs(first, '__Host-edurise=%E0%A4%A')).toBeNull()
  })

  test('a session that nobody used for two weeks is over, for the account library as well', async () => {
    const { cookie, id } = await somebody()
    await sql`update auth.sessions set expires_at = now() - interval '1 second' where user_id = ${id}`.execute(database.owner.open)
    expect(await whoIs(second, cookie)).toBeNull()
    const headers = new Headers({ cookie })
    expect(await first.people.accounts.library.api.getSession({ headers })).toBeNull()
  })

  test('a session that is used goes on, but never past its absolute end', async () => {
    const { cookie, id } = await somebody()
    const started = Date.now()
    const later = new Date(started + 13 * 86_400_000)
    now = () => later
    try {
      expect(await whoIs(second, cookie)).not.toBeNull()
      await second.people.accounts.close()
      const { rows } = await sql<{ expires: Date | string }>`select expires_at as expires from auth.sessions where user_id = ${id}`.execute(
        database.owner.open,
      )
      expect(new Date(rows[0]?.expires ?? 0).getTime()).toBeGreaterThan(started + 26 * 86_400_000)
      now = () => new Date(started + 61 * 86_400_000)
      await sql`update auth.sessions set expires_at = now() + interval '90 days' where user_id = ${id}`.execute(database.owner.open)
      expect(await whoIs(second, cookie)).toBeNull()
    } finally {
      now = () => new Date()
    }
  })

  test('signing out bites at once, in every process', async () => {
    const { cookie, email } = await somebody()
    expect(await whoIs(second, cookie)).toBe(email)
    const answer = await ask(first, 'POST', '/sign-out', {}, { cookie })
    expect(answer.headers['set-cookie']).toMatch(/^__Host-edurise=; Max-Age=0; Path=\/; HttpOnly; Secure/)
    expect(await whoIs(first, cookie)).toBeNull()
    await expect.poll(() => whoIs(second, cookie), { interval: 5 }).toBeNull()
  })

  test('while nothing can be heard from other processes nothing remembered is believed', async () => {
    const third = await startProcess()
    const { cookie, email } = await somebody()
    expect(await whoIs(third, cookie)).toBe(email)
    await third.listener.close()
    await ask(first, 'POST', '/sign-out', {}, { cookie })
    expect(await whoIs(third, cookie)).toBeNull()
    await third.close()
  })

  test('a listener whose connection was cut comes back and hears again', async () => {
    const { cookie, email } = await somebody()
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'edurise-listener' and datname = current_database()`.execute(
      database.owner.open,
    )
    await expect.poll(() => first.listener.up).toBe(false)
    await expect.poll(() => first.listener.up && second.listener.up).toBe(true)
    expect(await whoIs(second, cookie)).toBe(email)
    await ask(first, 'POST', '/sign-out', {}, { cookie })
    await expect.poll(() => whoIs(second, cookie), { interval: 5 }).toBeNull()
  })
})

describe('passwords', () => {
  test('changing it ends every other session and keeps the one it was changed in', async () => {
    const { cookie, email } = await somebody()
    const other = cookieOf(await ask(second, 'POST', '/sign-in/email', { email, password }))
    const wrong = await ask(
      first,
      'POST',
      '/change-password',
      { currentPassword: 'not the right one', newPassword: 'seven boats in the harbour' },
      { cookie },
    )
    expect(wrong.json()).toMatchObject({ error: { code: 'CREDENTIALS_WRONG' } })
    const answer = await ask(
      first,
      'POST',
      '/change-password',
      { currentPassword: password, newPassword: 'seven boats in the harbour' },
      { cookie },
    )
    expect(answer.statusCode).toBe(200)
    await expect.poll(() => whoIs(second, other), { interval: 5 }).toBeNull()
    await expect.poll(() => whoIs(first, cookie), { interval: 5 }).toBeNull()
    expect(await whoIs(second, cookieOf(answer))).toBe(email)
  })

  test('a reset link works once, ends all sessions and shows that the address is theirs', async () => {
    const { cookie, email, id } = await somebody()
    await sql`update auth.users set email_verified = false where id = ${id}`.execute(database.owner.open)
    await ask(second, 'POST', '/request-password-reset', { email }, { host: 'localhost:4000' })
    await expect
      .poll(() => second.mails.find(({ to }) => to === email))
      .toMatchObject({ kind: 'reset_password', name: 'Hodan Ali', locale: 'en' })
    const { url = '' } = second.mails.find(({ to }) => to === email) ?? {}
    expect(url).toMatch(/^http:\/\/localhost:4000\/reset-password\?token=/)
    const token = new URL(url).searchParams.get('token') ?? ''
    const common = await ask(first, 'POST', '/reset-password', { token, newPassword: 'password1234' })
    expect(common.json()).toMatchObject({ error: { code: 'PASSWORD_COMMON' } })
    expect((await ask(first, 'POST', '/reset-password', { token, newPassword: 'seven boats in the harbour' })).statusCode).toBe(200)
    await expect.poll(() => whoIs(second, cookie), { interval: 5 }).toBeNull()
    const again = await ask(first, 'POST', '/reset-password', { token, newPassword: 'eight boats in the harbour' })
    expect(again.json()).toMatchObject({ error: { code: 'LINK_EXPIRED' } })
    const signedIn = await ask(first, 'POST', '/sign-in/email', { email, password: 'seven boats in the harbour' })
    expect(signedIn.json()).toMatchObject({ person: { emailVerified: true } })
  })

  test('short and common ones are refused with what would help', async () => {
    const short = await ask(first, 'POST', '/sign-up/email', { name: 'Ali', email: 'ali@example.org', password: 'too short' })
    expect(short.json()).toMatchObject({ error: { code: 'PASSWORD_TOO_SHORT', data: { min: 12 } } })
    const common = await ask(first, 'POST', '/sign-up/email', { name: 'Ali', email: 'ali@example.org', password: 'Password1234!' })
    expect(common.statusCode).toBe(400)
    expect(common.json()).toMatchObject({ error: { code: 'PASSWORD_COMMON' } })
  })
})

describe('what strangers can find out', () => {
  test('signing in answers the same for an unknown address and a wrong password', async () => {
    const { email } = await somebody()
    const wrong = await ask(first, 'POST', '/sign-in/email', { email, password: 'not the right one' })
    const unknown = await ask(first, 'POST', '/sign-in/email', { email: 'nobody@example.org', password: 'not the right one' })
    expect(wrong.statusCode).toBe(401)
    expect(unknown.statusCode).toBe(401)
    expect(wrong.json().error).toEqual({ ...unknown.json().error, requestId: wrong.json().error.requestId })
  })

  test('a reset answers the same whether the address is known or not', async () => {
    const { email } = await somebody()
    const known = await ask(first, 'POST', '/request-password-reset', { email })
    const unknown = await ask(first, 'POST', '/request-password-reset', { email: 'nobody@example.org' })
    expect([known.statusCode, known.body]).toEqual([unknown.statusCode, unknown.body])
  })

  test('a taken address is told at sign-up, and its owner hears of it', async () => {
    const { email } = await somebody()
    const answer = await ask(first, 'POST', '/sign-up/email', {
      name: 'Other',
      email: email.toUpperCase(),
      password: 'another long sentence',
    })
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toMatchObject({ error: { code: 'EMAIL_TAKEN' } })
    await expect.poll(() => first.mails.find(({ to }) => to === email)).toMatchObject({ kind: 'email_in_use' })
  })

  test('a mail never leads to a host that is not ours, whatever the request says', async () => {
    const answer = await ask(first, 'POST', '/request-password-reset', { email: 'faduma@example.org' }, { host: 'evil.example' })
    expect(answer.json()).toMatchObject({ error: { code: 'TENANT_NOT_FOUND' } })
  })
})

describe('limits', () => {
  test('the sixth wrong try in a minute is refused with when to come back; another account is not', async () => {
    const { email } = await somebody()
    const { email: other } = await somebody()
    const address = '10.9.9.9'
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const process = attempt % 2 ? first : second
      expect((await ask(process, 'POST', '/sign-in/email', { email, password: 'not the right one' }, { address })).statusCode).toBe(401)
    }
    const refused = await ask(first, 'POST', '/sign-in/email', { email, password }, { address })
    expect(refused.statusCode).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.json()).toMatchObject({ error: { code: 'TOO_MANY_REQUESTS' } })
    expect((await ask(first, 'POST', '/sign-in/email', { email: other, password }, { address })).statusCode).toBe(200)
    expect((await ask(first, 'POST', '/sign-in/email', { email, password }, { address: '10.9.9.10' })).statusCode).toBe(200)
  })

  test('while nobody can count nobody signs in', async () => {
    const { email } = await somebody()
    await sql`alter table auth.rate_limits rename to rate_limits_gone`.execute(database.owner.open)
    try {
      const answer = await ask(first, 'POST', '/sign-in/email', { email, password })
      expect(answer.statusCode).toBe(503)
      expect(answer.json()).toMatchObject({ error: { code: 'OVERLOADED' } })
      expect((await ask(first, 'GET', '/get-session')).json()).toEqual({ person: null })
    } finally {
      await sql`alter table auth.rate_limits_gone rename to rate_limits`.execute(database.owner.open)
    }
  })
})

describe('from one of our hosts to another', () => {
  const carry = async (cookie: string, host: string) => {
    const person = await first.people.accounts.personOf({ cookie })
    if (!person) throw new Error('nobody is signed in')
    return first.people.accounts.handoffCode(person, host)
  }

  test('a code opens a session once, on the host it was made for', async () => {
    const { cookie, email } = await somebody()
    const code = await carry(cookie, 'harbour.localhost')
    const host = 'harbour.localhost:4000'
    const answer = await ask(second, 'GET', `/handoff?code=${code}&path=${encodeURIComponent('/learn?x=1')}`, undefined, { host })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/learn?x=1'])
    expect(await whoIs(first, cookieOf(answer))).toBe(email)
    const again = await ask(second, 'GET', `/handoff?code=${code}&path=/`, undefined, { host })
    expect(again.headers['set-cookie']).toBeUndefined()

    await ask(first, 'POST', '/sign-out', {}, { cookie })
    await expect.poll(() => whoIs(second, cookieOf(answer)), { interval: 5 }).toBeNull()
  })

  test('on another host, too late, or after signing out it opens nothing', async () => {
    const { cookie } = await somebody()
    const opens = async (code: string, host: string) =>
      (await ask(first, 'GET', `/handoff?code=${code}&path=/`, undefined, { host })).headers['set-cookie'] !== undefined
    expect(await opens(await carry(cookie, 'harbour.localhost'), 'noor.localhost')).toBe(false)
    const late = await carry(cookie, 'harbour.localhost')
    const started = Date.now()
    now = () => new Date(started + 61_000)
    expect(await opens(late, 'harbour.localhost')).toBe(false)
    now = () => new Date()
    const orphan = await carry(cookie, 'harbour.localhost')
    await ask(first, 'POST', '/sign-out', {}, { cookie })
    expect(await opens(orphan, 'harbour.localhost')).toBe(false)
  })

  test.each(['//evil.example', '/\\evil.example', '/\t/evil.example', '/.//evil.example', 'https://evil.example'])(
    'it never leads off our hosts: %j',
    async (path) => {
      const answer = await ask(first, 'GET', `/handoff?code=none&path=${encodeURIComponent(path)}`)
      expect([answer.statusCode, answer.headers.location]).toEqual([303, '/'])
    },
  )
})

describe('mail verification', () => {
  test('the link of the mail verifies the address, and every process knows', async () => {
    const email = 'sahra@example.org'
    const answer = await ask(first, 'POST', '/sign-up/email', { name: 'Sahra', email, password, locale: 'ar', next: '/courses/x?enrol=1' })
    await expect.poll(() => first.mails.find(({ to }) => to === email)).toMatchObject({ kind: 'verify_email', locale: 'ar' })
    const { pathname, search } = new URL(first.mails.find(({ to }) => to === email)?.url ?? '')
    const cookie = cookieOf(answer)
    expect((await second.people.accounts.personOf({ cookie }))?.emailVerified).toBe(false)
    const verified = await ask(first, 'GET', `${pathname.replace('/api/v1/auth', '')}${search}`)
    expect(verified.headers.location).toBe('/ar/verify-email?next=%2Fcourses%2Fx%3Fenrol%3D1&verified=yes')
    await expect.poll(async () => (await second.people.accounts.personOf({ cookie }))?.emailVerified, { interval: 5 }).toBe(true)
    expect((await ask(first, 'GET', '/verify-email?token=nonsense')).headers.location).toBe('/?verified=expired')
  })
})
