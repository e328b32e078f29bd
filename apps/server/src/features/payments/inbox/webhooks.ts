import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../../../context.ts'
import { ProviderSilent, type MessagingProvider, type ProviderMessage } from '../../../gateways/gateway.ts'
import { eventStore } from './event-store.ts'

const bytesOf = ({ body }: FastifyRequest): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

/** A webhook is a hint: its signature and its names are believed, and 200 is said only after they are committed. What is true is asked later. */
export const paymentWebhooks: FastifyPluginAsync<{ platform: Platform }> = async (app, { platform }) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 512 * 1024 }, (_request, body, done) => done(null, body))
  const { stripe, paypal } = platform.gateways
  const inbox: Inbox = { platform, store: eventStore(platform) }

  app.post('/stripe', (request, reply) =>
    receive(inbox, request, reply, 'stripe', (body) => stripe.verify(body, request.headers, platform.now())),
  )
  if (!paypal) return
  app.post('/paypal', (request, reply) =>
    receive(inbox, request, reply, 'paypal', (body) => paypal.verify(body, request.headers, platform.now())),
  )
  if (platform.config.paypal?.ipn)
    app.post('/paypal-ipn', (request, reply) => receive(inbox, request, reply, 'paypal', (body) => paypal.verifyIpn(body)))
}

interface Inbox {
  platform: Platform
  store: ReturnType<typeof eventStore>
}

async function receive(
  { platform, store }: Inbox,
  request: FastifyRequest,
  reply: FastifyReply,
  provider: MessagingProvider,
  verify: (body: Buffer) => Promise<ProviderMessage | null>,
): Promise<unknown> {
  const body = bytesOf(request)
  const told = { requestId: request.id, ip: request.ip, provider, bytes: body.length }
  let message: ProviderMessage | null
  try {
    message = await verify(body)
  } catch (error) {
    if (!(error instanceof ProviderSilent)) throw error
    platform.log.warn({ ...told, err: error }, 'a webhook could be neither proved nor refuted')
    return reply
      .code(503)
      .header('retry-after', '60')
      .send({ error: { code: 'OVERLOADED', data: { retryAfterSeconds: 60 }, requestId: request.id } })
  }
  if (!message) {
    platform.log.warn(told, 'a webhook with a bad signature was refused')
    return reply.code(400).send({ error: { code: 'SIGNATURE_INVALID', data: {}, requestId: request.id } })
  }
  const isNew = await store({ provider, message, body })
  return reply.code(200).send({ received: true, new: isNew })
}
