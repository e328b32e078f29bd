/**
 * The four hot reads over HTTP with session, tenancy, tRPC and Kysely, against a bare Fastify with named pg statements that answers with the rows
 * of the very same SQL; and the plans of all reads, none of which may read a table of more than 10,000 rows from end to end.
 * Options: --courses N (10000) --sales N (20000) --seconds N (8; 0 looks at the plans only)
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
import type { Sent } from '../src/testing/sent-statements.ts'
import { openSessions } from './buyers.ts'
import { lookAtPlans } from './plans.ts'
import { withRecorder } from './recorder.ts'
import { seedSales } from './sales.ts'
import { openBenchWorld, type BenchWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    courses: { type: 'string', default: '10000' },
    sales: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '8' },
  },
})
const courses = Number(values.courses)
const duration = Number(values.seconds)
const connections = 32
const floor = 0.35

interface Call {
  url: string
  path: string
  input: object
  personId: PersonId
  cookie: string
}

interface Read {
  name: string
  calls: Call[]
}

const words = ['data', 'health', 'accounts', 'language', 'farm', 'bridge', 'cook', 'write', 'plan', 'code']

function urlOf(procedure: string, input: object): string {
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
    url: urlOf(procedure, input),
    path: procedure,
    input,
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
          return { ...request, path: one?.url ?? '/', headers: { ...request.headers, cookie: one?.cookie ?? '', 'x-edurise': '1' } }
        },
      },
    ],
  })
  if (result.non2xx || result.errors)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed of ${result.requests.total}`)
  return { perSecond: Math.round(result.requests.average), p99: result.latency.p99 }
}

/** Fastify and pg with nothing between them: each path answers with the rows of the statements that it takes. */
async function openBare(url: string, answers: Map<string, Sent[]>) {
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

async function main(): Promise<void> {
  const world = await openBenchWorld({ DATABASE_POOL: '16' })
  try {
    const began = performance.now()
    await seedScale(world.database.owner, courses, (line) => console.log(line))
    console.log(`seeded in ${Math.round((performance.now() - began) / 1000)} s`)
    const plans = await lookAtPlans(world, await seedSales(world.database.owner, Number(values.sales)))
    console.table(plans.map(({ scans, ...row }) => ({ ...row, fullScans: scans.length })))
    for (const { read, scans } of plans) for (const scan of scans) console.log(`${read} reads all of ${scan}`)
    const rows = duration > 0 ? await race(world) : []
    if (process.env['BENCH_RESULTS'])
      await writeFile(join(process.env['BENCH_RESULTS'], 'reads.json'), JSON.stringify({ courses, connections, rows, plans }, null, 2))
    if (rows.some(({ ok }) => !ok) || plans.some(({ scans }) => scans.length)) process.exitCode = 1
  } finally {
    await world.close()
  }
}

/** Each hot read, ours against the bare one. */
async function race(world: BenchWorld) {
  const reads = await readsOf(world)
  await world.web.start()
  const rows = []
  for (const { name, calls } of reads) {
    // The same calls in this process tell which statements they take, with which values, through which door.
    const answers = new Map<string, Sent[]>()
    await withRecorder(world, async (record) => {
      for (const call of calls) answers.set(call.url, (await record(call)).sent)
    })
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
      statements: Math.max(...[...answers.values()].map(({ length }) => length)),
      ok: ratio >= floor,
    })
  }
  console.table(rows)
  console.log({ courses, connections, webMegabytes: await world.web.memory() })
  return rows
}

await main()
