/**
 * A storm of webhooks against server and worker on this machine, with the load generator beside them: events at a steady rate, some twice, in any
 * order. None may be lost, answers come in time or say when to come again, and who browses meanwhile hardly notices. Then forged and stale ones.
 * Options: --events N (10000) --seconds N (60) --sales N (1000) --forged N (10000)
 */
import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { Stripe } from 'stripe'
import { z } from 'zod'
import { insertCourse, insertTenant } from '../src/testing/factories.ts'
import { makeBuyers, type Buyer } from './buyers.ts'
import { openBenchWorld, webhookSecret, type BenchWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
    sales: { type: 'string', default: '1000' },
    forged: { type: 'string', default: '10000' },
  },
})
const events = Number(values.events)
const seconds = Number(values.seconds)
const saleCount = Number(values.sales)
const forged = Number(values.forged)

const Checkout = z.object({ result: z.object({ data: z.object({ orderId: z.string(), paymentId: z.string(), url: z.string() }) }) })

interface Sale {
  paymentId: string
  sessionId: string
}

async function inParallel<T, R>(items: readonly T[], lanes: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const queue = [...items]
  const results: R[] = []
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) results.push(await work(item))
    }),
  )
  return results
}

async function buy({ addresses }: BenchWorld, { cookie }: Buyer, courseId: string): Promise<Sale> {
  const answer = await fetch(`${addresses.web}/api/v1/trpc/payments.startCheckout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-edurise': '1', cookie },
    body: JSON.stringify({ courseId, provider: 'stripe' }),
  })
  const { paymentId, url } = Checkout.parse(await answer.json()).result.data
  const sessionId = new URL(url).pathname.split('/').at(-1) ?? ''
  const paid = await fetch(`${addresses.sandbox}/control/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sessionId }),
  })
  if (!paid.ok) throw new Error(`the sandbox took no payment: ${paid.status}`)
  return { paymentId, sessionId }
}

const eventOf = (id: string, { paymentId, sessionId }: Sale) =>
  JSON.stringify({
    id,
    object: 'event',
    type: 'checkout.session.completed',
    api_version: Stripe.API_VERSION,
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    data: { object: { id: sessionId, object: 'checkout.session', client_reference_id: paymentId, metadata: {} } },
  })

