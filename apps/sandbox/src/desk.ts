import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { bankRoutes } from './bank/routes.ts'
import { controlRoutes } from './control/routes.ts'
import { mailRoutes } from './mail/routes.ts'
import { deskPage } from './pages/desk.ts'
import { sendPage } from './pages/layout.ts'
import { payRoutes } from './pages/pay.ts'
import { paypalRoutes } from './pages/paypal.ts'
import { paypalApi } from './paypal/api.ts'
import { Refusal } from './refusal.ts'
import { parseForm } from './stripe/form.ts'
import type { World } from './world.ts'

const style = readFileSync(new URL('./pages/style.css', import.meta.url), 'utf8')
const loopbackHost = /^(?:localhost|127[.]0[.]0[.]1|\[::1\])(?::\d+)?$/i

/** Pay pages, mailbox and control: one origin for people and for tests. */
export function desk(app: FastifyInstance, world: World): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, parseForm(String(body))),
  )
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, String(body).trim() === '' ? {} : JSON.parse(String(body)))
    } catch {
      done(Object.assign(new Error('The body is not JSON.'), { statusCode: 400 }))
    }
  })

  app.addHook('onRequest', async (request, reply) => {
    // Pages elsewhere on the web must not press these buttons: neither by a form nor by a name that points to loopback.
    const foreign = request.headers['sec-fetch-site'] === 'cross-site' && request.method !== 'GET'
    if (foreign || !loopbackHost.test(request.headers.host ?? ''))
      return reply.code(403).send({ error: { message: 'The sandbox answers to its own pages on this machine only.' } })
  })
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refusal) return reply.code(error.status).send({ error: { message: error.message, ...error.fields } })
    const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
    const message = error instanceof Error ? error.message : String(error)
    if (status >= 500)
      process.stderr.write(`${JSON.stringify({ sandbox: 'error', reason: error instanceof Error ? error.stack : message })}\n`)
    return reply.code(status).send({ error: { message: status >= 500 ? 'The sandbox failed.' : message } })
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { message: 'There is nothing at this address of the sandbox.' } }),
  )

  app.get('/', (_request, reply) => sendPage(reply, deskPage(world)))
  app.get('/style.css', (_request, reply) =>
    reply.header('content-type', 'text/css; charset=utf-8').header('cache-control', 'max-age=60').send(style),
  )
  payRoutes(app, world)
  paypalRoutes(app, world)
  mailRoutes(app, world)
  controlRoutes(app, world)
  void app.register((api, _options, done) => (paypalApi(api, world), done()), { prefix: '/paypal' })
  bankRoutes(app, world)
}
