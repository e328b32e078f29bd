import type { PersonId, TenantId } from '@edurise/contracts'
import { connect } from '@edurise/db'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import type { Accounts, Person, RequestContext } from '../src/context.ts'
import { filesOnDisk } from '../src/gateways/files-on-disk.ts'
import { stripeGateway } from '../src/gateways/stripe.ts'
import { callProcedure } from '../src/router.ts'
import { freshRights, freshRoutes, unlimited } from '../src/testing/parts.ts'
import { listenToStatements, statementsOf, unrecorded, type Sent } from '../src/testing/sent-statements.ts'
import { withPeople } from './buyers.ts'
import type { BenchWorld } from './world.ts'

export interface RecordedCall {
  path: string
  input: object
  personId: PersonId
  /** The portal the call is sent to; none on the marketplace. */
  tenantId?: TenantId | null
}

export type Record = (call: RecordedCall) => Promise<{ result: unknown; sent: Sent[] }>

/** Which statements a call sends, with their values: the same procedures in this process. What the server remembers is looked up unrecorded. */
export async function withRecorder<T>(world: BenchWorld, work: (record: Record) => Promise<T>): Promise<T> {
  const undo = listenToStatements()
  const db = connect(world.database.urls.app, { max: 1 })
  try {
    return await withPeople(world, ({ accounts }) => work(recorder(world, db, accounts)))
  } finally {
    undo()
    await db.close()
  }
}

function recorder(world: BenchWorld, db: RequestContext['db'], accounts: Accounts): Record {
  const config = readConfig(world.env)
  const routes = freshRoutes(world.database.app, 'localhost')
  const rights = freshRights(world.database.app)
  const shared = {
    config,
    db,
    platformDb: world.database.platform,
    // Reads ask no provider; they say what one could do.
    gateways: { stripe: stripeGateway(config.stripe), paypal: null, bank_transfer: null },
    files: filesOnDisk(config),
    routes: {
      tenantOfHost: unrecorded(routes.tenantOfHost),
      courseBySlug: unrecorded(routes.courseBySlug),
      tenantOfCourse: unrecorded(routes.tenantOfCourse),
      tenantOfOrder: unrecorded(routes.tenantOfOrder),
    },
    rights: { inTenant: unrecorded(rights.inTenant), onPlatform: unrecorded(rights.onPlatform) },
    accounts,
    limits: unlimited,
    log: pino({ level: 'fatal' }),
    now: () => new Date(),
    requestId: 'bench',
    origin: world.addresses.web,
    ip: '127.0.0.1',
    userAgent: 'bench',
    locale: 'en' as const,
    unlimited: true,
  }
  return ({ path, input, personId, tenantId = null }) => {
    const person: Person = {
      id: personId,
      name: 'A learner',
      email: 'learner@example.org',
      emailVerified: true,
      locale: 'en',
      sessionId: '00000000-0000-4000-8000-000000000000',
    }
    const ctx = asReader({ ...shared, hostTenantId: tenantId, session: () => Promise.resolve(person) })
    return statementsOf(() => callProcedure(ctx, { kind: 'query', path, input }))
  }
}

/** Reads use none of what is missing here (queue, providers, mail): one that does fails the benchmark. */
function asReader(context: Omit<RequestContext, 'enqueue' | 'gateways' | 'mailer'>): RequestContext {
  return context as RequestContext
}
