import type { Db } from '@edurise/db'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { readBacklog, type Backlog } from './backlog.ts'
import type { JobOutcome } from './worker.ts'
import type { CallTold } from './calls/trpc.ts'

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** How old the database's own figures may be, in milliseconds. */
const fresh = 5_000

export interface Metrics {
  call: (call: CallTold) => void
  request: (request: { method: string; route: string; status: number; milliseconds: number }) => void
  statement: (cost: { sql: string; milliseconds: number }) => void
  job: (outcome: JobOutcome) => void
  /** Everything as Prometheus reads it. */
  text: () => Promise<string>
  readonly contentType: string
}

/** Counts what this process does; what the database knows is read when somebody asks. */
export function createMetrics(pools: { app: () => Db; platform: () => Db }, now: () => Date): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'edurise_' })
  const registers = [registry]
  const calls = new Histogram({
    name: 'edurise_procedure_seconds',
    help: 'Time of a procedure by outcome.',
    labelNames: ['procedure', 'outcome'],
    buckets: seconds,
    registers,
  })
  const requests = new Histogram({
    name: 'edurise_http_seconds',
    help: 'Time of a request by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: seconds,
    registers,
  })
  const statements = new Histogram({
    name: 'edurise_statement_seconds',
    help: 'Time of an SQL statement by its first word.',
    labelNames: ['operation'],
    buckets: seconds,
    registers,
  })
  const jobs = new Histogram({
    name: 'edurise_job_seconds',
    help: 'Time of a job by outcome.',
    labelNames: ['job', 'outcome'],
    buckets: [...seconds, 30, 120],
    registers,
  })
  const unreadable = new Counter({
    name: 'edurise_backlog_unreadable_total',
    help: 'Times the database could not be asked for its figures.',
    registers,
  })

  const readings = new Readings(() => readBacklog(pools.platform(), now()), unreadable)
  const connections = new Gauge({
    name: 'edurise_pool_connections',
    help: 'Connections of a pool; waiting counts who waits for one.',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const [pool, db] of Object.entries(pools))
        for (const [state, count] of Object.entries(db().stats())) this.set({ pool, state }, count)
    },
  })
  connections.reset()
  gauge(registers, readings, 'edurise_queue_jobs', 'Jobs of a queue by state.', ['queue', 'state'], ({ queues }) =>
    queues.map(({ queue, state, jobs }) => [{ queue, state }, jobs]),
  )
  gauge(registers, readings, 'edurise_queue_age_seconds', 'Age of the oldest job that is due.', ['queue'], ({ due }) =>
    due.map(({ queue, seconds }) => [{ queue }, seconds]),
  )
  gauge(registers, readings, 'edurise_inbox_events', 'Messages of providers that nobody has worked off.', ['state'], ({ inbox }) =>
    inbox.map(({ state, events }) => [{ state }, events]),
  )
  gauge(registers, readings, 'edurise_inbox_age_seconds', 'Age of the oldest stored message.', [], ({ inboxSeconds }) => [
    [{}, inboxSeconds],
  ])
  gauge(
    registers,
    readings,
    'edurise_paid_without_access',
    'Payments that hold money while their buyer has no access. Has to be 0.',
    [],
    ({ paidWithoutAccess }) => [[{}, paidWithoutAccess]],
  )
  gauge(registers, readings, 'edurise_mails_queued', 'Mails that wait to be sent.', [], ({ mailsQueued }) => [[{}, mailsQueued]])
  gauge(registers, readings, 'edurise_mails_failed', 'Mails that were given up, and that nobody has sent again.', [], ({ mailsFailed }) => [
    [{}, mailsFailed],
  ])

  return {
    call: ({ procedure, outcome, milliseconds }) => calls.observe({ procedure, outcome }, milliseconds / 1000),
    request: ({ method, route, status, milliseconds }) => requests.observe({ method, route, status }, milliseconds / 1000),
    statement: ({ sql, milliseconds }) =>
      statements.observe({ operation: /[a-z]+/i.exec(sql)?.[0].toLowerCase() ?? 'other' }, milliseconds / 1000),
    job: ({ job, error, milliseconds }) => jobs.observe({ job, outcome: error === null ? 'done' : 'failed' }, milliseconds / 1000),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

function gauge(
  registers: Registry[],
  readings: Readings,
  name: string,
  help: string,
  labelNames: string[],
  values: (backlog: Backlog) => [Record<string, string>, number][],
): void {
  const made = new Gauge({
    name,
    help,
    labelNames,
    registers,
    async collect() {
      const backlog = await readings.latest()
      this.reset()
      if (backlog) for (const [labels, value] of values(backlog)) this.set(labels, value)
    },
  })
  made.reset()
}

/** One reading serves all gauges of a scrape. Without a database there are no figures, and the rest is still served. */
class Readings {
  readonly #read: () => Promise<Backlog>
  readonly #failed: Counter
  #reading: Promise<Backlog | null> | undefined
  #until = 0

  constructor(read: () => Promise<Backlog>, failed: Counter) {
    this.#read = read
    this.#failed = failed
  }

  latest(): Promise<Backlog | null> {
    if (this.#reading && performance.now() < this.#until) return this.#reading
    this.#until = performance.now() + fresh
    this.#reading = this.#read().catch(() => {
      this.#failed.inc()
      return null
    })
    return this.#reading
  }
}
