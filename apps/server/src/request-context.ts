import { AppError, Language, type TenantId } from '@edurise/contracts'
import type { FastifyRequest } from 'fastify'
import type { Person, Platform, RequestContext } from './context.ts'

/** What became known about a request while it was answered, for its line in the log. */
export interface Seen {
  procedure: string | null
  tenantId: TenantId | null
  personId: string | null
  context: Promise<RequestContext> | null
}

declare module 'fastify' {
  interface FastifyRequest {
    seen: Seen
  }
}

export const nothingSeen = (): Seen => ({ procedure: null, tenantId: null, personId: null, context: null })

/** Origin of the host that was asked. */
export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`
}

/** The context of a request, made when it is first wanted. A host that is nobody's is refused. */
export function contextOf(platform: Platform, request: FastifyRequest): Promise<RequestContext> {
  return (request.seen.context ??= makeContext(platform, request))
}

async function makeContext(platform: Platform, request: FastifyRequest): Promise<RequestContext> {
  const host = await platform.routes.tenantOfHost(request.host)
  if (host === null) throw new AppError('NO_PORTAL_HERE', {})
  const hostTenantId = host === 'marketplace' ? null : host
  request.seen.tenantId = hostTenantId
  let person: Promise<Person | null> | undefined
  return {
    ...platform,
    requestId: request.id,
    origin: originOf(request),
    ip: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    locale: localeOf(request),
    hostTenantId,
    session: () => (person ??= whoAsks(platform, request)),
    unlimited: false,
  }
}

async function whoAsks(platform: Platform, request: FastifyRequest): Promise<Person | null> {
  const person = await platform.accounts.personOf(request.headers)
  request.seen.personId = person?.id ?? null
  return person
}

const cookie = /(?:^|;\s*)lang=(en|ar|so)(?:;|$)/

/** The language the page says it is in, else the one chosen before, else English. */
function localeOf({ headers }: FastifyRequest): Language {
  const said = Language.safeParse(headers['x-locale'])
  if (said.success) return said.data
  return Language.safeParse(cookie.exec(headers.cookie ?? '')?.[1]).data ?? 'en'
}
