import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { rollFaults } from '../knobs.ts'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { PaypalRefusal, malformed, unknownResource, unprocessable } from './errors.ts'
import { verifyIpn } from './ipn.ts'
import type { Tree } from './money.ts'
import { operations } from './operations.ts'
import type { Call, Operation } from './operations.ts'
import { answerProblem, issuesOf, problemsOf } from './spec.ts'
import type { Published } from './spec.ts'
import { holds, isClient, issueToken } from './tokens.ts'

interface Answer {
  readonly status: number
  readonly body: object | string
  readonly type?: string
}

/** PayPal's API, to be registered under its own path; every other address answers 404 in PayPal's words. */
export function paypalApi(app: FastifyInstance, world: World): void {
  const keysInUse = new Set<string>()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post('/v1/oauth2/token', (request, reply) => guarded(reply, () => giveToken(request)))
  app.get('/v1/notifications/certs/:name', (request: FastifyRequest<{ Params: { name: string } }>, reply) =>
    guarded(reply, () => giveCertificate(request.params.name)),
  )
  app.post('/cgi-bin/webscr', (request, reply) =>
    guarded(reply, () => ({ status: 200, body: verifyIpn(world, rawBody(request)), type: 'text/html; charset=UTF-8' })),
  )
  for (const operation of operations) {
    app.route({
      method: operation.method,
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: (request, reply) => answer(request, reply, operation),
    })
  }
  app.setNotFoundHandler((_request, reply) => send(reply, refused(unknownResource(), undefined)))
  app.setErrorHandler((error, _request, reply) => {
    process.stderr.write(`${JSON.stringify({ sandbox: 'error', reason: error instanceof Error ? error.stack : String(error) })}\n`)
    return send(reply, refused(new PaypalRefusal(500), undefined))
  })

  /** The knobs of the API around anything it answers. The work is done at most once, before any hanging. */
  async function guarded(reply: FastifyReply, work: () => Answer, done?: () => void): Promise<FastifyReply> {
    const faults = rollFaults(world.store)
    if (faults.delayMs > 0) await wait(faults.delayMs)
    if (faults.fail) return send(reply, refused(new PaypalRefusal(500), undefined))
    const result = work()
    if (faults.hangMs === undefined) return send(reply, result)
    done?.()
    if (faults.hangMs > 0) await wait(faults.hangMs, undefined, { ref: false })
    reply.raw.socket?.destroy()
    return reply.hijack()
  }

  async function answer(request: FastifyRequest, reply: FastifyReply, operation: Operation): Promise<FastifyReply> {
    const published = publishedOf(operation)
    const header = request.headers['paypal-request-id']
    const requestId = operation.keyHours !== undefined && typeof header === 'string' && header !== '' ? header : undefined
    const key = requestId === undefined ? undefined : `paypal ${operation.path} ${requestId}`
    let held = false
    const release = () => {
      if (held && key !== undefined) keysInUse.delete(key)
      held = false
    }
    try {
      const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ')
      if (scheme.toLowerCase() !== 'bearer' || !holds(world, token))
        return send(reply, { status: 401, body: { error: 'invalid_token', error_description: 'Token signature verification failed' } })
      const call = await readCall(request, operation, published)
      if (key !== undefined && keysInUse.has(key)) throw new PaypalRefusal(409, [{ issue: 'PREVIOUS_REQUEST_IN_PROGRESS' }])
      if (key !== undefined) keysInUse.add(key)
      held = key !== undefined
      return await guarded(reply, () => checked(published, perform(operation, call, key)), release)
    } catch (error) {
      if (!(error instanceof PaypalRefusal)) throw error
      return send(reply, checked(published, refused(error, published)))
    } finally {
      release()
    }
  }

  async function readCall(request: FastifyRequest, operation: Operation, published: Published | undefined): Promise<Call> {
    const raw = rawBody(request)
    const type = request.headers['content-type'] ?? ''
    const multipart = published === undefined && type.startsWith('multipart/form-data')
    if (operation.method === 'POST' && !multipart && !type.startsWith('application/json')) throw new PaypalRefusal(415)
    const body = multipart ? await readInput(raw, type) : readJson(raw)
    const url = new URL(request.raw.url ?? '/', 'http://localhost')
    const query = Object.fromEntries(url.searchParams)
    const params = paramsOf(request)
    if (published !== undefined) {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
      )
      const problems = problemsOf(published, { params, query, headers, body })
      if (problems.length > 0) throw new PaypalRefusal(400, problems)
    }
    const whole = /\breturn=representation\b/.test(String(request.headers['prefer'] ?? ''))
    return { id: Object.values(params)[0] ?? '', query, body, raw, whole }
  }

  /** Effect, events and the remembered request id in one commit. A repetition is answered with how things stand by then. */
  function perform(operation: Operation, call: Call, key: string | undefined): Answer {
    return world.store.transaction(() => {
      const print = createHash('sha256')
        .update(`${call.id}\n${JSON.stringify(call.body ?? null)}`)
        .digest('hex')
      const made = key === undefined ? undefined : recall(key, print, operation.keyHours ?? 0)
      if (made !== undefined && operation.again !== undefined) return operation.again(world, made, call)
      const done = operation.run(world, call)
      if (key !== undefined && done.made !== undefined) {
        world.store.run(
          'insert into idempotency (key, fingerprint, status, body, request_id, created) values (?, ?, ?, ?, ?, ?)',
          key,
          print,
          done.status,
          done.made,
          '',
          seconds(world),
        )
      }
      return { status: done.status, body: done.body }
    })
  }

  function recall(key: string, print: string, hours: number): string | undefined {
    world.store.run('delete from idempotency where key = ? and created < ?', key, seconds(world) - hours * 3_600)
    const kept = world.store.one('select fingerprint, body from idempotency where key = ?', key)
    if (kept === undefined) return undefined
    if (kept['fingerprint'] !== print) {
      throw unprocessable('DUPLICATE_REQUEST_ID', {
        description: 'The value of PayPal-Request-Id header has already been used. Please specify a different value and try again.',
        field: 'PayPal-Request-Id',
      })
    }
    return String(kept['body'])
  }

  function giveToken(request: FastifyRequest): Answer {
    if (!isClient(world, request.headers.authorization))
      return { status: 401, body: { error: 'invalid_client', error_description: 'Client Authentication failed' } }
    if (new URLSearchParams(rawBody(request).toString()).get('grant_type') !== 'client_credentials')
      return { status: 400, body: { error: 'unsupported_grant_type', error_description: 'Grant Type is NULL' } }
    const { token, expiresIn } = issueToken(world)
    const body = {
      scope: 'https://uri.paypal.com/services/payments/payment https://uri.paypal.com/services/applications/webhooks openid',
      access_token: token,
      token_type: 'Bearer',
      app_id: 'APP-80W284485P519543T',
      expires_in: expiresIn,
      nonce: `${new Date(world.now()).toISOString()}${randomBytes(16).toString('base64url')}`,
    }
    return { status: 200, body }
  }

  function giveCertificate(name: string): Answer {
    const { certificates } = world.paypal
    if (name !== certificates.name) return refused(unknownResource(), undefined)
    return { status: 200, body: certificates.chain, type: 'application/x-pem-file' }
  }

  /** Held against the published API where somebody wants that. */
  function checked(published: Published | undefined, result: Answer): Answer {
    if (published === undefined || world.paypal.settings.strict !== true || result.status === 401) return result
    const problem = answerProblem(published, result.status, result.body)
    if (problem !== undefined) throw new Error(`An answer to ${published.method} ${published.path} does not fit: ${problem}`)
    return result
  }
}

