import { AsyncLocalStorage } from 'node:async_hooks'
import type { PersonId } from '@edurise/contracts'
import { connect } from '@edurise/db'
import pg from 'pg'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import type { Person, RequestContext } from '../src/context.ts'
import { filesOnDisk } from '../src/gateways/files-on-disk.ts'
import { callProcedure } from '../src/router.ts'
import { freshRights, freshRoutes, unlimited } from '../src/testing/parts.ts'
import type { BenchWorld } from './world.ts'

export interface Recorded {
  name: string
  text: string
  values: unknown[]
  /** The SET LOCAL under which it ran; null for tables that no tenant owns. */
  door: string | null
}

const recording = new AsyncLocalStorage<Recorded[]>()

interface Statement {
  name?: string
  text: string
  values?: unknown[]
}

function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
}

/** Every statement that a connection sends while something is recorded; answers how to stop listening. */
function listen(): () => void {
  const original: unknown = Reflect.get(pg.Client.prototype, 'query')
  if (typeof original !== 'function') throw new Error('pg has no query to listen to')
  let door: string | null = null
  Reflect.set(pg.Client.prototype, 'query', function query(this: pg.Client, ...sent: unknown[]): unknown {
    const [what] = sent
    if (typeof what === 'string') door = /set local [^;]+/.exec(what)?.[0] ?? null
    else if (isStatement(what)) recording.getStore()?.push({ name: what.name ?? '', text: what.text, values: what.values ?? [], door })
    return Reflect.apply(original, this, sent)
  })
  return () => Reflect.set(pg.Client.prototype, 'query', original)
}

export interface RecordedCall {
  path: string
  personId: PersonId
}

/** Which statements each call sends, with their values: the same procedures in this process. What the server remembers is looked up unrecorded. */
export async function recordStatements(world: BenchWorld, calls: readonly RecordedCall[]): Promise<Recorded[][]> {
  const undo = listen()
  const config = readConfig(world.env)
  const db = connect(world.database.urls.app, { max: 1 })
  const routes = freshRoutes(world.database.app, 'localhost')
  const rights = freshRights(world.database.app)
  const unrecorded =
    <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    (...args: Args) =>
      recording.exit(() => work(...args))
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
    hostTenantId: null,
    unlimited: true,
  }
  try {
    const all: Recorded[][] = []
    for (const { path, personId } of calls) {
      const url = new URL(path, world.addresses.web)
      const person: Person = {
        id: personId,
        name: 'A learner',
        email: 'learner@example.org',
        emailVerified: true,
        locale: 'en',
        sessionId: 'none',
      }
      const statements: Recorded[] = []
      const ctx = asReader({ ...shared, session: () => Promise.resolve(person) })
      const input: unknown = JSON.parse(url.searchParams.get('input') ?? '{}')
      await recording.run(statements, () => callProcedure(ctx, { kind: 'query', path: url.pathname.split('/').at(-1) ?? '', input }))
      all.push(statements)
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
