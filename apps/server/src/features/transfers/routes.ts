import multipart from '@fastify/multipart'
import { AppError, TransferId, type PersonId, type TenantId } from '@edurise/contracts'
import { asPerson, inTenant } from '@edurise/db'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { answerOf } from '../../api-errors.ts'
import type { Platform, RequestContext } from '../../context.ts'
import { findOwnTransfer } from './queries.ts'
import { listProofs } from './proofs/queries.ts'
import { proofLimit, receiveProof } from './proofs/receive-proof.ts'

interface Options {
  platform: Platform
  /** As for any other call of the API. */
  contextOf: (request: FastifyRequest) => Promise<RequestContext>
}

const Asked = z.object({ transferId: TransferId, proofId: z.uuid() })

/** POST …/{id}/proofs takes a payer's proof; GET …/{id}/proofs/{proofId} shows it to them, and to who decides transfers. */
export async function transferRoutes(app: FastifyInstance, { platform, contextOf }: Options): Promise<void> {
  await app.register(multipart, { limits: { files: 1, fields: 4, parts: 5, fileSize: proofLimit + 1, headerPairs: 20 } })

  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof AppError)) throw error
    // What is still coming is let through and forgotten: a browser reads the answer only when it has sent everything.
    request.raw.unpipe().resume()
    const { status, headers } = answerOf(error, request.id, false)
    return reply
      .code(status)
      .headers(headers)
      .send({ refused: { code: error.code, data: error.data }, requestId: request.id })
  })

  app.post<{ Params: { transferId: string } }>('/:transferId/proofs', async (request, reply) => {
    if (!request.headers['x-edurise']) throw new AppError('CROSS_SITE_REQUEST', {})
    const ctx = await contextOf(request)
    const person = await ctx.session()
    await ctx.limits.take('uploads', { personId: person?.id ?? null, ip: ctx.ip })
    if (!person) throw new AppError('SIGN_IN_REQUIRED', {})
    const transferId = TransferId.safeParse(request.params.transferId)
    const own = transferId.success && (await asPerson(ctx.db, person.id, (trx) => findOwnTransfer(trx, person.id, transferId.data)))
    if (!transferId.success || !own) throw new AppError('TRANSFER_NOT_FOUND', {})
    const part = request.isMultipart() ? await request.file() : undefined
    if (!part) throw new AppError('BODY_MALFORMED', {})
    const bytes = await read(part.file)
    const who = { tenantId: own.tenantId, transferId: transferId.data, personId: person.id }
    return reply.send(await receiveProof(platform, who, { name: part.filename, bytes }))
  })

  app.get<{ Params: { transferId: string; proofId: string } }>('/:transferId/proofs/:proofId', async (request, reply) => {
    const ctx = await contextOf(request)
    const person = await ctx.session()
    await ctx.limits.take('api', { personId: person?.id ?? null, ip: ctx.ip })
    if (!person) throw new AppError('SIGN_IN_REQUIRED', {})
    const asked = Asked.safeParse(request.params)
    const tenantId = asked.success ? await tenantFor(ctx, person.id, asked.data.transferId) : null
    if (!asked.success || !tenantId) throw new AppError('FILE_NOT_FOUND', {})
    const { transferId, proofId } = asked.data
    const proofs = await inTenant(ctx.db, tenantId, (trx) => listProofs(trx, tenantId, transferId), { readOnly: true })
    const proof = proofs.find(({ id }) => id === proofId)
    if (!proof) throw new AppError('FILE_NOT_FOUND', {})
    const shown = proof.mime.startsWith('image/') ? 'inline' : 'attachment'
    reply.headers({
      'content-type': proof.mime,
      'content-length': proof.bytes,
      'content-disposition': `${shown}; filename*=UTF-8''${encodeURIComponent(proof.name)}`,
      // Opened by itself, a file can do nothing: no script, no request, no origin.
      'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, max-age=3600, immutable',
      vary: 'cookie',
    })
    return reply.send(await platform.files.read(proof.key))
  })
}

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of stream) {
    total += chunk.length
    // What is still coming is let through and forgotten: a browser reads the answer only when it has sent everything.
    if (total <= proofLimit) chunks.push(chunk)
  }
  if (total > proofLimit) throw new AppError('FILE_TOO_LARGE', { maxBytes: proofLimit })
  return Buffer.concat(chunks)
}

/** The tenant whose transfer somebody may look at: it is their own, or they decide on it. */
async function tenantFor(ctx: RequestContext, personId: PersonId, transferId: TransferId): Promise<TenantId | null> {
  const own = await asPerson(ctx.db, personId, (trx) => findOwnTransfer(trx, personId, transferId))
  if (own || !ctx.hostTenantId) return own?.tenantId ?? null
  return (await ctx.rights.inTenant(personId, ctx.hostTenantId)).has('transfers.decide') ? ctx.hostTenantId : null
}
