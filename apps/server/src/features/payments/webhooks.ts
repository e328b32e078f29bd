import type { PublicTrx } from '@edurise/db'
import { inPublic } from '@edurise/db'
import { syncPayment } from '@edurise/jobs'
import type { FastifyPluginAsync } from 'fastify'
import type { Platform } from '../../context.ts'
import type { ProviderMessage } from '../../gateways/gateway.ts'
import { findPaymentOfObjects, findRoute, receiveEvent } from './queries.ts'

/** One event, stored as it came; with it, in the same commit, the job that looks at what it speaks of. True when it is new. */
export async function storeEvent(
  trx: PublicTrx,
  { enqueue, now, gateways, log }: Pick<Platform, 'enqueue' | 'now' | 'gateways' | 'log'>,
  provider: 'stripe',
  { eventId, type, account, apiVersion, objectIds, paymentId: echoed, wanted }: ProviderMessage,
  body: Buffer,
): Promise<boolean> {
  // Our own rows say whose it is; the echo is believed only if it names a payment of ours.
  const paymentId =
    (await findPaymentOfObjects(trx, provider, account, objectIds)) ?? (echoed && (await findRoute(trx, echoed)) ? echoed : null)
  // An event of another version is set aside for the platform's staff to see; its names are names all the same, and looking does no harm.
  const foreign = apiVersion !== null && apiVersion !== gateways[provider].apiVersion
  const state = !wanted ? 'ignored' : foreign ? 'failed' : 'stored'
  if (wanted && foreign) log.warn({ provider, eventId, type, apiVersion }, 'an event of another API version was set aside')
  const isNew = await receiveEvent(trx, { provider, account, eventId, type, apiVersion, body, objectIds, paymentId, state, at: now() })
  if (isNew && wanted && paymentId) await enqueue(trx, syncPayment, { paymentId })
  return isNew
}

/** A webhook is a hint: its signature and its names are believed, and 200 is said only after they are committed. What is true is asked later. */
export const paymentWebhooks: FastifyPluginAsync<{ platform: Platform }> = async (app, { platform }) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 512 * 1024 }, (_request, body, done) => done(null, body))

  app.post('/stripe', async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const message = platform.gateways.stripe.verify(body, request.headers, platform.now())
    if (!message) {
      platform.log.warn(
        { requestId: request.id, ip: request.ip, provider: 'stripe', bytes: body.length },
        'a webhook with a bad signature was refused',
      )
      return reply.code(400).send({ error: { code: 'SIGNATURE_INVALID', data: {}, requestId: request.id } })
    }
    const isNew = await inPublic(platform.db, (trx) => storeEvent(trx, platform, 'stripe', message, body))
    return reply.code(200).send({ received: true, new: isNew })
  })
}
