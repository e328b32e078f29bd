import { AppError, InvoiceId, maxInvoiceVersions, type TenantId } from '@edurise/contracts'
import { asPerson } from '@edurise/db'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform, RequestContext } from '../../context.ts'
import { readDocument } from './document/read-document.ts'
import { tenantOfOwn } from './queries.ts'

interface Options {
  platform: Platform
  /** As for any other call of the API. */
  contextOf: (request: FastifyRequest) => Promise<RequestContext>
}

const Asked = z.object({ invoiceId: InvoiceId, version: z.coerce.number().int().min(1).max(maxInvoiceVersions).optional() })

/** GET …/{id}/document.pdf, and ?version=n for another version than the one in force: for its buyer, and for who may see the tenant's orders. */
export async function invoiceRoutes(app: FastifyInstance, { platform, contextOf }: Options): Promise<void> {
  app.get<{ Params: { invoiceId: string }; Querystring: { version?: unknown } }>('/:invoiceId/document.pdf', async (request, reply) => {
    const ctx = await contextOf(request)
    const person = await ctx.session()
    await ctx.limits.take('api', { personId: person?.id ?? null, ip: ctx.ip })
    if (!person) throw new AppError('SIGN_IN_REQUIRED', {})
    const asked = Asked.safeParse({ invoiceId: request.params.invoiceId, version: request.query.version })
    const tenantId = asked.success ? await tenantFor(ctx, person.id, asked.data.invoiceId) : null
    const document = asked.success && tenantId && (await readDocument(platform, { tenantId, ...asked.data }))
    if (!asked.success || !document) throw new AppError('INVOICE_NOT_FOUND', {})

    const etag = `"${document.sha256}"`
    reply.headers({
      'content-disposition': `attachment; filename="${document.fileName}"`,
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      // A version never changes; which one is in force does.
      'cache-control': asked.data.version === undefined ? 'private, no-cache' : 'private, max-age=31536000, immutable',
      vary: 'cookie',
      etag,
    })
    if (request.headers['if-none-match']?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)) return reply.code(304).send()
    return reply.header('content-length', document.bytes.length).send(document.bytes)
  })
}

/** The tenant in whose books somebody may read this paper. */
async function tenantFor(ctx: RequestContext, personId: Parameters<typeof asPerson>[1], invoiceId: InvoiceId): Promise<TenantId | null> {
  const own = await asPerson(ctx.db, personId, (trx) => tenantOfOwn(trx, personId, invoiceId))
  if (own || !ctx.hostTenantId) return own
  return (await ctx.rights.inTenant(personId, ctx.hostTenantId)).has('payments.listOrders') ? ctx.hostTenantId : null
}
