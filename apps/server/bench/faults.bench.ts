/**
 * Purchases against the sandbox while webhooks are duplicated, reordered and dropped, the provider fails and answers late, and server and worker
 * are killed with SIGKILL: at the end money, access, papers, books and mails must agree with the sandbox's own store.
 * Options: --purchases N (1000) --kills N (24) --seed N
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { z } from 'zod'
import { insertCourse, insertTenant } from '../src/testing/factories.ts'
import { makeBuyers, type Buyer } from './buyers.ts'
import { openBenchWorld, type BenchWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    purchases: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '24' },
    seed: { type: 'string', default: '7' },
  },
})
const purchases = Number(values.purchases)
const kills = Number(values.kills)
const seed = Number(values.seed)
const concurrency = 16
const price = 4_900

/** mulberry32: the same seed kills the same programs in the same order. */
function random(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const Checkout = z.object({ result: z.object({ data: z.object({ orderId: z.string(), url: z.string() }) }) })
const Refused = z.object({ error: z.object({ data: z.object({ refused: z.object({ code: z.string() }).nullable() }) }) })

/** Tries as a patient buyer would: again after a broken connection, a silent provider, a restarting server. */
async function startCheckout({ addresses }: BenchWorld, { cookie }: Buyer, courseId: string): Promise<string | null> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      const answer = await fetch(`${addresses.web}/api/v1/trpc/payments.startCheckout`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-edurise': '1', cookie },
        body: JSON.stringify({ courseId, provider: 'stripe' }),
        signal: AbortSignal.timeout(20_000),
      })
      const body: unknown = await answer.json()
      const checkout = Checkout.safeParse(body)
      if (checkout.success) return new URL(checkout.data.result.data.url).pathname.split('/').at(-1) ?? ''
      if (Refused.safeParse(body).data?.error.data.refused?.code === 'ALREADY_ENROLLED') return null
    } catch {
      // The server was killed in the middle: what it had begun is found again by the next call.
    }
    await pause(200 + attempt * 20)
  }
  throw new Error('a buyer gave up')
}

