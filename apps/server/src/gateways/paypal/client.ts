import type { z } from 'zod'
import { ProviderRefused, ProviderSilent } from '../gateway.ts'
import { readBounded } from './bounded.ts'
import { Problem, Token } from './shapes.ts'

/** A definite no of PayPal's, with the status that came with it. */
export class PaypalRefused extends ProviderRefused {
  readonly status: number

  constructor(status: number, code: string) {
    super(code)
    this.status = status
  }
}

export interface PaypalCall<T> {
  method: 'GET' | 'POST'
  /** Below the API's base, with its query. */
  path: string
  answer: z.ZodType<T>
  body?: { json: object } | { bytes: Buffer; type: string }
  /** PayPal-Request-Id: repeated with the same one, the call has its effect once. */
  key?: string
}

export interface PaypalClient {
  /** Throws ProviderSilent where the outcome is unknown, PaypalRefused on a definite no. */
  call: <T>(call: PaypalCall<T>) => Promise<T>
}

export interface ClientOptions {
  /** Without a slash at its end. */
  base: string
  clientId: string
  clientSecret: string
  timeoutMilliseconds: number
}

/** An order with its payments is some 10 KB, a page of 500 transactions some 400 KB. */
const longestAnswer = 4 * 1024 * 1024
/** A token is not used in its last minute: a call that is sent in time may arrive late. */
const tokenMargin = 60_000

/** The outcome is unknown, or may be another one later. 401: it is our credentials that are refused, not the call. 409: the same call is still under way. */
const silentStatuses = new Set([401, 408, 409, 425, 429])

/** PayPal's REST API over fetch: its own SDK reaches no other host, and has neither webhooks nor disputes. */
export function paypalClient({ base, clientId, clientSecret, timeoutMilliseconds }: ClientOptions): PaypalClient {
  let token: { value: string; goodUntil: number } | null = null
  let asking: Promise<string> | null = null

  async function send(path: string, init: RequestInit): Promise<{ status: number; body: Buffer }> {
    try {
      const response = await fetch(`${base}${path}`, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMilliseconds) })
      const body = await readBounded(response, longestAnswer)
      if (body) return { status: response.status, body }
    } catch (error) {
      throw new ProviderSilent('paypal did not answer', { cause: error })
    }
    throw new ProviderSilent('paypal answered without end')
  }

  async function askForToken(): Promise<string> {
    const asked = performance.now()
    const { status, body } = await send('/v1/oauth2/token', {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: 'grant_type=client_credentials',
    })
    if (status !== 200) throw new ProviderSilent(`paypal gave no token: ${status}`)
    const { access_token: value, expires_in: seconds } = parsed(Token, body)
    token = { value, goodUntil: asked + seconds * 1000 - tokenMargin }
    return value
  }

  /** One refresh at a time, however many calls wait for it. `refused` is a token that PayPal no longer takes. */
  function tokenNow(refused?: string): Promise<string> {
    if (token && token.value !== refused && performance.now() < token.goodUntil) return Promise.resolve(token.value)
    asking ??= askForToken().finally(() => {
      asking = null
    })
    return asking
  }

  return {
    async call({ method, path, answer, body, key }) {
      const sent = body && ('json' in body ? { bytes: Buffer.from(JSON.stringify(body.json)), type: 'application/json' } : body)
      const request = (bearer: string) =>
        send(path, {
          method,
          headers: {
            authorization: `Bearer ${bearer}`,
            accept: 'application/json',
            ...(sent && { 'content-type': sent.type }),
            ...(method === 'POST' && { prefer: 'return=representation' }),
            ...(key !== undefined && { 'paypal-request-id': key }),
          },
          ...(sent && { body: new Uint8Array(sent.bytes) }),
        })

      const bearer = await tokenNow()
      let reply = await request(bearer)
      if (reply.status === 401) reply = await request(await tokenNow(bearer))
      const { status, body: bytes } = reply
      if (status >= 200 && status < 300) return parsed(answer, bytes)
      if (status < 400 || status >= 500 || silentStatuses.has(status)) throw new ProviderSilent(`paypal answered ${status}`)
      throw new PaypalRefused(status, problemIn(bytes) ?? `HTTP_${status}`)
    },
  }
}

function parsed<T>(shape: z.ZodType<T>, bytes: Buffer): T {
  try {
    return shape.parse(bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8')))
  } catch (error) {
    throw new ProviderSilent('paypal answered something unreadable', { cause: error })
  }
}

function problemIn(bytes: Buffer): string | null {
  try {
    const { name, details } = Problem.parse(JSON.parse(bytes.toString('utf8')))
    return details?.[0]?.issue ?? name ?? null
  } catch {
    return null
  }
}
