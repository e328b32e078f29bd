import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

/** A response made once and sent to many: its bytes in the codings that browsers take, and a tag of what it says. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer
  etag: string
  coded: Partial<Record<Coding, Promise<Buffer>>>
}
type Coding = 'br' | 'gzip'

/** `immutable` for addresses that name their content; otherwise the browser asks each time whether its copy still stands. */
export function answer(
  status: number,
  type: string,
  content: string | Buffer,
  cacheControl = 'public, max-age=0, must-revalidate',
): Answer {
  const body = Buffer.from(content)
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { status, headers: { 'content-type': type, 'cache-control': cacheControl }, body, etag, coded: {} }
}

export const immutable = 'public, max-age=31536000, immutable'

const textual = /^text\/|javascript|json|xml|svg/
const quality = (body: Buffer) => ({
  params: { [constants.BROTLI_PARAM_QUALITY]: body.length > 200_000 ? 9 : 6, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
})

export async function send(request: FastifyRequest, reply: FastifyReply, answered: Answer): Promise<FastifyReply> {
  const { status, headers, body, etag } = answered
  void reply.code(status).headers(headers)
  const compressible = body.length > 1_000 && textual.test(headers['content-type'] ?? '')
  if (compressible) void reply.header('vary', [reply.getHeader('vary'), 'accept-encoding'].filter(Boolean).join(', '))
  const coding = compressible ? codingFor(request.headers['accept-encoding']) : null
  // Codings are different bytes: each has its own tag.
  const tag = coding ? `${etag.slice(0, -1)}-${coding}"` : etag
  void reply.header('etag', tag)
  if (status === 200 && request.headers['if-none-match']?.split(/\s*,\s*/).some((known) => known.replace(/^W\//, '') === tag))
    return reply.code(304).send()
  if (!coding) return reply.send(body)
  const bytes = await (answered.coded[coding] ??=
    coding === 'br' ? brotli(body, quality(body)) : gzipped(body, { level: constants.Z_BEST_COMPRESSION }))
  return reply.header('content-encoding', coding).send(bytes)
}

function codingFor(accepted: string | undefined): Coding | null {
  const taken = new Set(
    (accepted ?? '').split(',').flatMap((part) => (/;\s*q=0(\.0+)?\s*$/.test(part) ? [] : [part.split(';')[0]?.trim()])),
  )
  if (taken.has('br')) return 'br'
  return taken.has('gzip') ? 'gzip' : null
}