function publishedOf({ document, path, method }: Operation): Published | undefined {
  return document === undefined ? undefined : { document, path, method: method === 'GET' ? 'get' : 'post' }
}

/** PayPal's error shape, with the published sentence for each issue. */
function refused(refusal: PaypalRefusal, published: Published | undefined): Answer {
  const texts = published === undefined ? undefined : issuesOf(published, refusal.status)
  const body: Tree = {
    name: refusal.title,
    message: refusal.plainMessage,
    debug_id: debugId(),
    ...(refusal.details.length === 0
      ? {}
      : { details: refusal.details.map((detail) => ({ description: texts?.get(detail.issue) ?? detail.issue, ...detail })) }),
    links: [
      { href: 'https://developer.paypal.com/api/rest/responses/', rel: 'information_link', method: 'GET' },
      ...refusal.links.map((link) => ({ ...link })),
    ],
  }
  return { status: refusal.status, body }
}

function send(reply: FastifyReply, { status, body, type }: Answer): FastifyReply {
  return reply
    .code(status)
    .header('content-type', type ?? 'application/json')
    .header('paypal-debug-id', debugId())
    .header('cache-control', 'max-age=0, no-cache, no-store, must-revalidate')
    .send(typeof body === 'string' ? body : JSON.stringify(body))
}

function debugId(): string {
  return randomBytes(7).toString('hex').slice(0, 13)
}

function rawBody(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}

function paramsOf(request: FastifyRequest): Record<string, string> {
  const params: unknown = request.params
  return typeof params === 'object' && params !== null
    ? Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
    : {}
}

function readJson(raw: Buffer): unknown {
  if (raw.length === 0) return undefined
  try {
    return JSON.parse(raw.toString())
  } catch {
    throw malformed('MALFORMED_REQUEST_JSON', '', 'body')
  }
}

/** The part named `input` of a form with files; the files themselves are not kept. */
async function readInput(raw: Buffer, type: string): Promise<unknown> {
  try {
    const input = (await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData()).get('input')
    return JSON.parse(typeof input === 'string' ? input : ((await input?.text()) ?? ''))
  } catch {
    throw malformed('MALFORMED_REQUEST_JSON', 'input', 'body')
  }
}
