import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import cors from '@fastify/cors'
import underPressure from '@fastify/under-pressure'
import { AppError } from '@edurise/contracts'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { v7 } from 'uuid'
import { answerOf, maxBodyBytes } from './api-errors.ts'
import { documentPage } from './calls/document-page.ts'
import { apiDocument } from './calls/document.ts'
import { trpcCalls } from './calls/trpc.ts'
import type { Config } from './config.ts'
import type { Platform } from './context.ts'
import { exportRoutes } from './exports.ts'
import { filesRoutes } from './features/files/routes.ts'
import { invoiceRoutes } from './features/invoices/routes.ts'
import { transferRoutes } from './features/transfers/routes.ts'
import { paymentWebhooks } from './features/payments/inbox/webhooks.ts'
import { ledgerRoutes } from './features/reconciliation/routes.ts'
import { headersOf } from './headers.ts'
import { requestLog } from './log.ts'
import type { Readiness } from './health.ts'
import type { Metrics } from './metrics.ts'
import { operations } from './operations.ts'
import { contextOf, nothingSeen, originOf } from './request-context.ts'
import { requireSameOrigin } from './same-origin.ts'

export interface HttpOptions {
  platform: Platform
  metrics: Metrics
  readiness: Readiness
  /** Of the people feature: `/api/v1/auth/*`. */
  authRoutes: (app: FastifyInstance) => Promise<void>
  /** Everything that is not the API. */
  pages: (app: FastifyInstance) => void
}

const webhooks = '/api/v1/payments/webhooks'
const operational = new Set(['/healthz', '/readyz', '/metrics'])
/** Seconds after which somebody who was refused for overload may come again. */
const pause = 5

