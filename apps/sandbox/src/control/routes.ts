import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { readKnobs } from '../knobs.ts'
import { controlPage, refusalPage } from '../pages/control.ts'
import { queryOf, sendPage } from '../pages/layout.ts'
import { paymentPage } from '../pages/payment.ts'
import { paypalPaymentPage } from '../pages/paypal-payment.ts'
import { freshOrder } from '../paypal/orders.ts'
import { Refusal } from '../refusal.ts'
import type { World } from '../world.ts'
import { actions } from './actions.ts'
import { paypalActions } from './paypal-actions.ts'
import { readPaypalState, sealPaypalEvent } from './paypal-state.ts'
import { listPayments, readState } from './state.ts'

const Query = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
  after: z.coerce.number().int().min(0).optional(),
  before: z.coerce.number().int().min(0).optional(),
  reference: z.string().max(200).optional(),
  kind: z.string().max(40).optional(),
  q: z.string().max(200).optional(),
})

type ActionRequest = FastifyRequest<{ Params: { id?: string } }>

/** The provider's dashboard: the same handlers behind a page's forms and behind JSON. */
export function controlRoutes(app: FastifyInstance, world: World): void {
  const read = (request: FastifyRequest) => Query.safeParse(Object.fromEntries(queryOf(request.raw.url))).data ?? {}

  app.get('/control', (request, reply) => {
    const { q = '', before } = read(request)
    return sendPage(reply, controlPage(world, { q, before }))
  })
  app.get('/control/payments/:id', (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
    const session = world.store.find('checkout.session', request.params.id)
    return session === undefined ? reply.callNotFound() : sendPage(reply, paymentPage(world, session))
  })
  app.get('/control/paypal/orders/:id', (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
    const order = freshOrder(world, request.params.id)
    return order === undefined ? reply.callNotFound() : sendPage(reply, paypalPaymentPage(world, order))
  })
  app.get('/control/knobs', () => readKnobs(world.store))
  app.get('/control/endpoint', () => ({ url: world.webhookUrl() ?? null }))
  app.get('/control/state', (request) => {
    const { limit = 2_000, after, kind } = read(request)
    return readState(world, { limit, after, kind })
  })
  app.get('/control/payments.json', (request) => {
    const { limit = 1_000, after, reference } = read(request)
    return listPayments(world, { limit, after, reference })
  })

  app.get('/control/paypal/state.json', () => readPaypalState(world))
  app.get('/control/paypal/events/:id/sealed', (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
    const sealed = sealPaypalEvent(world, request.params.id, read(request).after ?? 1)
    return sealed === null ? reply.callNotFound() : reply.send(sealed)
  })

  for (const { path, run } of [...actions, ...paypalActions]) {
    app.post(path, (request: ActionRequest, reply) => {
      const fromForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
      try {
        const { back, ...body } = z.looseObject({ back: z.string().optional() }).parse(request.body ?? {})
        const result = world.store.transaction(() => run(world, request.params.id ?? '', body))
        if (!fromForm) return reply.send(result)
        return reply.redirect(back !== undefined && /^\/control(?:[/?][\w/?=&.%-]*)?$/.test(back) ? back : '/control', 303)
      } catch (error) {
        if (error instanceof Refusal && fromForm) return sendPage(reply, refusalPage(error.message))
        throw error
      }
    })
  }
}
