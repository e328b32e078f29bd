/**
 * The four hot reads over HTTP with session, tenancy, tRPC and Kysely, against a bare Fastify with named pg statements that answers with the rows
 * of the very same SQL; and the plan of every statement, none of which may read a table of more than 10,000 rows from end to end.
 * Options: --courses N (10000) --seconds N (8)
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { CourseId, LessonId, PersonId } from '@edurise/contracts'
import autocannon from 'autocannon'
import Fastify from 'fastify'
import { sql } from 'kysely'
import pg from 'pg'
import { seedScale } from '../src/demo/scale.ts'
import { openSessions } from './buyers.ts'
import { recordStatements, type Recorded } from './recorder.ts'
import { openBenchWorld, type BenchWorld } from './world.ts'

const { values } = parseArgs({ options: { courses: { type: 'string', default: '10000' }, seconds: { type: 'string', default: '8' } } })
const courses = Number(values.courses)
const duration = Number(values.seconds)
const connections = 32
const floor = 0.35

interface Call {
  path: string
  personId: PersonId
  cookie: string
}

interface Read {
  name: string
  calls: Call[]
}

const words = ['data', 'health', 'accounts', 'language', 'farm', 'bridge', 'cook', 'write', 'plan', 'code']

function pathOf(procedure: string, input: object): string {
  return `/api/v1/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`
}

/** Real rows to ask for, spread over courses and people. */
async function readsOf(world: BenchWorld): Promise<Read[]> {
  const { open } = world.database.owner
  const { rows } = await sql<{ personId: PersonId; courseId: CourseId; slug: string; lessonId: LessonId }>`
    select e.person_id as "personId", e.course_id as "courseId", r.slug, (select l.id from lessons l where l.tenant_id = e.tenant_id and l.course_id = e.course_id and l.removed_at is null limit 1) as "lessonId"
    from enrolments e join course_routes r on r.course_id = e.course_id where e.state = 'active' order by md5(e.id::text) limit 600`.execute(
    open,
  )
  const usable = rows.filter(({ lessonId }) => lessonId !== null)
  const sessions = await openSessions(world, [...new Set(usable.map(({ personId }) => personId))])
  const cookieOf = new Map(sessions.map(({ id, cookie }) => [id, cookie]))
  const call = (procedure: string, input: object, personId: PersonId): Call => ({
    path: pathOf(procedure, input),
    personId,
    cookie: cookieOf.get(personId) ?? '',
  })
  return [
    { name: 'marketplace.search', calls: usable.map(({ personId }, index) => call('marketplace.search', searchOf(index), personId)) },
    { name: 'marketplace.bySlug', calls: usable.map(({ personId, slug }) => call('marketplace.bySlug', { slug }, personId)) },
    { name: 'lessons.read', calls: usable.map(({ personId, slug, lessonId }) => call('lessons.read', { slug, lessonId }, personId)) },
    { name: 'enrolments.mine', calls: usable.map(({ personId }) => call('enrolments.mine', {}, personId)) },
  ]
}

/** Half with words, half by filter alone, as visitors do. */
function searchOf(index: number): object {
  const subjects = ['code', 'data', 'design', 'business', 'language', 'health', 'farm', 'food', 'build', 'teach']
  if (index % 2) return { q: words[index % words.length], limit: 10 }
  return {
    subject: [subjects[(index / 2) % subjects.length]],
    ...(index % 4 === 0 && { language: [['en', 'ar', 'so'][index % 3]] }),
    limit: 10,
  }
}

async function fire(url: string, calls: Call[], seconds: number): Promise<{ perSecond: number; p99: number }> {
  let next = 0
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        setupRequest: (request) => {
          const one = calls[(next += 1) % calls.length]
          return { ...request, path: one?.path ?? '/', headers: { ...request.headers, cookie: one?.cookie ?? '', 'x-edurise': '1' } }
        },
      },
    ],
  })
  if (result.non2xx || result.errors)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed of ${result.requests.total}`)
  return { perSecond: Math.round(result.requests.average), p99: result.latency.p99 }
}

/** Fastify and pg with nothing between them: each path answers with the rows of the statements that it takes. */
async function openBare(url: string, answers: Map<string, Recorded[]>) {
  const pool = new pg.Pool({ connectionString: url, max: 16 })
  const app = Fastify()
  app.get('/*', (request) => {
    const statements = answers.get(request.url) ?? []
    return Promise.all(statements.map(async ({ name, text, values: bound }) => (await pool.query({ name, text, values: bound })).rows))
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    address,
    async close() {
      await app.close()
      await pool.end()
    },
  }
}

/** Statements of a plan that read a big table from end to end. */
async function fullScans(world: BenchWorld, statements: Recorded[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: world.database.urls.owner })
  await client.connect()
  const { rows: sizes } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and reltuples > 10000`,
  )
  const big = new Set(sizes.map(({ name }) => name))
  const found: string[] = []
  for (const { text, values: bound, door } of statements) {
    await client.query('begin')
    await client.query('set local role edurise_app')
    if (door) await client.query(door)
    const { rows } = await client.query<{ 'QUERY PLAN': unknown }>({ text: `explain (format json) ${text}`, values: bound })
    await client.query('rollback')
    for (const name of scannedIn(rows[0]?.['QUERY PLAN'])) if (big.has(name)) found.push(`${name}: ${text.slice(0, 160)}`)
  }
  await client.end()
  return found
}

function scannedIn(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(scannedIn)
  if (typeof plan !== 'object' || plan === null) return []
  const own = 'Node Type' in plan && plan['Node Type'] === 'Seq Scan' && 'Relation Name' in plan ? [String(plan['Relation Name'])] : []
  return [...own, ...Object.values(plan).flatMap(scannedIn)]
}

async function main(): Promise<void> {
  const world = await openBenchWorld({ DATABASE_POOL: '16' })
  try {
    const began = performance.now()
    await seedScale(world.database.owner, courses, (line) => console.log(line))
    console.log(`seeded in ${Math.round((performance.now() - began) / 1000)} s`)
    const reads = await readsOf(world)
    await world.web.start()
    const rows = []
    for (const { name, calls } of reads) {
      // The same calls in this process tell which statements they take, with which values, through which door.
      const answers = new Map<string, Recorded[]>()
      const recorded = await recordStatements(world, calls)
      recorded.forEach((statements, index) => answers.set(calls[index]?.path ?? '', statements))
      const scans = await fullScans(
        world,
        recorded.flat().filter((_one, index) => index % 40 === 0),
      )
      const bare = await openBare(world.database.urls.owner, answers)
      await fire(bare.address, calls, 2)
      const limit = await fire(bare.address, calls, duration)
      await bare.close()
      await fire(world.addresses.web, calls, 2)
      const ours = await fire(world.addresses.web, calls, duration)
      const ratio = Math.round((ours.perSecond / limit.perSecond) * 100) / 100
      rows.push({
        read: name,
        ours: ours.perSecond,
        bare: limit.perSecond,
        ratio,
        p99: ours.p99,
        statements: Math.max(...recorded.map(({ length }) => length)),
        fullScans: scans.length,
        ok: ratio >= floor && !scans.length,
      })
      for (const scan of new Set(scans)) console.log(`reads ${scan}`)
    }
    console.table(rows)
    console.log({ courses, connections, webMegabytes: await world.web.memory() })
    if (process.env['BENCH_RESULTS'])
      await writeFile(join(process.env['BENCH_RESULTS'], 'reads.json'), JSON.stringify({ courses, connections, rows }, null, 2))
    if (rows.some(({ ok }) => !ok)) process.exitCode = 1
  } finally {
    await world.close()
  }
}

await main()
