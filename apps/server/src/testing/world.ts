import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AppError, ErrorCode, Language, PersonId, Role, TenantId } from '@edurise/contracts'
import { newId, type Db } from '@edurise/db'
import { cloneDatabase, type TestDatabase } from '@edurise/db/testing'
import { enqueuer, jobs } from '@edurise/jobs'
import type { Sandbox } from '@edurise/sandbox/sandbox'
import type { FastifyInstance } from 'fastify'
import { sql as statement } from 'kysely'
import { PgBoss } from 'pg-boss'
import { pino } from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { z } from 'zod'
import { readConfig, type Config } from '../config.ts'
import type { Person, Platform, RequestContext } from '../context.ts'
import { sendAccountMail } from '../features/notifications/index.ts'
import { openAuthPool, openPeople, type People } from '../features/people/index.ts'
import { transferGateway } from '../features/transfers/index.ts'
import { filesOnDisk } from '../gateways/files-on-disk.ts'
import { smtpMailer } from '../gateways/smtp.ts'
import { openGateways } from '../open-gateways.ts'
import { createReadiness } from '../health.ts'
import { createHttp } from '../http.ts'
import { startListener, type Listener } from '../listener.ts'
import { createMetrics, type Metrics } from '../metrics.ts'
import { appRouter } from '../router.ts'
import { createCallerFactory } from '../trpc.ts'
import { ensureQueues, handlers, runJob, type JobOutcome } from '../worker.ts'
import { tickingClock } from './clock.ts'
import { insertCourse, insertLesson, insertTenant, type ACourse, type ATenant, type CourseWishes, type LessonWishes } from './factories.ts'
import { freshRights, freshRoutes, unlimited } from './parts.ts'

const marketplaceHost = 'localhost'
const port = 4000
const secretKey = 'sk_test_world_of_the_tests'
const webhookSecret = 'whsec_world_of_the_tests'
const paypal = { clientId: 'client-of-the-tests', clientSecret: 'secret-of-the-tests', webhookId: '1JE4291016473214C', strict: true }
const callerOf = createCallerFactory(appRouter)

const Mailbox = z.array(
  z.object({
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    messageId: z.string(),
    copies: z.int(),
    attachments: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
  }),
)

/** Every procedure, called as one visitor calls it. */
export type Api = ReturnType<typeof callerOf>

export interface Visitor {
  person: Person | null
  /** On the portal they came to, or on the marketplace. */
  api: Api
  /** The same person on the marketplace. */
  marketplace: Api
}

export interface SignedIn extends Visitor {
  person: Person
  tenantId: TenantId
  slug: string
}

export interface SignIn {
  /** Of a membership in the tenant; none when left out. */
  role?: Role
  /** Somebody else's tenant; one of their own when left out. */
  tenant?: ATenant | SignedIn
  email?: string
  name?: string
  locale?: Language
}

export interface WorldOptions {
  /** Parts that a test wants to be others than the world's own. */
  parts?: (world: {
    config: Config
    database: TestDatabase
    listener: Listener
  }) => Partial<Pick<Platform, 'accounts' | 'files' | 'limits' | 'routes' | 'rights' | 'log'>>
  /** Settings besides those of the world. */
  environment?: Record<string, string>
  /** Somebody else's database and sandbox, for a process beside theirs, and the time by their clock. */
  guestOf?: { database: TestDatabase; sandbox: Sandbox; at: string }
}

/**
 * The server on a database of this file's own, with the sandbox as its world: nothing of it is played.
 * Each `signedIn` is, unless told otherwise, in a tenant that no other test has.
 */
export function useWorld(options: WorldOptions = {}): World {
  const world = makeWorld(options)
  beforeAll(world.open)
  afterAll(world.close)
  return world
}

export type World = ReturnType<typeof makeWorld>

