import { AppError, procedures, statementLimit, type Procedure, type Refused } from '@edurise/contracts'
import { callTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { retryAfter, WrongMethod } from '../api-errors.ts'
import type { Platform, RequestContext } from '../context.ts'
import { contextOf } from '../request-context.ts'
import { appRouter } from '../router.ts'

/** Calls that one request may carry. */
const maxBatch = 10

const promises = new Map<string, Procedure>(
  Object.entries<Record<string, Procedure>>(procedures).flatMap(([noun, verbs]) =>
    Object.entries(verbs).map(([verb, promise]) => [`${noun}.${verb}`, promise] as const),
  ),
)

export interface CallTold {
  procedure: string
  outcome: string
  milliseconds: number
}

interface Options {
  platform: Platform
  told: (call: CallTold) => void
}

interface Request {
  Params: { path: string }
  Querystring: { input?: unknown; batch?: unknown }
}

/** A bank's statement comes inside its call, as text: 5 MB of it, and what was chosen of it. */
const maxStatementBytes = 8_000_000

/** tRPC's protocol over plain routes: queries by GET, mutations by POST, up to ten calls in a batch. */
export async function trpcCalls(app: FastifyInstance, { platform, told }: Options): Promise<void> {
  const calls: RouteOptions<Server, IncomingMessage, ServerResponse, Request> = {
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/:path',
    async handler(request, reply) {
      reply.header('cache-control', 'no-store')
      const kind = request.method === 'GET' || request.method === 'HEAD' ? 'query' : 'mutation'
      const { path } = request.params
      request.seen.procedure = path
      if (request.query.batch === undefined) {
        requireCallable(path, kind, request, reply)
        const input = kind === 'query' ? parsed(request.query.input) : request.body
        const ctx = await contextOf(platform, request)
        return send(reply, [await call({ ctx, path, kind, input, told })], (answers) => answers[0] ?? '')
      }
      const paths = path.split(',')
      if (paths.length > maxBatch) throw new AppError('BATCH_TOO_LARGE', { max: maxBatch })
      // Each step of a payment is a request of its own: one that fails is never hidden among others.
      if (kind === 'mutation' && paths.some((one) => one.startsWith('payments.'))) throw new AppError('BATCH_TOO_LARGE', { max: 1 })
      for (const one of paths) requireCallable(one, kind, request, reply)
      const inputs = inputsOf(kind === 'query' ? parsed(request.query.input) : request.body)
      const ctx = await contextOf(platform, request)
      const answers = await Promise.all(paths.map((one, index) => call({ ctx, path: one, kind, input: inputs[index], told, index })))
      return send(reply, answers, (bodies) => `[${bodies.join(',')}]`)
    },
  }
  app.route<Request>(calls)
  app.route<Request>({
    ...calls,
    method: 'POST',
    url: '/:path(^transfers[.](?:preview|import)Statement$)',
    bodyLimit: maxStatementBytes,
    // Whoever chose the file is told how large it may be, not how large a call may.
    errorHandler(error) {
      throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? new AppError('FILE_TOO_LARGE', { maxBytes: statementLimit }) : error
    },
    // Nobody is listened to at such length whom we do not know.
    async onRequest(request) {
      const { session } = await contextOf(platform, request)
      if (!(await session())) throw new AppError('SIGN_IN_REQUIRED', {})
    },
  })
}

function requireCallable(path: string, kind: 'query' | 'mutation', { method }: FastifyRequest, reply: FastifyReply): void {
  const promise = promises.get(path)
  if (!promise) throw new AppError('PROCEDURE_UNKNOWN', {})
  if (promise.kind === kind && (kind === 'query' || method === 'POST')) return
  reply.header('allow', promise.kind === 'query' ? 'GET, HEAD' : 'POST')
  throw new WrongMethod(`${path} is a ${promise.kind}`)
}

function parsed(input: unknown): unknown {
  if (input === undefined) return undefined
  try {
    // Named twice, it comes as a list, and is no text.
    if (typeof input === 'string') return JSON.parse(input)
  } catch {
    // Said below.
  }
  throw new AppError('BODY_MALFORMED', {})
}

/** A batch names each call's input by its place. */
function inputsOf(body: unknown): Record<string, unknown> {
  if (body === undefined || body === null) return {}
  if (typeof body !== 'object') throw new AppError('BODY_MALFORMED', {})
  return Object.fromEntries(Object.entries(body))
}

interface Call {
  ctx: RequestContext
  path: string
  kind: 'query' | 'mutation'
  input: unknown
  told: Options['told']
  index?: number
}

interface Answered {
  status: number
  body: string
  refused: Refused | null
}

async function call({ ctx, path, kind, input, told, index = 0 }: Call): Promise<Answered> {
  const started = performance.now()
  const tell = (outcome: string) => told({ procedure: path, outcome, milliseconds: performance.now() - started })
  try {
    const data: unknown = await callTRPCProcedure({
      router: appRouter,
      path,
      type: kind,
      ctx,
      batchIndex: index,
      getRawInput: () => Promise.resolve(input),
      signal: undefined,
    })
    tell('ok')
    return { status: 200, body: JSON.stringify({ result: { data } }), refused: null }
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause)
    const shape = getTRPCErrorShape({ config: appRouter._def._config, error, type: kind, path, input: undefined, ctx })
    const { refused } = shape.data
    tell(refused?.code ?? error.code)
    return { status: getHTTPStatusCodeFromError(error), body: JSON.stringify({ error: shape }), refused }
  }
}

/** One status when all agree, 207 when they differ. */
function send(reply: FastifyReply, answers: Answered[], join: (bodies: string[]) => string): FastifyReply {
  const [first] = answers
  const status = answers.every((answer) => answer.status === first?.status) ? (first?.status ?? 200) : 207
  for (const { refused } of answers) reply.headers(retryAfter(refused))
  return reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(join(answers.map(({ body }) => body)))
}
