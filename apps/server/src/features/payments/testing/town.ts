import { createHmac } from 'node:crypto'
import { json, newId } from '@edurise/db'
import { openDatabase, type TestDatabase } from '@edurise/db/testing'
import { jobs } from '@edurise/jobs'
import type { Sandbox } from '@edurise/sandbox/sandbox'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Person, Platform } from '../../../context.ts'
import type { Mail, Mailer } from '../../../gateways/mail.ts'
import { appRouter } from '../../../router.ts'
import { insertCourse, insertTenant, type ACourse, type ATenant } from '../../../testing/factories.ts'
import { unwatched } from '../../../testing/calls.ts'
import { makeWorld, type Api } from '../../../testing/world.ts'
import { createCallerFactory } from '../../../trpc.ts'
import { handlers, runJob, type JobOutcome } from '../../../worker.ts'
import { paymentWebhooks } from '../inbox/webhooks.ts'
import { fickle } from './fate.ts'
import { readBank, readPaypal, readStripe, readTransfers, type Oracle } from './oracle.ts'

const callerOf = createCallerFactory(appRouter)
type JobName = keyof typeof handlers

export interface WaitingJob {
  id: string
  name: JobName
  data: object
}

/** Of the school's accounts, one for each currency. */
export const ibans = { USD: 'DE41370400440000000001', JPY: 'DE14370400440000000002' } as const

