import type { PersonId, TenantId } from '@edurise/contracts'
import { connect } from '@edurise/db'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import type { Person, RequestContext } from '../src/context.ts'
import { filesOnDisk } from '../src/gateways/files-on-disk.ts'
import { callProcedure } from '../src/router.ts'
import { freshRights, freshRoutes, unlimited } from '../src/testing/parts.ts'
import { listenToStatements, statementsOf, unrecorded, type Sent } from '../src/testing/sent-statements.ts'
import type { BenchWorld } from './world.ts'

export type Recorded = Sent

export interface RecordedCall {
  path: string
  personId: PersonId
  /** The portal the call is sent to; none on the marketplace. */
  tenantId?: TenantId
}

/** Which statements each call sends, with their values: the same procedures in this process. What the server remembers is looked up unrecorded. */
export async function recordStatements(world: BenchWorld, calls: readonly RecordedCall[]): Promise<Recorded[][]> {
  const undo = listenToStatements()
  const config = readConfig(world.env)
  const db = connect(world.database.urls.app, { max: 1 })
  const routes = freshRoutes(world.database.app, 'localhost')
  const rights = freshRights(world.database.app)
  const shared = {
    config,
    db,
    platformDb: world.database.platform,
    files: filesOnDisk(config),
    routes: {
      tenantOfHost: unrecorded(routes.tenantOfHost),
      courseBySlug: unrecorded(routes.courseBySlug),
      tenantOfCourse: unrecorded(routes.tenantOfCourse),
    },
    rights: { inTenant: unrecorded(rights.inTenant), onPlatform: unrecorded(rights.onPlatform) },
    limits: unlimited,
    log: pino({ level: 'fatal' }),
    now: () => new Date(),
    requestId: 'bench',
    origin: world.addresses.web,
    ip: '127.0.0.1',
    locale: 'en' as const,
    unlimited: true,
  }
  try {
    const all: Recorded[][] = []
    for (const { path, personId, tenantId } of calls) {
      const url = new URL(path, world.addresses.web)
      const person: Person = {
        id: personId,
        name: 'A learner',
        email: 'learner@example.org',
        emailVerified: true,
        locale: 'en',
        sessionId: 'none',
      }
      const ctx = asReader({ ...shared, hostTenantId: tenantId ?? null, session: () => Promise.resolve(person) })
      const input: unknown = JSON.parse(url.searchParams.get('input') ?? '{}')
      const procedure = url.pathname.split('/').at(-1) ?? ''
      all.push(await statementsOf(() => callProcedure(ctx, { kind: 'query', path: procedure, input })))
    }
    return all
  } finally {
    undo()
    await db.close()
  }
}

/** Reads use none of what is missing here (queue, providers, mail, accounts): one that does fails the benchmark. */
function asReader(context: Omit<RequestContext, 'enqueue' | 'gateways' | 'mailer' | 'accounts'>): RequestContext {
  return context as RequestContext
}
