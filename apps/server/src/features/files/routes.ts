import multipart from '@fastify/multipart'
import { AppError, errors, FileId, fileLimits, TenantId } from '@edurise/contracts'
import { inTenant } from '@edurise/db'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Platform, RequestContext } from '../../context.ts'
import { fileUrls } from '../../gateways/file-urls.ts'
import { findFile } from './queries.ts'
import { receiveFile } from './receive-file.ts'

const statuses: Partial<Record<(typeof errors)[keyof typeof errors]['as'], number>> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  PAYLOAD_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
}

interface Options {
  platform: Platform
  /** As for any other call of the API. */
  contextOf: (request: FastifyRequest, reply: FastifyReply) => RequestContext | Promise<RequestContext>
}

/** POST /api/v1/files takes uploads of who may author; GET /files/… gives a file to whoever holds its signed address. */
export async function filesRoutes(app: FastifyInstance, { platform, contextOf }: Options): Promise<void> {
  await app.register(multipart, { limits: { files: 1, fields: 4, parts: 5, fileSize: fileLimits.video + 1, headerPairs: 20 } })
  const urls = fileUrls(platform.config.authSecret, platform.now)

  app.setErrorHandler((error, request, reply) => {
    if (isRefusal(error)) {
      // What is still coming is let through and forgotten: a browser reads the answer only when it has sent everything.
      request.raw.unpipe().resume()
      const { code, data } = error
      return reply.code(statuses[errors[code].as] ?? 400).send({ refused: { code, data }, requestId: request.id })
    }
    throw error
  })

  app.post('/api/v1/files', async (request, reply) => {
    if (!request.headers['x-edurise']) throw new AppError('CROSS_SITE_REQUEST', {})
    const ctx = await contextOf(request, reply)
    const person = await ctx.session()
    await ctx.limits.take('uploads', { personId: person?.id ?? null, ip: ctx.ip })
    if (!person) throw new AppError('SIGN_IN_REQUIRED', {})
    const tenantId = ctx.hostTenantId
    if (!tenantId) throw new AppError('NO_PORTAL_HERE', {})
    if (!(await ctx.rights.inTenant(person.id, tenantId)).has('files.upload')) throw new AppError('NOT_ALLOWED', {})
    const most = fileLimits.video + 1_000_000
    if (Number(request.headers['content-length'] ?? 0) > most) {
      reply.header('connection', 'close')
      throw new AppError('FILE_TOO_LARGE', { maxBytes: fileLimits.video })
    }
    const part = request.isMultipart() ? await request.file() : undefined
    if (!part) throw new AppError('BODY_MALFORMED', {})
    return receiveFile(ctx, { tenantId, personId: person.id }, { name: part.filename, mime: part.mimetype, stream: part.file })
  })

  app.get<{ Params: { tenantId: string; fileId: string; name: string }; Querystring: { e?: unknown; s?: unknown } }>(
    '/files/:tenantId/:fileId/:name',
    async (request, reply) => {
      const { params, query } = request
      const left = urls.secondsLeft({ ...params, expires: textOf(query.e), signature: textOf(query.s) })
      const [tenantId, fileId] = [TenantId.safeParse(params.tenantId), FileId.safeParse(params.fileId)]
      if (left === 0 || !tenantId.success || !fileId.success) throw new AppError('FILE_NOT_FOUND', {})
      const file = await inTenant(platform.db, tenantId.data, (trx) => findFile(trx, tenantId.data, fileId.data), { readOnly: true })
      if (!file) throw new AppError('FILE_NOT_FOUND', {})

      reply.headers({
        'content-type': file.kind === 'captions' ? 'text/vtt; charset=utf-8' : file.mime,
        'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        // Opened by itself, a file can do nothing: no script, no request, no origin.
        'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': `private, max-age=${left}, immutable`,
        'accept-ranges': 'bytes',
      })
      const range = rangeOf(request.headers.range, file.bytes)
      if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${file.bytes}`).send()
      if (!range) return reply.header('content-length', file.bytes).send(await platform.files.read(file.key))
      reply
        .code(206)
        .headers({ 'content-range': `bytes ${range.start}-${range.end}/${file.bytes}`, 'content-length': range.end - range.start + 1 })
      return reply.send(await platform.files.read(file.key, range))
    },
  )
}

/** An address may name a value twice: then it is a list, and not one of ours. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError
}

/** One range of bytes (RFC 9110, 14.2). Several at once, or another unit, are answered with the whole. */
export function rangeOf(header: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (!match[1] && !match[2])) return null
  const start = match[1] ? Number(match[1]) : Math.max(0, size - Number(match[2]))
  const end = match[1] && match[2] ? Math.min(Number(match[2]), size - 1) : size - 1
  if (match[1] && match[2] && Number(match[2]) < start) return null
  return start >= size ? 'unsatisfiable' : { start, end }
}