function signed(body: string, secret: string, time = Math.floor(Date.now() / 1000)): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
  return { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${signature}` }
}

/** mulberry32 */
function random(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function shuffled<T>(list: readonly T[]): T[] {
  const next = random(7)
  return list
    .map((item) => ({ item, place: next() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item)
}

function percentile(list: readonly number[], share: number): number {
  const sorted = list.toSorted((one, other) => one - other)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
}

const words = ['course', 'bees', 'money', 'harbour', 'soil', 'letters', 'numbers', 'light']

/**
 * Ten clicks of readers a second, until told to stop: they look for a word, alone and on its page as it is served to who has no scripts yet. Their
 * times in milliseconds, and how many were told to come again.
 */
function browse({ addresses }: BenchWorld) {
  const clicks = [
    (q: string) => `${addresses.web}/api/v1/trpc/marketplace.search?input=${encodeURIComponent(JSON.stringify({ q }))}`,
    (q: string) => `${addresses.web}/courses?q=${encodeURIComponent(q)}`,
  ]
  const times: number[] = []
  let putOff = 0
  const end = new AbortController()
  const done = (async () => {
    for (let turn = 0; !end.signal.aborted; turn++) {
      const started = performance.now()
      const answer = await fetch(clicks[turn % 2]?.(`${words[turn % words.length] ?? ''} ${turn}`) ?? addresses.web)
      await answer.arrayBuffer()
      if (answer.status === 503) putOff += 1
      else if (!answer.ok) throw new Error(`browsing was answered ${answer.status}`)
      times.push(performance.now() - started)
      await pause(Math.max(0, 100 - (performance.now() - started)))
    }
  })()
  // Told by `stop`.
  done.catch(() => {})
  return {
    async stop(): Promise<{ times: number[]; putOff: number }> {
      end.abort()
      await done
      return { times, putOff }
    },
  }
}

/** Seconds of processor that each program has used. */
async function processors({ web, worker, sandbox }: BenchWorld): Promise<Record<string, number>> {
  const own = process.cpuUsage()
  return {
    web: await web.processor(),
    worker: await worker.processor(),
    sandbox: await sandbox.processor(),
    generator: (own.user + own.system) / 1_000_000,
  }
}

interface Storm {
  acknowledged: number
  times: number[]
  putOff: number
  failed: number
}

/** Sends each at its time, whatever became of the ones before; whoever is put off or not answered comes again. */
async function storm(url: string, bodies: readonly string[], duration: number): Promise<Storm> {
  const result: Storm = { acknowledged: 0, times: [], putOff: 0, failed: 0 }
  const started = performance.now()
  const send = async (body: string, attempt = 1): Promise<void> => {
    const at = performance.now()
    const answer = await fetch(url, {
      method: 'POST',
      headers: signed(body, webhookSecret),
      body,
      signal: AbortSignal.timeout(20_000),
    }).catch(() => null)
    await answer?.arrayBuffer()
    result.times.push(performance.now() - at)
    if (answer?.status === 200) {
      result.acknowledged += 1
      return
    }
    const after = Number(answer?.headers.get('retry-after') ?? Number.NaN)
    if (answer?.status === 503 && after > 0) result.putOff += 1
    else result.failed += 1
    if (attempt > 20) throw new Error('a webhook was never taken')
    await pause(Number.isFinite(after) ? after * 1_000 : 1_000 * attempt)
    return send(body, attempt + 1)
  }
  const under: Promise<void>[] = []
  for (const [index, body] of bodies.entries()) {
    const due = started + (index / bodies.length) * duration * 1_000
    if (due > performance.now()) await pause(due - performance.now())
    under.push(send(body))
  }
  await Promise.all(under)
  return result
}

/** A count comes as a number, a sum of counts as text. */
function asNumber(value: unknown): number {
  return Number(value ?? 0)
}

async function count({ database }: BenchWorld, statement: ReturnType<typeof sql<{ n: number }>>): Promise<number> {
  return asNumber((await statement.execute(database.owner.open)).rows[0]?.n)
}

/** Every row of every table that money touches. */
const rowsOf = (world: BenchWorld) =>
  count(
    world,
    sql`select (select count(*) from webhook_inbox) + (select count(*) from payments) + (select count(*) from grants) + (select count(*) from ledger_entries)
      + (select count(*) from invoices) + (select count(*) from mails) + (select count(*) from pgboss.job where name = 'payments.sync') as n`,
  )

async function main(): Promise<void> {
  // All readers of this storm come from one address.
  const world = await openBenchWorld({ LIMIT_API_ANONYMOUS: '1000000' })
  const url = `${world.addresses.web}/api/v1/payments/webhooks/stripe`
  try {
    await world.sandbox.start()
    // The sandbox keeps quiet: every event of this storm is sent from here.
    await fetch(`${world.addresses.sandbox}/control/knobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ drop: 1 }),
    })
    const { tenantId } = await insertTenant(world.database.owner, { slug: 'storm' })
    const { courseId } = await insertCourse(world.database.owner, new Date(), { tenantId })
    const buyers = await makeBuyers(world, saleCount)
    await world.web.start()
    const sales = await inParallel(buyers, 8, (buyer) => buy(world, buyer, courseId))
    await world.worker.start()

    const quiet = browse(world)
    await pause(10_000)
    const before = percentile((await quiet.stop()).times, 0.95)

    const distinct = Math.round(events / 1.3)
    const bodies = Array.from({ length: distinct }, (_, index) =>
      eventOf(`evt_storm${index}`, sales[index % sales.length] ?? { paymentId: '', sessionId: '' }),
    )
    const deliveries = shuffled([...bodies, ...bodies.slice(0, events - distinct)])
    const spent = await processors(world)
    const readers = browse(world)
    const { acknowledged, times, putOff, failed } = await storm(url, deliveries, seconds)
    const reading = await readers.stop()
    const during = percentile(reading.times, 0.95)
    const spentSince = await processors(world)

    const drained = async () =>
      (await count(world, sql`select count(*) as n from webhook_inbox where state = 'stored'`)) === 0 &&
      (await count(world, sql`select count(*) as n from grants where ended_at is null`)) === sales.length
    const calm = performance.now()
    while (!(await drained()) && performance.now() - calm < 300_000) await pause(500)
    const drainSeconds = Math.round((performance.now() - calm) / 1_000)
    const kept = await count(world, sql`select count(*) as n from webhook_inbox where event_id like 'evt_storm%'`)

    const rows = await rowsOf(world)
    const processor = await world.web.processor()
    const began = performance.now()
    const made = Array.from({ length: forged }, (_, index) =>
      eventOf(`evt_forged${index}`, sales[index % sales.length] ?? { paymentId: '', sessionId: '' }),
    )
    const answers = await inParallel([...made.entries()], 32, async ([index, body]) => {
      const now = Math.floor(Date.now() / 1000)
      const headers =
        index % 2 ? signed(body, 'whsec_of_somebody_else') : signed(body, webhookSecret, index % 4 ? now - 3_600 : now + 3_600)
      const answer = await fetch(url, { method: 'POST', headers, body })
      await answer.arrayBuffer()
      return answer.status
    })
    const forgedSeconds = (performance.now() - began) / 1_000
    const cores = ((await world.web.processor()) - processor) / forgedSeconds

    const figures = {
      deliveries: deliveries.length,
      distinct,
      overSeconds: seconds,
      acknowledged,
      putOff,
      failed,
      lost: distinct - kept,
      ackP50: percentile(times, 0.5),
      ackP99: percentile(times, 0.99),
      browsingP95Quiet: before,
      browsingP95Storm: during,
      browsingPutOff: reading.putOff,
      drainSeconds,
      ...Object.fromEntries(
        Object.entries(spentSince).map(([name, at]) => [`${name}Processor`, Math.round((at - (spent[name] ?? 0)) * 10) / 10]),
      ),
      paid: sales.length,
      forged,
      forgedRefused: answers.filter((status) => status === 400).length,
      forgedPerSecond: Math.round(forged / forgedSeconds),
      forgedCores: Math.round(cores * 100) / 100,
      rowsChanged: (await rowsOf(world)) - rows,
    }
    const checks: [what: string, found: number, most: number][] = [
      ['events lost', figures.lost, 0],
      ['answers that were neither 200 nor 503 with Retry-After', figures.failed, 0],
      ['acknowledged within, p99, ms', figures.ackP99, 250],
      ['drained within, s', figures.drainSeconds, 120],
      ['readers who were told to come again', figures.browsingPutOff, 0],
      ['browsing p95 beside its quiet value', Math.round((during / Math.max(before, 1)) * 100) / 100, 2],
      ['forged webhooks that were not refused', forged - figures.forgedRefused, 0],
      ['rows changed by forged webhooks', figures.rowsChanged, 0],
      ['cores busy with forged webhooks', figures.forgedCores, 1.05],
    ]
    console.log(figures)
    console.table(checks.map(([what, found, most]) => ({ what, found, most, ok: found <= most })))
    if (process.env['BENCH_RESULTS']) writeFileSync(join(process.env['BENCH_RESULTS'], 'storm.json'), JSON.stringify(figures, null, 2))
    if (checks.some(([, found, most]) => found > most)) process.exitCode = 1
  } finally {
    await world.close()
  }
}

await main()
