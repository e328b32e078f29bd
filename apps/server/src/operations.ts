import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Readiness } from './health.ts'
import type { Metrics } from './metrics.ts'

interface Options {
  metrics: Metrics
  readiness: Readiness
  metricsToken: string
}

/** What operators and their machines look at: is it there, is it ready, how does it do. */
export async function operations(app: FastifyInstance, { metrics, readiness, metricsToken }: Options): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))

  app.get('/healthz', async () => ({ status: 'ok' }))

  app.get('/readyz', async (_request, reply) => {
    const reasons = await readiness.reasons()
    const ready = Object.keys(reasons).length === 0
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', reasons })
  })

  app.get('/metrics', async (request, reply) => {
    if (!isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`)) {
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer')
        .send({ error: { code: 'SIGN_IN_REQUIRED', data: {}, requestId: request.id } })
    }
    return reply.type(metrics.contentType).send(await metrics.text())
  })
}

/** Takes as long for every wrong token. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
