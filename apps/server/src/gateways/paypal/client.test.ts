import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ProviderRefused, ProviderSilent } from '../gateway.ts'
import { paypalClient, type PaypalClient } from './client.ts'
import { json, openHouse, text, type Answer, type House } from './testing/house.ts'

const Thing = z.object({ id: z.string() })
const thing = { method: 'GET', path: '/v2/thing', answer: Thing } as const

let house: House
let client: PaypalClient

beforeAll(async () => {
  house = await openHouse()
})
beforeEach(() => {
  client = paypalClient({ base: house.base, clientId: 'the client', clientSecret: 'its secret', timeoutMilliseconds: 300 })
})
afterEach(() => {
  vi.useRealTimers()
  house.forget()
})
afterAll(() => house.close())

const tokens = () => house.asked('/v1/oauth2/token')

/** Gives tokens by number. */
function numberTokens(seconds = 32_400): void {
  let count = 0
  house.answer('POST /paypal/v1/oauth2/token', (asked, reply) =>
    json({ access_token: `token ${(count += 1)}`, expires_in: seconds })(asked, reply),
  )
}

describe('the token', () => {
  it('is asked for once, with the credentials, and used until shortly before its end', async () => {
    numberTokens()
    house.answer('GET /paypal/v2/thing', json({ id: '1' }))
    await client.call(thing)
    await client.call(thing)
    expect(tokens()).toHaveLength(1)
    expect(tokens()[0]?.headers.authorization).toBe(`Basic ${Buffer.from('the client:its secret').toString('base64')}`)
    expect(tokens()[0]?.body.toString()).toBe('grant_type=client_credentials')
    expect(house.asked('/v2/thing').map(({ headers }) => headers.authorization)).toEqual(['Bearer token 1', 'Bearer token 1'])
  })

  it('is asked for anew in its last minute', async () => {
    numberTokens(59)
    house.answer('GET /paypal/v2/thing', json({ id: '1' }))
    await client.call(thing)
    await client.call(thing)
    expect(tokens()).toHaveLength(2)
  })

  it('is asked for once by calls that come together', async () => {
    numberTokens()
    house.answer('GET /paypal/v2/thing', json({ id: '1' }))
    await Promise.all(Array.from({ length: 10 }, () => client.call(thing)))
    expect(tokens()).toHaveLength(1)
  })

  it('that PayPal no longer takes is exchanged, once', async () => {
    numberTokens()
    house.answer('GET /paypal/v2/thing', (asked, reply) =>
      asked.headers.authorization === 'Bearer token 2'
        ? json({ id: '1' })(asked, reply)
        : json({ name: 'AUTHENTICATION_FAILURE' }, 401)(asked, reply),
    )
    expect(await client.call(thing)).toEqual({ id: '1' })
    expect(tokens()).toHaveLength(2)
  })

  it('that PayPal never takes leaves the outcome open: our credentials are refused, not the call', async () => {
    numberTokens()
    house.answer('GET /paypal/v2/thing', json({ name: 'AUTHENTICATION_FAILURE' }, 401))
    await expect(client.call(thing)).rejects.toBeInstanceOf(ProviderSilent)
    expect(house.asked('/v2/thing')).toHaveLength(2)
  })

  it('that is not given leaves the outcome open, and is asked for again by the next call', async () => {
    house.answer('POST /paypal/v1/oauth2/token', json({ error: 'invalid_client' }, 401))
    await expect(client.call(thing)).rejects.toBeInstanceOf(ProviderSilent)
    numberTokens()
    house.answer('GET /paypal/v2/thing', json({ id: '1' }))
    expect(await client.call(thing)).toEqual({ id: '1' })
  })
})

describe('a call', () => {
  it.each([301, 302, 307, 408, 409, 425, 429, 500, 502, 503])('answered with %i leaves the outcome open', async (status) => {
    house.answer('GET /paypal/v2/thing', json({ name: 'X' }, status))
    await expect(client.call(thing)).rejects.toBeInstanceOf(ProviderSilent)
  })

  it.each<[string, Answer]>([
    ['nothing in time', () => {}],
    ['a beginning without an end in time', (_asked, reply) => void reply.writeHead(200).write('{"id"')],
    ['a broken connection', (_asked, reply) => void reply.destroy()],
    ['no JSON', text('<html>')],
    ['another shape', json({ ids: [] })],
    ['more than 4 MB, and says so', text(`{"id":"1"}${' '.repeat(5 * 1024 * 1024)}`)],
    ['more than 4 MB, without saying so', (_asked, reply) => void (reply.write('{"id":"1"}'), reply.end(' '.repeat(5 * 1024 * 1024)))],
  ])('answered with %s leaves the outcome open', async (_what, answer) => {
    house.answer('GET /paypal/v2/thing', answer)
    await expect(client.call(thing)).rejects.toBeInstanceOf(ProviderSilent)
  })

  it.each([
    [{ name: 'UNPROCESSABLE_ENTITY', details: [{ issue: 'INSTRUMENT_DECLINED' }] }, 422, 'INSTRUMENT_DECLINED'],
    [{ name: 'RESOURCE_NOT_FOUND' }, 404, 'RESOURCE_NOT_FOUND'],
    [{ details: [] }, 400, 'HTTP_400'],
    [{ name: 'NOT_AUTHORIZED', details: [{}] }, 403, 'NOT_AUTHORIZED'],
  ])('answered with a definite no is refused for its reason: %j', async (answer, status, code) => {
    house.answer('GET /paypal/v2/thing', json(answer, status))
    const refusal = await client.call(thing).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ProviderRefused)
    expect(refusal).toMatchObject({ code, status })
  })

  it('never follows PayPal to another address', async () => {
    house.answer('GET /paypal/v2/thing', (_asked, reply) => void reply.writeHead(302, { location: `${house.base}/v2/other` }).end())
    await expect(client.call(thing)).rejects.toBeInstanceOf(ProviderSilent)
    expect(house.asked('/v2/other')).toEqual([])
  })
})