/** A world that its user opens and closes: for programs that no test runner runs, and for worlds beside a test's own. */
export function makeWorld({ parts, environment, guestOf }: WorldOptions = {}) {
  const clock = tickingClock(guestOf?.at)
  const sql: string[] = []
  let database: TestDatabase
  let sandbox: Sandbox
  let boss: PgBoss
  let platform: Platform
  let people: People
  let metrics: Metrics
  let listener: Listener
  const closers: (() => unknown)[] = []
  let closing = false

  async function ownSandbox(): Promise<Sandbox> {
    // Only here: a process that comes as a guest, and is gone in a moment, does without it.
    const { startSandbox } = await import('@edurise/sandbox/sandbox')
    return startSandbox({ port: 0, data: ':memory:', secretKey, webhookSecrets: [webhookSecret], paypal, now: clock.peek })
  }

  async function open(): Promise<void> {
    database = guestOf?.database ?? (await cloneDatabase({ onStatement: (cost) => sql.push(cost.sql) }))
    const folder = mkdtempSync(join(tmpdir(), 'edurise-files-'))
    sandbox = guestOf?.sandbox ?? (await ownSandbox())
    boss = new PgBoss({ connectionString: database.urls.app, max: 2, supervise: false, schedule: false, migrate: false })
    // A connection that the end of the database cuts off is none of a test's business; everything before is.
    boss.on('error', (error) => {
      if (!closing) throw error
    })
    await boss.start()
    await ensureQueues(boss)
    const config = readConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.urls.app,
      AUTH_SECRET: 'a secret of the tests, long enough',
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_BASE: sandbox.stripeBase,
      PAYPAL_CLIENT_ID: paypal.clientId,
      PAYPAL_CLIENT_SECRET: paypal.clientSecret,
      PAYPAL_WEBHOOK_ID: paypal.webhookId,
      PAYPAL_API_BASE: sandbox.paypalBase,
      PAYPAL_TRUSTED_ROOT: sandbox.paypalRoot,
      PAYPAL_IPN: 'true',
      SMTP_URL: sandbox.smtpUrl,
      METRICS_TOKEN: 'metrics of the tests',
      FILES_URL: `${pathToFileURL(folder).href}/`,
      ...environment,
    })
    const log = pino({ level: 'silent' })
    const mailer = smtpMailer({ url: config.smtpUrl, from: config.mailFrom })
    listener = startListener(database.urls.app, log)
    const authPool = openAuthPool(database.urls.auth, () => {})
    const routes = freshRoutes(database.app, marketplaceHost)
    people = openPeople({
      pool: authPool,
      listener,
      routes,
      config,
      log,
      sendAccountMail: ({ kind, to, locale, name, url }) => sendAccountMail({ mailer, config }, { kind, to, locale, data: { name, url } }),
    })
    metrics = createMetrics({ app: () => database.app, platform: () => database.platform }, clock.now)
    closers.push(
      () => people.close(),
      () => listener.close(),
      () => authPool.end(),
      () => mailer.close(),
      () => rmSync(folder, { recursive: true, force: true }),
    )
    const enqueue = enqueuer(boss)
    const bankTransfer = transferGateway({ db: database.app, platformDb: database.platform, enqueue, now: clock.now })
    platform = {
      config,
      db: database.app,
      platformDb: database.platform,
      enqueue,
      gateways: openGateways(config, { now: clock.now, log, bankTransfer }),
      mailer,
      files: filesOnDisk({ ...config, now: clock.now }),
      accounts: people.accounts,
      routes,
      rights: freshRights(database.app),
      limits: unlimited,
      log,
      now: clock.now,
      ...parts?.({ config, database, listener }),
    }
  }

  async function close(): Promise<void> {
    closing = true
    await boss?.stop({ graceful: false })
    for (const end of closers) await end()
    await sandbox?.close()
    await database?.close()
  }

  function contextOf(person: Person | null, tenant: { tenantId: TenantId; slug: string } | null): RequestContext {
    const host = tenant ? `${tenant.slug}.${marketplaceHost}` : marketplaceHost
    return {
      ...platform,
      requestId: newId<string>(),
      origin: `http://${host}:${port}`,
      ip: '127.0.0.1',
      userAgent: 'a browser of the tests',
      locale: person?.locale ?? 'en',
      hostTenantId: tenant?.tenantId ?? null,
      session: () => Promise.resolve(person),
      unlimited: false,
    }
  }

  /** As after a sign-up, and without a password. */
  async function addAccount({ id, name, email, locale }: Person): Promise<void> {
    await statement`insert into auth.users (id, name, email, email_verified, locale) values (${id}, ${name}, ${email.toLowerCase()}, true, ${locale})`.execute(
      database.owner.open,
    )
  }

  const aTenant = (wishes?: { slug?: string; name?: string }) => insertTenant(database.owner, wishes)

  return {
    open,
    close,
    clock,
    /** Sees every tenant: for arranging and asserting. */
    get db(): Db {
      return database.owner
    },
    get platform(): Platform {
      return platform
    },
    get database(): TestDatabase {
      return database
    },
    get sandbox(): Sandbox {
      return sandbox
    },
    get boss(): PgBoss {
      return boss
    },
    get people(): People {
      return people
    },
    get metrics(): Metrics {
      return metrics
    },
    contextOf,
    /** Somebody's calls, on a portal or on the marketplace. */
    callerAs: (person: Person | null, tenant: { tenantId: TenantId; slug: string } | null): Api => callerOf(contextOf(person, tenant)),
    aTenant,

    /** The server with all its routes, asked without a network: `(await world.http()).inject(…)`. It ends with the test file. */
    async http(): Promise<FastifyInstance> {
      const app = await createHttp({
        platform,
        metrics,
        readiness: createReadiness({ db: database.app, listener }),
        authRoutes: people.routes,
        pages: () => {},
      })
      closers.unshift(() => app.close())
      return app
    },

    /** Somebody who is signed in: on the portal of a tenant, with or without a role in it. */
    async signedIn({ role, tenant, email, name = 'Amina Said', locale = 'en' }: SignIn = {}): Promise<SignedIn> {
      const home = tenant ?? (await aTenant())
      const { tenantId, slug } = home
      const id = newId<PersonId>()
      const person: Person = {
        id,
        name,
        email: email ?? `${id.slice(-12)}@example.org`,
        emailVerified: true,
        locale,
        sessionId: newId<string>(),
      }
      await addAccount(person)
      if (role)
        await database.owner.open
          .insertInto('memberships')
          .values({ tenant_id: tenantId, person_id: id, role, created_at: clock.now() })
          .execute()
      return {
        person,
        tenantId,
        slug,
        api: callerOf(contextOf(person, { tenantId, slug })),
        marketplace: callerOf(contextOf(person, null)),
      }
    },

    /** Somebody who is not signed in, on a portal or on the marketplace. */
    visitor(tenant: ATenant | SignedIn | null = null): Visitor {
      return { person: null, api: callerOf(contextOf(null, tenant)), marketplace: callerOf(contextOf(null, null)) }
    },

    /** Somebody of the platform's staff, on the marketplace. */
    async platformAdmin(): Promise<Visitor & { person: Person }> {
      const id = newId<PersonId>()
      const person: Person = {
        id,
        name: 'Petra Platform',
        email: `${id.slice(-12)}@example.org`,
        emailVerified: true,
        locale: 'en',
        sessionId: newId<string>(),
      }
      await addAccount(person)
      await database.owner.open.insertInto('platform_admins').values({ person_id: id }).execute()
      const api = callerOf(contextOf(person, null))
      return { person, api, marketplace: api }
    },

    /** A course with its address, one module and text lessons; a published one is listed, by the job that lists courses. */
    async aCourse(wishes: CourseWishes): Promise<ACourse> {
      const course = await insertCourse(database.owner, clock.now(), wishes)
      if ((wishes.state ?? 'published') === 'published')
        await handlers.refreshListing(platform, { tenantId: course.tenantId, courseId: course.courseId })
      return course
    },
    aLesson: (wishes: LessonWishes) => insertLesson(database.owner, clock.now(), wishes),

    /** Works every queue until all are empty. A job that fails fails the test, unless it is one of `mayFail`. */
    async runJobs({ mayFail = [] }: { mayFail?: (keyof typeof handlers)[] } = {}): Promise<JobOutcome[]> {
      const outcomes: JobOutcome[] = []
      for (let before = -1; before !== outcomes.length;) {
        before = outcomes.length
        for (const name of namesOf(handlers)) {
          for (const job of await boss.fetch<object>(jobs[name].name, { batchSize: 100 })) {
            const outcome = await runJob(platform, name, job)
            outcomes.push(outcome)
            if (outcome.error === null) await boss.complete(jobs[name].name, job.id)
            else await boss.fail(jobs[name].name, job.id)
            if (outcome.error !== null && !mayFail.includes(name)) throw outcome.error
          }
        }
      }
      return outcomes
    },

    /** What `work` answered, and every statement the server sent meanwhile; BEGIN, SET and COMMIT are not among them. */
    async statements<T>(work: () => Promise<T>): Promise<{ result: T; sql: string[] }> {
      const from = sql.length
      const result = await work()
      return { result, sql: sql.slice(from) }
    },

    /** What lies in the mailbox of the sandbox for an address, newest first. */
    async mailsTo(address: string): Promise<z.infer<typeof Mailbox>> {
      const answer = await fetch(`${sandbox.url}/mail.json?to=${encodeURIComponent(address)}`)
      return Mailbox.parse(await answer.json())
    },
  }
}

/** What a refusal looks like to a caller in this process: `await expect(call).rejects.toMatchObject(refusal('NOT_ALLOWED'))`. */
export function refusal(code: ErrorCode) {
  return { cause: { name: 'AppError', code } satisfies Partial<AppError> }
}

function namesOf<T extends object>(table: T): (keyof T)[] {
  return Object.keys(table).filter((name): name is Extract<keyof T, string> => name in table)
}