async function buy(world: BenchWorld, buyer: Buyer, courseId: string): Promise<void> {
  const sessionId = await startCheckout(world, buyer, courseId)
  if (sessionId === null) return
  const answer = await fetch(`${world.addresses.sandbox}/control/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sessionId }),
  })
  if (!answer.ok) throw new Error(`the sandbox took no payment: ${answer.status} ${await answer.text()}`)
}

const Payments = z.object({
  items: z.array(z.object({ client_reference_id: z.string().nullable(), captured: z.int(), refunded: z.int(), session: z.string() })),
  next: z.int().nullable(),
})

/** What money really moved, by the sandbox's own store. */
async function oracle({ addresses }: BenchWorld) {
  const items: z.infer<typeof Payments>['items'] = []
  for (let after: number | null = 0; after !== null;) {
    const answer = await fetch(`${addresses.sandbox}/control/payments.json?limit=500${after ? `&after=${after}` : ''}`)
    const page = Payments.parse(await answer.json())
    items.push(...page.items)
    after = page.next
  }
  return items
}

async function count(world: BenchWorld, statement: ReturnType<typeof sql<{ n: number }>>): Promise<number> {
  const { rows } = await statement.execute(world.database.owner.open)
  return asNumber(rows[0]?.n)
}

/** A count comes as a number, a sum of bigints as text. */
function asNumber(value: unknown): number {
  return Number(value ?? 0)
}

async function settled(world: BenchWorld): Promise<boolean> {
  const granted = await count(world, sql<{ n: number }>`select count(*) as n from grants where ended_at is null`)
  const sent = await count(world, sql<{ n: number }>`select count(*) as n from mails where kind = 'receipt' and state = 'sent'`)
  return granted >= purchases && sent >= purchases
}

async function main(): Promise<void> {
  const world = await openBenchWorld()
  const next = random(seed)
  console.log(`faults: ${purchases} purchases, ${kills} kills, seed ${seed}`)
  try {
    await world.sandbox.start()
    await fetch(`${world.addresses.sandbox}/control/knobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ duplicate: 0.3, reorder: 0.2, drop: 0.1, fail: 0.02, timeoutAfterEffect: 0.02, seed }),
    })
    const { tenantId } = await insertTenant(world.database.owner, { slug: 'faults' })
    const { courseId } = await insertCourse(world.database.owner, new Date(), { tenantId, priceMinor: price })
    const buyers = await makeBuyers(world, purchases)
    await Promise.all([world.web.start(), world.worker.start()])

    const began = Date.now()
    let bought = 0
    let killed = 0
    const buyingDone = (async () => {
      const queue = [...buyers]
      await Promise.all(
        Array.from({ length: concurrency }, async () => {
          for (let buyer = queue.shift(); buyer; buyer = queue.shift()) {
            await buy(world, buyer, courseId)
            bought += 1
          }
        }),
      )
    })()
    // Kills are spread over the purchases and go on while the last ones are being worked off.
    while (killed < kills) {
      const due = Math.floor((purchases / (kills * 0.85)) * killed)
      if (bought < Math.min(due, purchases)) {
        await Promise.race([pause(50), buyingDone])
        continue
      }
      await pause(next() * 250)
      const victim = next() < 0.5 ? world.web : world.worker
      await victim.kill()
      killed += 1
      await victim.start()
    }
    await buyingDone
    const boughtAfter = Date.now() - began

    const patience = Date.now() + 6 * 60_000
    while (!(await settled(world)) && Date.now() < patience) await pause(500)
    const settledAfter = Date.now() - began

    const items = await oracle(world)
    const captured = items.filter((item) => item.captured > 0)
    const perPayment = new Map<string | null, number>()
    for (const item of captured) perPayment.set(item.client_reference_id, (perPayment.get(item.client_reference_id) ?? 0) + 1)
    const receipts = z.array(z.object({ copies: z.int(), to: z.array(z.string()) }))
    const mails: z.infer<typeof receipts> = []
    for (const buyer of buyers)
      mails.push(...receipts.parse(await (await fetch(`${world.addresses.sandbox}/mail.json?to=${buyer.email}`)).json()))

    const checks: [what: string, found: number, expected: number][] = [
      ['payments captured by the provider', captured.length, purchases],
      ['minor units captured by the provider', captured.reduce((sum, item) => sum + item.captured - item.refunded, 0), purchases * price],
      ['payments charged twice', [...perPayment.values()].filter((times) => times > 1).length, 0],
      ['live grants', await count(world, sql`select count(*) as n from grants where ended_at is null`), purchases],
      ['grants in all', await count(world, sql`select count(*) as n from grants`), purchases],
      ['active enrolments', await count(world, sql`select count(*) as n from enrolments where state = 'active'`), purchases],
      ['orders paid', await count(world, sql`select count(*) as n from orders where state = 'paid'`), purchases],
      ['invoices', await count(world, sql`select count(*) as n from invoices`), purchases],
      ['highest invoice number', await count(world, sql`select max(number) as n from invoices`), purchases],
      ['books: sum over all entries', await count(world, sql`select coalesce(sum(amount_minor), 0) as n from ledger_entries`), 0],
      [
        'books: sales',
        await count(world, sql`select -sum(amount_minor) as n from ledger_entries where account = 'sales'`),
        purchases * price,
      ],
      ['payments that the oracle does not confirm', await unconfirmed(world, items), 0],
      ['receipts in mailboxes', mails.length, purchases],
      ['people with two mails', purchases - new Set(mails.flatMap(({ to }) => to)).size, 0],
    ]
    console.table(checks.map(([what, found, expected]) => ({ what, found, expected, ok: found === expected })))
    const figures = {
      purchases,
      kills: killed,
      seed,
      boughtSeconds: Math.round(boughtAfter / 1000),
      settledSeconds: Math.round(settledAfter / 1000),
      copiesThatMailboxesSuppressed: mails.reduce((sum, { copies }) => sum + copies - 1, 0),
      webMegabytes: await world.web.memory(),
      workerMegabytes: await world.worker.memory(),
      failed: checks.filter(([, found, expected]) => found !== expected).map(([what]) => what),
    }
    console.log(figures)
    if (process.env['BENCH_RESULTS']) await writeFile(join(process.env['BENCH_RESULTS'], 'faults.json'), JSON.stringify(figures, null, 2))
    if (figures.failed.length || killed < kills) process.exitCode = 1
  } finally {
    await world.close()
  }
}

/** Our payments whose captured amount is not the oracle's. */
async function unconfirmed(world: BenchWorld, items: z.infer<typeof Payments>['items']): Promise<number> {
  const truth = new Map(items.map((item) => [item.client_reference_id, item.captured]))
  const rows = await world.database.owner.open.selectFrom('payments').select(['id', 'captured_minor']).execute()
  return rows.filter(({ id, captured_minor }) => (truth.get(id) ?? 0) !== captured_minor).length
}

await main()
