import { createHmac } from 'node:crypto'
import { jobs } from '@edurise/jobs'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Person, Platform } from '../../../context.ts'
import type { Mail, Mailer } from '../../../gateways/mail.ts'
import { appRouter } from '../../../router.ts'
import { insertCourse, insertTenant, type ACourse, type ATenant } from '../../../testing/factories.ts'
import { makeWorld, type Api } from '../../../testing/world.ts'
import { createCallerFactory } from '../../../trpc.ts'
import { handlers, runJob, type JobOutcome } from '../../../worker.ts'
import { paymentWebhooks } from '../inbox/webhooks.ts'
import { fickle } from './fate.ts'
import { readOracle, type Oracle } from './oracle.ts'

const callerOf = createCallerFactory(appRouter)
type JobName = keyof typeof handlers

export interface WaitingJob {
  id: string
  name: JobName
  data: object
}

/** An event of a provider, as it would be sent. */
export interface ProviderEvent {
  id: string
  type: string
  body: string
}

/** A school with its people, for one history. */
export interface School {
  tenant: ATenant
  courses: ACourse[]
  buyers: Api[]
  admins: Api[]
  buyerIds: Person['id'][]
}

const StoredEvents = z.object({ events: z.array(z.looseObject({ id: z.string(), type: z.string() })), next: z.int().nullable() })

const StoredDisputes = z.object({ disputes: z.array(z.object({ id: z.string() })) })

/**
 * A world in which nothing happens by itself: webhooks are held until somebody delivers them, jobs until somebody runs them, and time passes when
 * told to. One history after the other lives in it, each from an empty start.
 */