/** An event of a provider, as it would be sent. */
export interface ProviderEvent {
  provider: 'stripe' | 'paypal'
  id: string
  type: string
  /** Empty where the provider seals it anew for each delivery. */
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

const StoredMessages = z.object({ events: z.array(z.object({ id: z.string(), type: z.string() })) })
const Sealed = z.object({ body: z.string(), headers: z.record(z.string(), z.string()) })
const StoredDisputes = z.object({ disputes: z.array(z.object({ id: z.string() })) })

/** An open town, for a process beside the one that opened it. */
export interface Guest {
  urls: TestDatabase['urls']
  sandbox: Omit<Sandbox, 'setWebhookUrl' | 'close'>
  at: string
  people: { buyers: Person[]; admins: Person[] }
}

function hostOf({ urls, sandbox, at }: Guest) {
  return { database: openDatabase(urls), sandbox: { ...sandbox, setWebhookUrl: () => {}, close: () => Promise.resolve() }, at }
}

/**
 * A world in which nothing happens by itself: webhooks are held until somebody delivers them, jobs until somebody runs them, and time passes when
 * told to. One history after the other lives in it, each from an empty start.
 */
export function makeTown(guest?: Guest) {
  const world = makeWorld(guest ? { guestOf: hostOf(guest) } : {})
  const mailbox = new Map<string, { mail: Mail; copies: number }>()
  let platform: Platform
  let webhooks: FastifyInstance
  let people: Guest['people']
  let emptyAll = ''
  const seen = new Set<string>()
  let deliveries = 0
  let hadGuests = false

  // A mailbox keeps one copy of a message, however often it is handed in.
  const mailer: Mailer = {
    send: (mail) => {
      const known = mailbox.get(mail.messageId)
      mailbox.set(mail.messageId, { mail, copies: (known?.copies ?? 0) + 1 })
      return Promise.resolve()
    },
  }

  const outside = (path: string, init?: RequestInit) => unwatched(() => fetch(`${world.sandbox.url}${path}`, init))

  async function control<Answer>(path: string, body: object = {}): Promise<Answer | null> {
    const answer = await outside(`/control${path}`, {
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
    return (await outside(`/control${path}`)).json()
  }

  const callerAs = (person: Person, tenant: ATenant): Api =>
    callerOf({ ...world.contextOf(person, tenant), gateways: platform.gateways, mailer: platform.mailer })

  const attend = (tenant: ATenant, courses: ACourse[]): School => ({
    tenant,
    courses,
    buyers: people.buyers.map((person) => callerAs(person, tenant)),
    admins: people.admins.map((person) => callerAs(person, tenant)),
    buyerIds: people.buyers.map(({ id }) => id),
  })

  return {
    attend,
    /** What another process has to know to come here as a guest. Its mails go to the sandbox's own mailbox. */
    invitation(): Guest {
      hadGuests = true
      const { url, stripeBase, paypalBase, paypalRoot, smtpUrl } = world.sandbox
      return {
        urls: world.database.urls,
        sandbox: { url, stripeBase, paypalBase, paypalRoot, smtpUrl },
        at: world.clock.now().toISOString(),
        people,
      }
    },
    world,
    mailbox,
    control,
    get platform(): Platform {
      return platform
    },

    async open(): Promise<void> {
      await world.open()
      const { gateways } = world.platform
      platform = {
        ...world.platform,
        ...(!guest && { mailer }),
        gateways: { ...gateways, stripe: fickle(gateways.stripe), paypal: gateways.paypal && fickle(gateways.paypal) },
      }
      webhooks = Fastify()
      await webhooks.register(paymentWebhooks, { platform })
      if (guest) {
        people = guest.people
        return
      }
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
      const currencies = [...new Set(prices.map(({ currency }) => currency))]
      await open
        .insertInto('payment_methods')
        .values(
          currencies.flatMap((currency) =>
            (['stripe', 'paypal', 'bank_transfer'] as const).map((provider) => ({
              tenant_id: tenantId,
              currency,
              provider,
              enabled: true,
            })),
          ),
        )
        .execute()
      await open
        .insertInto('bank_accounts')
        .values(
          currencies.map((currency) => ({
            tenant_id: tenantId,
            id: newId<string>(),
            currency,
            holder: 'Harbour School',
            bank_name: 'Bank of the Harbour',
            account_number: '',
            iban: currency === 'USD' ? ibans.USD : ibans.JPY,
            note: json({}),
            // More than any price here: what comes on top takes a second person.
            two_person_above_minor: 5_000,
            created_at: world.clock.now(),
          })),
        )
        .execute()
      return attend(tenant, courses)
    },

    /** The bank's statement of all times, null while it has booked nothing. */
    async statement(iban: string, format: string): Promise<string | null> {
      const answer = await outside(`/bank/${iban}/statement?format=${format}&from=2020-01-01&to=2039-12-31`)
      return answer.ok ? answer.text() : null
    },

    /** What the providers have recorded since the last time they were asked. */
    async newEvents(): Promise<ProviderEvent[]> {
      const { events, next } = StoredEvents.parse(await read('/state?kind=event&limit=2000'))
      if (next !== null) throw new Error('a history with more than 2,000 events is too long')
      const paypal = StoredMessages.parse(await read('/paypal/state.json')).events
      const fresh = [
        ...events.map(({ deliveries: _deliveries, ...event }) => ({
          provider: 'stripe' as const,
          id: event.id,
          type: event.type,
          body: JSON.stringify(event, null, 2),
        })),
        ...paypal.map(({ id, type }) => ({ provider: 'paypal' as const, id, type, body: '' })),
      ].filter(({ id }) => !seen.has(id))
      for (const { id } of fresh) seen.add(id)
      return fresh
    },

    /** Sends an event as its provider does now. The answer's status. */
    async deliver(event: ProviderEvent): Promise<number> {
      const { body, headers } = await unwatched(() => sealed(event))
      const answer = await webhooks.inject({ method: 'POST', url: `/${event.provider}`, headers, payload: body })
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
    /** Ids of all mails that have arrived. */
    async arrived(): Promise<Set<string>> {
      const ids = new Set([...mailbox.keys()].map((messageId) => messageId.split('@')[0] ?? ''))
      if (!hadGuests) return ids
      for (const { email } of [...people.buyers, ...people.admins]) {
        for (const { messageId } of await unwatched(() => world.mailsTo(email))) ids.add(messageId.replace('<', '').split('@')[0] ?? '')
      }
      return ids
    },
    /** As the queue does with jobs whose worker is gone. */
    async requeue(): Promise<void> {
      await sql`update pgboss.job set state = 'retry' where state = 'active'`.execute(world.db.open)
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
      const { body, headers } = await sealed(event)
      const changed = body.replace(event.id, 'evt_madeup0000000000000000')
      const forged =
        event.provider === 'paypal' || what === 'body'
          ? headers
          : seal(changed, what === 'secret' ? 'whsec_somebody_elses' : undefined, what === 'time' ? 400 : 0)
      const answer = await webhooks.inject({ method: 'POST', url: `/${event.provider}`, headers: forged, payload: changed })
      if ((await inbox()).n !== before.n) throw new Error('a forged webhook was stored')
      return answer.statusCode
    },

    verify: () => handlers.verifyPayments(platform, {}),

    async disputes(): Promise<{ provider: string; id: string }[]> {
      const stripe = StoredDisputes.parse(await read('/state?kind=dispute')).disputes
      const paypal = StoredDisputes.parse(await read('/paypal/state.json')).disputes
      return [...stripe.map(({ id }) => ({ provider: 'stripe', id })), ...paypal.map(({ id }) => ({ provider: 'paypal', id }))]
    },

    async oracle(): Promise<Oracle> {
      const parts = [
        readStripe(await read('/state?limit=10000')),
        readPaypal(await read('/paypal/state.json')),
        await readTransfers(world.db),
      ]
      return {
        payments: parts.flatMap(({ payments }) => payments),
        balances: parts.flatMap(({ balances }) => balances),
        bookings: readBank(await read('/bank/state')),
      }
    },
  }

  async function sealed(event: ProviderEvent): Promise<{ body: string; headers: Record<string, string> }> {
    if (event.provider === 'stripe') return { body: event.body, headers: seal(event.body) }
    deliveries += 1
    return Sealed.parse(await read(`/paypal/events/${event.id}/sealed?after=${deliveries}`))
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
