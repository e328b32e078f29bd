/**
 * Five flows of money, and at every SQL statement and every HTTP request of ours in them a process that is killed before it and one that is killed
 * after it (SIGKILL). What was under way is asked for again by whoever had no answer; at rest every law is held against the sandbox's own store.
 * Options: --flow NAME (all) --every N (1: every point) --lanes N (2)
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeTemplate } from '@edurise/db/testing'
import { pointsOf, surviveAt, type Point } from '../src/features/payments/testing/crash.ts'
import { flows, type FlowName } from '../src/features/payments/testing/flows.ts'
import type { History } from '../src/features/payments/testing/history.ts'
import { makeTown } from '../src/features/payments/testing/town.ts'
import type { Errand } from './crash-child.ts'

const { values } = parseArgs({
  options: { flow: { type: 'string' }, every: { type: 'string', default: '1' }, lanes: { type: 'string', default: '2' } },
})

/** True when the child was killed at its point, false when it was done before. */
async function dieInChild({ town, school, sales, held }: History, point: Point): Promise<boolean> {
  const errand: Errand = { ...point, guest: town.invitation(), tenant: school.tenant, courses: school.courses, sales, held }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts')], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'edurise-bench-compiled') },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(JSON.stringify(errand))
  const [code, signal]: unknown[] = await once(child, 'close')
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`a child ended with ${String(code)} ${String(signal)}`)
  town.world.clock.advance(60_000)
  return signal === 'SIGKILL'
}

const names = Object.keys(flows).filter((name): name is FlowName => name in flows && (values.flow === undefined || name === values.flow))
await makeTemplate()
const started = performance.now()
const towns = await Promise.all(
  Array.from({ length: Number(values.lanes) }, async () => {
    const town = makeTown()
    await town.open()
    return town
  }),
)
const rows: { flow: string; points: number; killed: number; violations: number }[] = []
const failures: string[] = []
for (const flow of names) {
  const [first] = towns
  if (!first) throw new Error('there is no town')
  const all = await pointsOf(first, flow)
  const points = all.filter((_, index) => index % Number(values.every) === 0)
  const queue = [...points]
  const row = { flow, points: points.length, killed: 0, violations: 0 }
  await Promise.all(
    towns.map(async (town) => {
      for (let point = queue.shift(); point; point = queue.shift()) {
        const { step, at } = point
        try {
          const died = await surviveAt(town, point, dieInChild)
          row.killed += Number(died)
        } catch (error) {
          row.violations += 1
          const failure = `${flow}, step ${step}, point ${at}: ${error instanceof Error ? error.message : String(error)}`
          failures.push(failure)
          console.error(failure)
        }
      }
    }),
  )
  rows.push(row)
  console.log(row)
}
await Promise.all(towns.map((town) => town.close()))
console.table(rows)
const figures = {
  rows,
  points: rows.reduce((sum, { points }) => sum + points, 0),
  seconds: Math.round((performance.now() - started) / 1000),
  violations: failures.length,
}
console.log({ points: figures.points, seconds: figures.seconds, violations: figures.violations })
if (process.env['BENCH_RESULTS']) writeFileSync(join(process.env['BENCH_RESULTS'], 'crashes.json'), JSON.stringify(figures, null, 2))
process.exit(failures.length ? 1 : 0)