export function makeTown() {
  const world = makeWorld()
  const mailbox = new Map<string, { mail: Mail; copies: number }>()
  let platform: Platform
  let webhooks: FastifyInstance
  let people: { buyers: Person[]; admins: Person[] }
  let emptyAll = ''
  const seen = new Set<string>()

  // A mailbox keeps one copy of a message, however often it is handed in.
  const mailer: Mailer = {
    send: (mail) => {
      const known = mailbox.get(mail.messageId)
      mailbox.set(mail.messageId, { mail, copies: (known?.copies ?? 0) + 1 })
      return Promise.resolve()
    },
  }

  async function control<Answer>(path: string, body: object = {}): Promise<Answer | null> {
    const answer = await fetch(`${world.sandbox.url}/control${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    })
    const result: unknown = await answer.json()
    if (answer.ok) return asAnswer<Answer>(result)
    // The dashboard says no to what makes no sense: a refund of nothing, a second dispute.
    if (answer.status < 500) return null
    throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(result)}`)
  }

  async function read(path: string): Promise<unknown> {
    return (await fetch(`${world.sandbox.url}/control${path}`)).json()
  }

  const callerAs = (person: Person, tenant: ATenant): Api =>
    callerOf({ ...world.contextOf(person, tenant), gateways: platform.gateways, mailer: platform.mailer })

  return {
    world,
    mailbox,
    control,
    get platform(): Platform {
      return platform
    },

    async open(): Promise<void> {
      await world.open()
      const { gateways } = world.platform
      platform = { ...world.platform, mailer, gateways: { ...gateways, stripe: fickle(gateways.stripe) } }
      webhooks = Fastify()
      await webhooks.register(paymentWebhooks, { platform })
      const buyers = [await world.signedIn({ name: 'Amina Said' }), await world.signedIn({ name: 'Bilal Omar' })]
      const admins = [await world.signedIn({ name: 'Ada Admin' }), await world.signedIn({ name: 'Axel Admin' })]
      people = { buyers: buyers.map(({ person }) => person), admins: admins.map(({ person }) => person) }
      const { rows } = await sql<{ name: string }>`select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
        where schemaname = 'public' and tablename not like '%migration%' or (schemaname = 'pgboss' and tablename = 'job_common')`.execute(
        world.db.open,
      )
      emptyAll = `do $$ begin set local session_replication_role = replica; ${rows.map(({ name }) => `delete from ${name};`).join(' ')} end $$`
    },

    async close(): Promise<void> {
      await webhooks?.close()
      await world.close()
    },

    /** Everything that happened is forgotten, here and at the providers. */
    async forget(): Promise<void> {
      await sql.raw(emptyAll).execute(world.db.open)
      await control('/reset')
      mailbox.clear()
      seen.clear()
    },

    async school(prices: { priceMinor: number; currency: string }[]): Promise<School> {
      const { open } = world.db
      const tenant = await insertTenant(world.db)
      const { tenantId } = tenant
      const courses: ACourse[] = []
      for (const price of prices) courses.push(await insertCourse(world.db, world.clock.now(), { tenantId, lessons: 1, ...price }))
      await open
        .insertInto('memberships')
        .values([
          ...people.admins.map(({ id }) => ({ tenant_id: tenantId, person_id: id, role: 'admin' as const, created_at: world.clock.now() })),
          ...people.buyers.map(({ id }) => ({
            tenant_id: tenantId,
            person_id: id,
            role: 'student' as const,
            created_at: world.clock.now(),
          })),
        ])
        .execute()
      return {
        tenant,
        courses,
        buyers: people.buyers.map((person) => callerAs(person, tenant)),
        admins: people.admins.map((person) => callerAs(person, tenant)),
        buyerIds: people.buyers.map(({ id }) => id),
      }
    },

    /** What the providers have recorded since the last time they were asked. */
    async newEvents(): Promise<ProviderEvent[]> {
      const { events, next } = StoredEvents.parse(await read('/state?kind=event&limit=2000'))
      if (next !== null) throw new Error('a history with more than 2,000 events is too long')
      const fresh = events.filter(({ id }) => !seen.has(id))
      for (const { id } of fresh) seen.add(id)
      return fresh.map(({ deliveries: _deliveries, ...event }) => ({
        id: event.id,
        type: event.type,
        body: JSON.stringify(event, null, 2),
      }))
    },

    /** Sends an event as its provider does now. The answer's status. */
    async deliver(event: ProviderEvent, headers: Record<string, string> = seal(event.body)): Promise<number> {
      const answer = await webhooks.inject({ method: 'POST', url: '/stripe', headers, payload: event.body })
      return answer.statusCode
    },

    /** Jobs that wait, longest first. */
    async waiting(): Promise<WaitingJob[]> {
      const { rows } = await sql<{ id: string; name: string; data: object }>`
        select id, name, data from pgboss.job where state in ('created', 'retry') order by created_on, id`.execute(world.db.open)
      return rows.map(({ id, name, data }) => ({ id, data, name: jobOf(name) }))
    },

    /** False when somebody else was first. */
    async begin({ id }: WaitingJob): Promise<boolean> {
      const { rows } = await sql`update pgboss.job set state = 'active', started_on = now(), retry_count = retry_count + 1
        where id = ${id} and state in ('created', 'retry') returning id`.execute(world.db.open)
      return rows.length > 0
    },
    /** As the queue does: a job that was not completed comes again. */
    async end({ id }: WaitingJob, completed: boolean): Promise<void> {
      await sql`update pgboss.job set state = ${sql.lit(completed ? 'completed' : 'retry')} where id = ${id}`.execute(world.db.open)
    },
    work: (job: WaitingJob): Promise<JobOutcome> => runJob(platform, job.name, job),

    /** An event that somebody without the secret made up, changed or kept for too long. The answer's status. */
    async forge(event: ProviderEvent, what: string): Promise<number> {
      const inbox = () =>
        world.db.open
          .selectFrom('webhook_inbox')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
      const before = await inbox()
      const body = event.body.replace(event.id, 'evt_madeup0000000000000000')
      const headers =
        what === 'secret' ? seal(body, 'whsec_somebody_elses') : what === 'time' ? seal(body, undefined, 400) : seal(event.body)
      const answer = await webhooks.inject({ method: 'POST', url: '/stripe', headers, payload: body })
      if ((await inbox()).n !== before.n) throw new Error('a forged webhook was stored')
      return answer.statusCode
    },

    verify: () => handlers.verifyPayments(platform, {}),

    async disputes(): Promise<string[]> {
      return StoredDisputes.parse(await read('/state?kind=dispute')).disputes.map(({ id }) => id)
    },

    oracle: async (): Promise<Oracle> => readOracle(await read('/state?limit=10000')),
  }

  /** As Stripe signs: the time, and a keyed hash over it and the raw bytes. */
  function seal(body: string, secret = world.platform.config.stripe.webhookSecrets[0] ?? '', ahead = 0): Record<string, string> {
    const time = Math.floor(world.clock.peek() / 1000) + ahead
    const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
    return { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${signature}` }
  }
}

export type Town = ReturnType<typeof makeTown>

const named = new Map(Object.entries(jobs).map(([key, { name }]) => [name, key]))

function jobOf(name: string): JobName {
  const key = named.get(name)
  if (key === undefined || !isJob(key)) throw new Error(`no job ${name}`)
  return key
}

function isJob(key: string): key is JobName {
  return key in handlers
}

/** The sandbox's own answers; an act that names them wrongly fails at its first use of one. */
function asAnswer<Answer>(value: unknown): Answer {
  return value as Answer
}
