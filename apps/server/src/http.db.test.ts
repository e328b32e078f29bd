import { procedures, type ErrorCode } from '@edurise/contracts'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWorld } from './testing/world.ts'

const Refusal = z.object({
  error: z.object({ data: z.object({ refused: z.object({ code: z.string() }).nullable(), httpStatus: z.int(), requestId: z.string() }) }),
})
const refusedIn = (body: string) => Refusal.parse(JSON.parse(body)).error.data.refused?.code
const own = { 'x-edurise': '1', 'sec-fetch-site': 'same-origin', host: 'localhost:4000' }
const json = { ...own, 'content-type': 'application/json' }
const input = (value: unknown) => `input=${encodeURIComponent(JSON.stringify(value))}`

describe('the API over HTTP', () => {
  const world = useWorld()
  let app: FastifyInstance
  beforeAll(async () => {
    app = await world.http()
    await app.ready()
  })

  it('answers a query in the words of tRPC', async () => {
    const answer = await app.inject({ url: `/api/v1/trpc/tenants.current?${input({})}`, headers: { host: 'localhost:4000' } })
    expect([answer.statusCode, answer.json()]).toEqual([200, { result: { data: null } }])
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('takes the tenant from the host, and knows no other hosts', async () => {
    const { slug, name } = await world.aTenant()
    const portal = await app.inject({ url: `/api/v1/trpc/tenants.current?${input({})}`, headers: { host: `${slug}.localhost:4000` } })
    expect(portal.json()).toMatchObject({ result: { data: { slug, name } } })
    const nobody = await app.inject({ url: `/api/v1/trpc/tenants.current?${input({})}`, headers: { host: 'nobody.localhost:4000' } })
    expect([nobody.statusCode, refusedIn(nobody.body)]).toEqual([404, 'NO_PORTAL_HERE'])
  })

  it('knows who asks by the cookie', async () => {
    const { person } = await world.signedIn()
    const { cookie } = await world.people.accounts.openSession(person.id)
    const me = await app.inject({ url: `/api/v1/trpc/people.me?${input({})}`, headers: { host: 'localhost:4000', cookie } })
    expect(me.json()).toMatchObject({ result: { data: { id: person.id, email: person.email } } })
    const visitor = await app.inject({ url: `/api/v1/trpc/people.me?${input({})}`, headers: { host: 'localhost:4000' } })
    expect([visitor.statusCode, refusedIn(visitor.body)]).toEqual([401, 'SIGN_IN_REQUIRED'])
  })

  it('carries up to ten calls in one request, and says so when they differ', async () => {
    const ask = (count: number) => {
      const paths = Array.from({ length: count }, (_, index) => (index === 1 ? 'people.me' : 'tenants.current'))
      const inputs = Object.fromEntries(paths.map((_, index) => [index, {}]))
      return app.inject({ url: `/api/v1/trpc/${paths.join(',')}?batch=1&${input(inputs)}`, headers: { host: 'localhost:4000' } })
    }
    const ten = await ask(10)
    expect(ten.statusCode).toBe(207)
    expect(z.array(z.unknown()).length(10).parse(ten.json())[1]).toMatchObject({
      error: { data: { refused: { code: 'SIGN_IN_REQUIRED' } } },
    })
    const eleven = await ask(11)
    expect([eleven.statusCode, refusedIn(eleven.body)]).toEqual([400, 'BATCH_TOO_LARGE'])
  })

  it('never hides a payment in a batch', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/trpc/payments.startCheckout,people.updateMe?batch=1',
      headers: json,
      payload: '{}',
    })
    expect([answer.statusCode, refusedIn(answer.body)]).toEqual([400, 'BATCH_TOO_LARGE'])
  })

  it.each<[string, ErrorCode, number, InjectOptions]>([
    ['an unknown procedure', 'PROCEDURE_UNKNOWN', 404, { url: '/api/v1/trpc/courses.destroy' }],
    ['an inherited name', 'PROCEDURE_UNKNOWN', 404, { url: '/api/v1/trpc/constructor' }],
    ['malformed JSON', 'BODY_MALFORMED', 400, { method: 'POST', url: '/api/v1/trpc/people.updateMe', headers: json, payload: '{"name"' }],
    ['a malformed input', 'BODY_MALFORMED', 400, { url: '/api/v1/trpc/tenants.current?input=%7B', headers: own }],
    ['an input twice', 'BODY_MALFORMED', 400, { url: '/api/v1/trpc/tenants.current?input=%7B%7D&input=%7B%7D', headers: own }],
    [
      'a prototype in disguise',
      'BODY_MALFORMED',
      400,
      { method: 'POST', url: '/api/v1/trpc/people.updateMe', headers: json, payload: '{"__proto__":{"a":1}}' },
    ],
    [
      'ten megabytes',
      'BODY_TOO_LARGE',
      413,
      { method: 'POST', url: '/api/v1/trpc/people.updateMe', headers: json, payload: Buffer.alloc(10 * 1024 * 1024, 32) },
    ],
    [
      'a form',
      'BODY_MALFORMED',
      415,
      {
        method: 'POST',
        url: '/api/v1/trpc/people.updateMe',
        headers: { ...own, 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'name=x',
      },
    ],
    ['a wrong input', 'INPUT_INVALID', 400, { method: 'POST', url: '/api/v1/trpc/people.updateMe', headers: json, payload: '{"name":1}' }],
  ])('refuses %s in the shape of every refusal', async (_what, code, status, request) => {
    const answer = await app.inject(request)
    expect([answer.statusCode, refusedIn(answer.body)]).toEqual([status, code])
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
  })

  it.each([
    ['a little more than is read', 5_000_001],
    ['more than any call may carry', 9_000_000],
  ])('says of a bank statement with %s how large it may be', async (_what, bytes) => {
    const admin = await world.signedIn({ role: 'admin' })
    const account = await admin.api.transfers.saveAccount({
      currency: 'USD',
      holder: 'Harbour School',
      bankName: 'Seaside Bank',
      iban: 'DE89370400440532013000',
    })
    const { cookie } = await world.people.accounts.openSession(admin.person.id)
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/trpc/transfers.previewStatement',
      headers: { ...json, host: `${admin.slug}.localhost:4000`, cookie },
      payload: { accountId: account.id, fileName: 'year.csv', content: Buffer.alloc(bytes, 'x').toString('base64') },
    })
    expect(answer.statusCode).toBe(413)
    expect(answer.json()).toMatchObject({ error: { data: { refused: { code: 'FILE_TOO_LARGE', data: { maxBytes: 5_000_000 } } } } })
  })

  it('says which method a procedure answers to', async () => {
    const posted = await app.inject({ method: 'POST', url: '/api/v1/trpc/tenants.current', headers: json, payload: '{}' })
    const read = await app.inject({ url: '/api/v1/trpc/people.updateMe' })
    expect([posted.statusCode, posted.headers.allow]).toEqual([405, 'GET, HEAD'])
    expect([read.statusCode, read.headers.allow]).toEqual([405, 'POST'])
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a neighbouring portal', { 'sec-fetch-site': 'same-site', origin: 'http://noor.localhost:4000' }],
    ['another origin in an old browser', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
  ])('takes no change from %s', async (_what, headers) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/trpc/people.updateMe',
      headers: { host: 'localhost:4000', 'content-type': 'application/json', ...headers },
      payload: '{}',
    })
    expect([answer.statusCode, refusedIn(answer.body)]).toEqual([403, 'CROSS_SITE_REQUEST'])
  })

  it('takes no change that a form could send', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/trpc/people.updateMe',
      headers: { host: 'localhost:4000', 'content-type': 'text/plain' },
      payload: '{}',
    })
    expect(refusedIn(answer.body)).toBe('CROSS_SITE_REQUEST')
  })

  it('takes webhooks from elsewhere, and none without a signature that holds', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/payments/webhooks/stripe',
      headers: { 'content-type': 'application/json' },
      payload: '{}',
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain('SIGNATURE_INVALID')
  })

  it('keeps a request id that is one, and gives another in place of what is none', async () => {
    const idOf = async (given: string) =>
      (await app.inject({ url: '/healthz', headers: { 'x-request-id': given } })).headers['x-request-id']
    expect(await idOf('abcd-1234_EFGH')).toBe('abcd-1234_EFGH')
    for (const bad of ['short', 'with space in it', 'x'.repeat(65), '<script>alert(1)']) expect(await idOf(bad)).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('protects every answer by its headers and names the version', async () => {
    for (const url of ['/healthz', '/api/v1/trpc/nothing.here', '/api/v1/docs', '/nowhere']) {
      const { headers } = await app.inject({ url })
      expect(headers).toMatchObject({
        'x-api-version': 'v1',
        'x-api-version-supported': 'v1',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'strict-origin-when-cross-origin',
        'cross-origin-opener-policy': 'same-origin',
      })
      expect(headers['content-security-policy']).toContain("script-src 'self';")
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it('describes every procedure, with every way it may be refused', async () => {
    const document = z.object({
      openapi: z.string(),
      paths: z.record(
        z.string(),
        z.record(z.string(), z.object({ responses: z.record(z.string(), z.object({ description: z.string() })) })),
      ),
    })
    const { paths } = document.parse((await app.inject({ url: '/api/v1/openapi.json' })).json())
    const page = (await app.inject({ url: '/api/v1/docs' })).body
    for (const [noun, verbs] of Object.entries(procedures)) {
      for (const [verb, promise] of Object.entries<{ kind: string; refuses: readonly string[] }>(verbs)) {
        const [[method, operation] = ['', null]] = Object.entries(paths[`/api/v1/trpc/${noun}.${verb}`] ?? {})
        expect(method).toBe(promise.kind === 'query' ? 'get' : 'post')
        const described = Object.values(operation?.responses ?? {})
          .map(({ description }) => description)
          .join(' ')
        for (const code of promise.refuses) expect(described.split(/[, ]+/)).toContain(code)
        expect(page).toContain(`id="${noun}.${verb}"`)
      }
    }
    expect(page).not.toMatch(/<script|https?:\/\/(?!localhost)/)
  })

  it('shows its figures to who has the token alone', async () => {
    expect((await app.inject({ url: '/metrics' })).statusCode).toBe(401)
    expect((await app.inject({ url: '/metrics', headers: { authorization: 'Bearer metrics of the tests?' } })).statusCode).toBe(401)
    const figures = await app.inject({ url: '/metrics', headers: { authorization: 'Bearer metrics of the tests' } })
    expect(figures.body).toMatch(/^edurise_paid_without_access 0$/m)
    expect(figures.body).toMatch(/^edurise_procedure_seconds_count\{procedure="tenants.current",outcome="ok"\} [1-9]/m)
  })

  it('is ready once database, migrations, queue and listener are', async () => {
    await expect.poll(async () => (await app.inject({ url: '/readyz' })).json()).toEqual({ status: 'ready', reasons: {} })
  })
})