/** The server behind its one port: API, pages, files and what operators look at. It listens nowhere yet. */
export async function createHttp({ platform, metrics, readiness, authRoutes, pages }: HttpOptions): Promise<FastifyInstance> {
  const { config } = platform
  const app = Fastify({
    loggerInstance: asLogger(platform.log),
    logController: quiet(),
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    requestIdHeader: false,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    bodyLimit: maxBodyBytes,
    // Who sends nothing for so long has gone; who sends a large film slowly has a quarter of an hour in all.
    connectionTimeout: 60_000,
    requestTimeout: 900_000,
    keepAliveTimeout: 65_000,
    http: { headersTimeout: 15_000 },
    forceCloseConnections: 'idle',
    // A batch names all its calls in one part of the address: one that is too long is refused by us, in our words.
    routerOptions: { maxParamLength: 16_000 },
  })
  app.decorateRequest('seen')
  const headers = headersOf(config)
  const log = requestLog(platform.log)
  const overloaded = () => platform.db.stats().waiting > config.database.pool * 16

  app.addHook('onRequest', async (request, reply) => {
    request.seen = nothingSeen()
    reply.headers(headers).header('x-request-id', request.id)
    if (!operational.has(request.url) && overloaded()) throw new AppError('OVERLOADED', { retryAfterSeconds: pause })
  })
  app.addHook('onSend', async ({ raw }, reply) => {
    if (reply.statusCode === 413) await hearOut(raw)
  })
  app.addHook('onResponse', async (request, reply) => tell(log, metrics, request, reply))
  if (config.corsOrigins.length > 0) {
    await app.register(cors, {
      origin: config.corsOrigins,
      credentials: true,
      maxAge: 600,
      allowedHeaders: ['content-type', 'x-edurise', 'x-locale', 'x-request-id'],
    })
  }
  await app.register(underPressure, {
    maxEventLoopDelay: 2_000,
    sampleInterval: 1_000,
    retryAfter: pause,
    pressureHandler: (request) => {
      if (!operational.has(request.url)) throw new AppError('OVERLOADED', { retryAfterSeconds: pause })
    },
  })
  app.addHook('preParsing', async (request) => {
    if (!request.url.startsWith('/api/') || request.url.startsWith(webhooks)) return
    requireSameOrigin({ method: request.method, headers: request.headers, origin: originOf(request) }, config.corsOrigins)
  })
  readJson(app)

  app.setErrorHandler(async (error, request, reply) => {
    const answer = answerOf(error, request.id, request.url.startsWith('/api/v1/trpc/'))
    if (answer.status >= 500 && !(error instanceof AppError)) platform.log.error({ err: error, requestId: request.id }, 'a request failed')
    return reply.code(answer.status).headers(answer.headers).header('cache-control', 'no-store').send(answer.body)
  })
  app.setNotFoundHandler(async (request, reply) => {
    const answer = answerOf(new AppError('PROCEDURE_UNKNOWN', {}), request.id, request.url.startsWith('/api/v1/trpc/'))
    return reply.code(404).send(answer.body)
  })

  await app.register(operations, { metrics, readiness, metricsToken: config.metricsToken })
  await app.register(trpcCalls, { prefix: '/api/v1/trpc', platform, told: metrics.call })
  await app.register(authRoutes, { prefix: '/api/v1/auth' })
  await app.register(paymentWebhooks, { prefix: webhooks, platform })
  await app.register(filesRoutes, { platform, contextOf: (request: FastifyRequest) => contextOf(platform, request) })
  await app.register(transferRoutes, {
    prefix: '/api/v1/transfers',
    platform,
    contextOf: (request: FastifyRequest) => contextOf(platform, request),
  })
  await app.register(ledgerRoutes, {
    prefix: '/api/v1/exports',
    platform,
    contextOf: (request: FastifyRequest) => contextOf(platform, request),
  })
  await app.register(exportRoutes, {
    prefix: '/api/v1/exports',
    platform,
    contextOf: (request: FastifyRequest) => contextOf(platform, request),
  })
  await app.register(invoiceRoutes, {
    prefix: '/api/v1/invoices',
    platform,
    contextOf: (request: FastifyRequest) => contextOf(platform, request),
  })
  app.get('/api/v1/openapi.json', async () => apiDocument())
  app.get('/api/v1/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(documentPage()))
  pages(app)
  return app
}

/** What a process without visitors shows of itself. */
export async function createOperations({
  platform,
  metrics,
  readiness,
}: Pick<HttpOptions, 'platform' | 'metrics' | 'readiness'>): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: asLogger(platform.log),
    logController: quiet(),
    requestIdHeader: false,
    bodyLimit: maxBodyBytes,
    forceCloseConnections: 'idle',
  })
  await app.register(operations, { metrics, readiness, metricsToken: platform.config.metricsToken })
  return app
}

/** Listens on both families of addresses unless told where; on a machine without IPv6, on the other one. */
export async function listen(app: FastifyInstance, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const noSuchFamily = error instanceof Error && 'code' in error && (error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL')
    if (!noSuchFamily || host !== '::') throw error
    await app.listen({ host: '0.0.0.0', port })
  }
}

/** Lets a sender finish, for a while: one who is cut off hears no answer. */
async function hearOut(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return
  request.resume()
  await finished(request, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
}

/** Without the logger's own type, of which the server's would otherwise be made. */
const asLogger = (log: Logger): FastifyBaseLogger => log

/** One line for a request is enough, and it is ours. */
const quiet = () => new LogController({ disableRequestLogging: true })

const plainId = /^[A-Za-z0-9_-]{8,64}$/

/** The id that a proxy gave, when it is one; a new one otherwise. */
function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && plainId.test(given) ? given : v7()
}

/** JSON, of which an empty body is no malformed one: a mutation without input has nothing to send. */
function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, body, done)
  })
}

function tell(log: Logger, metrics: Metrics, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? 'none'
  const { method, id: requestId, seen } = request
  const { statusCode: status, elapsedTime: milliseconds } = reply
  metrics.request({ method, route, status, milliseconds })
  if (operational.has(route)) return
  const { procedure, tenantId, personId } = seen
  log.info({ method, route, procedure, status, ms: Math.round(milliseconds), requestId, tenantId, personId }, 'request')
}
