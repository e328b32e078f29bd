import { timingSafeEqual } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { rollFaults } from '../knobs.ts'
import type { World } from '../world.ts'
import { StripeRefusal } from './errors.ts'
import { apiVersion } from './events.ts'
import { parseForm } from './form.ts'
import { fingerprint, keyInUse, recall, remember } from './idempotency.ts'
import type { Answer } from './idempotency.ts'
import { operations } from './operations.ts'
import type { Operation } from './operations.ts'
import { accountId, newId } from './resources.ts'

interface Addressed {
  Params: { id?: string }
}

/** Stripe's API as far as a shop with hosted Checkout calls it; every other address answers 404 in Stripe's words. */
export function stripeApi(app: FastifyInstance, world: World): void {
  const keysInUse = new Set<string>()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  for (const operation of operations) {
    app.route<Addressed>({ method: operation.method, url: operation.path, handler: (request, reply) => answer(request, reply, operation) })
  }
  app.setNotFoundHandler<Addressed>((request, reply) => answer(request, reply, undefined))
  app.setErrorHandler((error, _request, reply) => {
    const status =
      error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500
        ? error.statusCode
        : 500
    const fields = status === 500 ? { type: 'api_error' } : { type: 'invalid_request_error' }
    if (status === 500)
      process.stderr.write(`${JSON.stringify({ sandbox: 'error', reason: error instanceof Error ? error.stack : String(error) })}\n`)
    return send(reply, {
      status,
      requestId: newId('req', 14),
      body: JSON.stringify({ error: { message: 'An unknown error occurred', ...fields } }),
    })
  })

  async function answer(request: FastifyRequest<Addressed>, reply: FastifyReply, operation: Operation | undefined): Promise<FastifyReply> {
    const requestId = newId('req', 14)
    const header = request.headers['idempotency-key']
    const key = request.method === 'POST' && typeof header === 'string' && header !== '' ? header : undefined
    let held = false
    try {
      authenticate(request, world.secretKey)
      if (operation === undefined) throw unknownAddress(request)
      if (key !== undefined && key.length > 255)
        throw new StripeRefusal(400, 'Idempotency keys may be at most 255 characters long.', { type: 'idempotency_error' })
      if (key !== undefined && keysInUse.has(key)) throw keyInUse()
      if (key !== undefined) {
        keysInUse.add(key)
        held = true
      }
      const faults = rollFaults(world.store)
      if (faults.delayMs > 0) await wait(faults.delayMs)
      if (faults.fail) throw new StripeRefusal(500, 'An unknown error occurred', { type: 'api_error' })
      const done = perform(request, operation, key, requestId)
      if (faults.hangMs !== undefined) {
        // The work is done and kept: whoever asks again with this key gets its answer.
        if (key !== undefined) keysInUse.delete(key)
        if (faults.hangMs > 0) await wait(faults.hangMs, undefined, { ref: false })
        request.raw.socket.destroy()
        return reply.hijack()
      }
      return send(reply, done.answer, done.replayed, key)
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error
      const body = { error: { ...error.fields, message: error.message, request_log_url: `${world.deskUrl()}/control` } }
      return send(reply, { status: error.status, requestId, body: JSON.stringify(body, null, 2) }, false, key)
    } finally {
      if (held && key !== undefined) keysInUse.delete(key)
    }
  }

  /** Effect, events and remembered answer in one commit. */
  function perform(
    request: FastifyRequest<Addressed>,
    operation: Operation,
    key: string | undefined,
    requestId: string,
  ): { answer: Answer; replayed: boolean } {
    const [path = '', query = ''] = (request.raw.url ?? '').split('?', 2)
    const encoded = request.method === 'POST' && typeof request.body === 'string' ? request.body : query
    const print = fingerprint(request.method, path, encoded)
    const version = request.headers['stripe-version']
    return world.store.transaction(() => {
      if (typeof version === 'string' && world.store.setting('api-version') !== version) world.store.set('api-version', version)
      const before = key === undefined ? undefined : recall(world, key, print)
      if (before !== undefined) return { answer: { ...before, requestId }, replayed: true }
      const result = operation.run(world, request.params.id ?? '', parseForm(encoded), { requestId, idempotencyKey: key })
      const fresh: Answer = { status: 200, requestId, body: JSON.stringify(result, null, 2) }
      if (key !== undefined) remember(world, key, print, fresh)
      return { answer: fresh, replayed: false }
    })
  }

  function send(reply: FastifyReply, { status, body, requestId }: Answer, replayed = false, key?: string): FastifyReply {
    if (replayed) reply.header('idempotent-replayed', 'true')
    if (key !== undefined) reply.header('idempotency-key', key)
    return reply
      .code(status)
      .header('content-type', 'application/json')
      .header('request-id', requestId)
      .header('stripe-version', world.store.setting('api-version') ?? apiVersion)
      .header('stripe-account', accountId)
      .send(body)
  }
}

function authenticate(request: FastifyRequest, secretKey: string): void {
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(' ')
  const given = scheme.toLowerCase() === 'basic' ? (Buffer.from(credentials, 'base64').toString().split(':')[0] ?? '') : credentials
  const refuse = (message: string) => new StripeRefusal(401, message, { type: 'invalid_request_error' })
  if (given === '') {
    throw refuse(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    )
  }
  const [a, b] = [Buffer.from(given), Buffer.from(secretKey)]
  if (a.length !== b.length || !timingSafeEqual(a, b)) {
    const shown = given.length > 12 ? `${given.slice(0, 8)}${'*'.repeat(given.length - 12)}${given.slice(-4)}` : '*'.repeat(given.length)
    throw refuse(`Invalid API Key provided: ${shown}`)
  }
}

function unknownAddress(request: FastifyRequest): StripeRefusal {
  const path = (request.raw.url ?? '').split('?')[0] ?? ''
  const message = `Unrecognized request URL (${request.method}: ${path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`
  return new StripeRefusal(404, message, { type: 'invalid_request_error' })
}
