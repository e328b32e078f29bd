import { AppError, errors } from '@edurise/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z, ZodError } from 'zod'
import type { Person, Routes } from '../../context.ts'
import { hostnameOf } from '../../routes-of-tenants.ts'
import type { PeopleAccounts } from './accounts.ts'
import { emptiedCookie } from './auth/tokens.ts'
import {
  ChangePassword,
  Path,
  RequestReset,
  ResendVerification,
  ResetPassword,
  SignIn,
  SignUp,
  type Caller,
  type Credentials,
  type Opened,
} from './credentials.ts'

const statuses = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  SERVICE_UNAVAILABLE: 503,
} as const

const nothing = z.strictObject({}).nullish()
const Link = z.object({ token: z.string().max(2_000), path: Path })
const Handoff = z.object({ code: z.string().max(200), path: Path })
const maxBytes = 10_000

export interface AuthRoutesOptions {
  accounts: PeopleAccounts
  credentials: Credentials
  routes: Routes
  publicUrl: URL
}

/** `/api/v1/auth/*`: sessions begin and end here. The site's guard against cross-site requests stands before it. */
export function authRoutes({ accounts, credentials, routes, publicUrl }: AuthRoutesOptions) {
  /** Links in mails lead to hosts of ours, whatever the request says of its own. */
  async function callerOf(request: FastifyRequest): Promise<Caller> {
    const host = hostnameOf(request.host)
    const tenant = await routes.tenantOfHost(host)
    if (!tenant) throw new AppError('TENANT_NOT_FOUND', {})
    const origin = tenant === 'marketplace' ? publicUrl.origin : originOf(host, publicUrl)
    const { cookie, 'user-agent': userAgent } = request.headers
    return { ip: request.ip, origin, userAgent: userAgent?.slice(0, 400), cookie }
  }

  async function signedIn({ headers }: FastifyRequest): Promise<Person> {
    const person = await accounts.personOf(headers)
    if (!person) throw new AppError('SIGN_IN_REQUIRED', {})
    return person
  }

  const open = (reply: FastifyReply, { cookie, person }: Opened) => reply.header('set-cookie', cookie).send({ person: shown(person) })

  return async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler(answerError)
    app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))
    const limited = { bodyLimit: maxBytes }

    app.post('/sign-up/email', limited, async (request, reply) =>
      open(reply, await credentials.signUp(SignUp.parse(request.body), await callerOf(request))),
    )

    app.post('/sign-in/email', limited, async (request, reply) =>
      open(reply, await credentials.signIn(SignIn.parse(request.body), await callerOf(request))),
    )

    app.post('/sign-out', limited, async (request, reply) => {
      nothing.parse(request.body)
      const person = await accounts.personOf(request.headers)
      if (person) await accounts.endDevice(person, person.sessionId)
      return reply.header('set-cookie', emptiedCookie).send({ person: null })
    })

    app.get('/get-session', async (request, reply) => {
      const person = await accounts.personOf(request.headers)
      return reply.send({ person: person && shown(person) })
    })

    app.post('/request-password-reset', limited, async (request, reply) => {
      await credentials.requestReset(RequestReset.parse(request.body), await callerOf(request))
      return reply.send({ sent: true })
    })

    app.post('/reset-password', limited, async (request, reply) => {
      await credentials.resetPassword(ResetPassword.parse(request.body))
      return reply.send({ changed: true })
    })

    app.post('/change-password', limited, async (request, reply) =>
      open(reply, await credentials.changePassword(ChangePassword.parse(request.body), await callerOf(request))),
    )

    app.post('/send-verification-email', limited, async (request, reply) => {
      const { next } = ResendVerification.parse(request.body ?? {})
      await credentials.resendVerification(await signedIn(request), await callerOf(request), next)
      return reply.send({ sent: true })
    })

    app.get('/verify-email', async (request, reply) => {
      const { token, path } = Link.parse(request.query)
      const verified = await credentials.verifyEmail(token)
      return reply.redirect(withQuery(path, 'verified', verified ? 'yes' : 'expired'), 303)
    })

    app.get('/handoff', async (request, reply) => {
      const { code, path } = Handoff.parse(request.query)
      const cookie = await accounts.redeem(code, hostnameOf(request.host), request.headers['user-agent'])
      if (cookie) void reply.header('set-cookie', cookie)
      return reply.header('referrer-policy', 'no-referrer').redirect(path, 303)
    })
  }
}

function shown({ id, name, email, emailVerified, locale }: Opened['person']) {
  return { id, name, email, emailVerified, locale }
}

function originOf(hostname: string, publicUrl: URL): string {
  return `${publicUrl.protocol}//${hostname}${publicUrl.port && `:${publicUrl.port}`}`
}

function withQuery(path: string, key: string, value: string): string {
  const address = new URL(path, 'http://here')
  address.searchParams.set(key, value)
  return `${address.pathname}${address.search}${address.hash}`
}

/** Refusals in the shape that every answer of ours has; what was not a refusal goes to the site's own handler. */
function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (!refusal) throw error
  const { code, data } = refusal
  if ('retryAfterSeconds' in data) void reply.header('retry-after', data.retryAfterSeconds)
  return reply.code(statuses[errors[code].as]).send({ error: { code, data, requestId: request.id } })
}

function refusalOf(error: unknown): AppError | null {
  if (error instanceof AppError) return error
  if (error instanceof ZodError) return new AppError('INPUT_INVALID', { fields: fieldsOf(error) })
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('BODY_TOO_LARGE', { maxBytes })
  return typeof code === 'string' && (code.startsWith('FST_ERR_CTP_') || code === 'FST_ERR_VALIDATION')
    ? new AppError('BODY_MALFORMED', {})
    : null
}

function fieldsOf({ issues }: ZodError): Record<string, string[]> {
  const named = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [key, issue.code]) : [[issue.path.join('.'), issue.message]],
  )
  return Object.fromEntries(
    [...Map.groupBy(named, ([name]) => name ?? '')].map(([name, pairs]) => [name, pairs.map(([, message]) => message ?? '')]),
  )
}
