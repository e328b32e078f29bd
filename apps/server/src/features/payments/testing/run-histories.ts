import fc from 'fast-check'
import { sql } from 'kysely'
import { plans, wordsOf, type Plan } from './plans.ts'
import { History, type Counts } from './history.ts'
import { makeTown, type Town } from './town.ts'

const prices = [
  { priceMinor: 4_900, currency: 'USD' },
  { priceMinor: 3_000, currency: 'JPY' },
]

/** Lives one plan through in an empty town. Throws at the first law that is broken. */
export async function live(town: Town, { acts, replay }: Plan, counts: Counts): Promise<void> {
  await town.forget()
  const history = new History(town, await town.school(prices), counts)
  // The system has been running for a while: it knows until when it has read its providers' lists.
  await history.sweep()
  for (const [index, { words, run }] of acts.entries()) {
    const told = await run(history)
    if (told === null) continue
    history.count(told.replace(/: killed .*/, ': killed'))
    await history.lookAround(`after ${index + 1}. ${words}`)
  }
  await history.comeToRest()
  await history.judge('at rest')
  if (replay) {
    await history.replay((count) => (count ? replay.map((number) => number % count) : []))
    await history.judge('after all was told again')
    history.count('everything told again')
  }
  await countEnds(town, counts)
}

/** How the history ended, in the words of its rows: shows that what is claimed to be tested did happen. */
async function countEnds(town: Town, counts: Counts): Promise<void> {
  const { rows } = await sql<{ what: string; n: number }>`
    select 'payment ' || state as what, count(*)::int as n from payments group by 1
    union all select 'payment duplicate', count(*)::int from payments where duplicate
    union all select 'payment unfulfillable', count(*)::int from payments where unfulfillable
    union all select 'refund request ' || reason || ' ' || state, count(*)::int from refund_requests group by 1
    union all select 'paper ' || kind, count(*)::int from invoices group by 1
    union all select 'grant ' || source_kind || case when ended_at is null then ' live' else ' ended' end, count(*)::int from grants group by 1
    union all select 'order with several payments', count(*)::int from (select order_id from payments group by tenant_id, order_id having count(*) > 1) o
  `.execute(town.world.db.open)
  for (const { what, n } of rows) if (n > 0) counts.set(`= ${what}`, (counts.get(`= ${what}`) ?? 0) + n)
}

export interface HistoriesOptions {
  runs: number
  seed: number
  /** Of a failing history, as it was printed. */
  path?: string
  /** Towns that live side by side. */
  lanes?: number
  /** Told every hundred histories. */
  onProgress?: (histories: number, seconds: number) => void
}

export interface Lived {
  histories: number
  seconds: number
  counts: Counts
  /** Null when every law held; otherwise how to see it again, and the shortest history found that breaks one. */
  failure: string | null
}

/** Lives so many random histories, and tells of the first that breaks a law, made as short as it can be. */
export async function liveHistories({ runs, seed, path, lanes = 2, onProgress }: HistoriesOptions): Promise<Lived> {
  const started = performance.now()
  const counts: Counts = new Map()
  let histories = 0
  const failures: string[] = []
  const shareOf = (lane: number) => Math.floor(runs / lanes) + (lane < runs % lanes ? 1 : 0)
  await Promise.all(
    Array.from({ length: path ? 1 : lanes }, async (_, lane) => {
      const town = makeTown()
      await town.open()
      try {
        const property = fc.asyncProperty(plans, async (plan) => {
          if (failures.length) return
          await live(town, plan, counts)
          histories += 1
          if (histories % 100 === 0) onProgress?.(histories, (performance.now() - started) / 1000)
        })
        const laneSeed = seed + lane
        const result = await fc.check(property, { seed: laneSeed, numRuns: shareOf(lane), ...(path && { path, endOnFailure: true }) })
        if (!result.failed) return
        const plan = result.counterexample?.[0]
        const error = result.errorInstance
        failures.push(
          [
            `A history breaks a law after ${result.numRuns} runs and ${result.numShrinks} attempts to shorten it.`,
            error instanceof Error
              ? `${error.message}\n${error.stack ?? ''}${error.cause instanceof Error ? `\n${error.cause.stack}` : ''}`
              : String(error),
            `To see it again: npm run bench -- histories --seed ${laneSeed} --path ${result.counterexamplePath}`,
            plan ? wordsOf(plan) : '',
          ].join('\n'),
        )
      } finally {
        await town.close()
      }
    }),
  )
  return { histories, seconds: (performance.now() - started) / 1000, counts, failure: failures[0] ?? null }
}
