import type { CourseId, Language, OrderId, Permission, PersonId, PlatformPermission, Procedure, Rate, TenantId } from '@edurise/contracts'
import { asPerson, asPlatform, inTenant, type Db, type PersonDb, type PlatformDb, type TenantDb } from '@edurise/db'
import type { AnyJob, Enqueue, jobs } from '@edurise/jobs'
import type { IncomingHttpHeaders } from 'node:http'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Files } from './gateways/files.ts'
import type { Gateways } from './gateways/gateway.ts'
import type { Mailer } from './gateways/mail.ts'
import type { z } from 'zod'

export interface Person {
  id: PersonId
  name: string
  email: string
  emailVerified: boolean
  locale: Language
  /** Of the session they came with. */
  sessionId: string
}

/** Who is behind a request. Implemented by the people feature over the account library. */
export interface Accounts {
  /** The person whose session the cookie opens, or null. Sessions that ended anywhere are unknown here at the next request. */
  personOf: (headers: IncomingHttpHeaders) => Promise<Person | null>
  updatePerson: (personId: PersonId, values: { name: string; locale: Language }) => Promise<void>
  devicesOf: (
    person: Person,
  ) => Promise<{ id: string; current: boolean; userAgent: string | null; createdAt: string; lastSeenAt: string }[]>
  /** False when the person has no such device. */
  endDevice: (person: Person, id: string) => Promise<boolean>
  /** A code that opens a session of this person once, on `host`, within 60 s. */
  handoffCode: (person: Person, host: string) => Promise<string>
}

/** Where rows of a tenant are found before the tenant is known; what never changes is remembered. */
export interface Routes {
  tenantOfHost: (host: string) => Promise<TenantId | 'marketplace' | null>
  courseBySlug: (slug: string) => Promise<{ tenantId: TenantId; courseId: CourseId } | null>
  tenantOfCourse: (courseId: CourseId) => Promise<TenantId | null>
  tenantOfOrder: (orderId: OrderId) => Promise<TenantId | null>
}

/** What a person may do; remembered until somebody's role changes. */
export interface Rights {
  inTenant: (personId: PersonId, tenantId: TenantId) => Promise<ReadonlySet<Permission>>
  onPlatform: (personId: PersonId) => Promise<ReadonlySet<PlatformPermission>>
}

/** How often somebody may call. Refuses with TOO_MANY_REQUESTS. */
export interface Limits {
  take: (rate: Rate, who: { personId: PersonId | null; ip: string }) => Promise<void>
}

/** What every unit of work has, whether a request or a job began it. */
export interface Platform {
  config: Config
  db: Db
  /** Of the platform's read-only role. */
  platformDb: Db
  enqueue: Enqueue
  gateways: Gateways
  mailer: Mailer
  files: Files
  accounts: Accounts
  routes: Routes
  rights: Rights
  limits: Limits
  log: Logger
  now: () => Date
}

export type Handler<J extends AnyJob> = (platform: Platform, data: z.infer<J['data']>) => Promise<void>
export type Handlers = { [K in keyof typeof jobs]: Handler<(typeof jobs)[K]> }

/** What a call brings besides its input. */
export interface RequestContext extends Platform {
  requestId: string
  /** Origin of the host the call was sent to, e.g. http://harbour.localhost:4000. */
  origin: string
  ip: string
  /** What the caller's program says it is, at most 300 characters. */
  userAgent: string
  locale: Language
  hostTenantId: TenantId | null
  /** Asked once a request; null for visitors. */
  session: () => Promise<Person | null>
  /** In-process calls of the page renderer are counted with the page. */
  unlimited: boolean
}

type PersonOf<P extends Procedure> = P['allow'] extends 'anyone' ? Person | null : Person
type TenantOf<P extends Procedure> = P['tenantFrom'] extends 'none'
  ? null
  : P['tenantFrom'] extends 'host'
    ? P['allow'] extends 'anyone' | 'signed-in'
      ? TenantId | null
      : TenantId
    : TenantId

/** What an operation of this promise can rely on: the guard of trpc.ts has established it. */
export interface CallContext<P extends Procedure> extends RequestContext {
  person: PersonOf<P>
  tenantId: TenantOf<P>
  permissions: ReadonlySet<Permission>
  readOnly: boolean
}

/** A call inside a tenant, whoever makes it. */
export type TenantContext = RequestContext & {
  tenantId: TenantId
  readOnly: boolean
  permissions: ReadonlySet<Permission>
  person: Person | null
}
/** A call inside a tenant by somebody signed in. */
export type MemberContext = TenantContext & { person: Person }
/** A call by somebody signed in, over all tenants. */
export type PersonContext = RequestContext & { person: Person; readOnly: boolean }

/** One transaction in the tenant of the call; read-only when the promise is a query. */
export function asTenant<T>(ctx: Pick<TenantContext, 'db' | 'tenantId' | 'readOnly'>, work: (trx: TenantDb) => Promise<T>): Promise<T> {
  return inTenant(ctx.db, ctx.tenantId, work, { readOnly: ctx.readOnly })
}

/** One read-only transaction over the caller's own rows in all tenants. */
export function asSelf<T>({ db, person }: Pick<PersonContext, 'db' | 'person'>, work: (trx: PersonDb) => Promise<T>): Promise<T> {
  return asPerson(db, person.id, work)
}

/** One read-only transaction of the platform's role; the line in the log says who looked, and why. */
export function asStaff<T>(ctx: PersonContext, reason: string, work: (trx: PlatformDb) => Promise<T>): Promise<T> {
  ctx.log.info({ actor: ctx.person.id, reason, requestId: ctx.requestId }, 'platform desk read')
  return asPlatform(ctx.platformDb, work)
}
