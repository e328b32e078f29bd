import pg from 'pg'
import type { Sent } from '../src/testing/sent-statements.ts'
import type { Question } from './questions.ts'
import { questions } from './questions.ts'
import { withRecorder } from './recorder.ts'
import type { Busy } from './sales.ts'
import type { BenchWorld } from './world.ts'

export interface Plan {
  milliseconds: number
  /** Big tables that it reads from end to end. */
  scans: string[]
}

/** How each statement would be answered, as its role and behind its door: a table of more than 10,000 rows is big. */
export async function plansOf(world: BenchWorld, statements: readonly Sent[]): Promise<Plan[]> {
  const client = new pg.Client({ connectionString: world.database.urls.owner })
  await client.connect()
  const { rows: sizes } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and reltuples > 10000`,
  )
  const big = new Set(sizes.map(({ name }) => name))
  const plans: Plan[] = []
  for (const { text, values, door, role } of statements) {
    await client.query('begin read only')
    await client.query(`set local role ${client.escapeIdentifier(role)}`)
    if (door) await client.query(door)
    const { rows } = await client.query<{ 'QUERY PLAN': unknown }>({ text: `explain (analyze, format json) ${text}`, values })
    await client.query('rollback')
    const plan = rows[0]?.['QUERY PLAN']
    plans.push({ milliseconds: timeOf(plan), scans: scannedIn(plan).filter((name) => big.has(name)) })
  }
  await client.end()
  return plans
}

function timeOf(plan: unknown): number {
  if (Array.isArray(plan)) return timeOf(plan[0])
  return typeof plan === 'object' && plan !== null && 'Execution Time' in plan ? Number(plan['Execution Time']) : 0
}

function scannedIn(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(scannedIn)
  if (typeof plan !== 'object' || plan === null) return []
  const own = 'Node Type' in plan && plan['Node Type'] === 'Seq Scan' && 'Relation Name' in plan ? [String(plan['Relation Name'])] : []
  return [...own, ...Object.values(plan).flatMap(scannedIn)]
}

export interface Looked {
  read: string
  statements: number
  slowest: number
  scans: string[]
}

/** Every read in all its forms, the first page and the second. */
export function lookAtPlans(world: BenchWorld, busy: Busy): Promise<Looked[]> {
  return withRecorder(world, async (record) => {
    const looked: Looked[] = []
    for (const [noun, verbs] of Object.entries<Record<string, Question>>(questions)) {
      for (const [verb, { by, portal, inputs }] of Object.entries(verbs)) {
        const path = `${noun}.${verb}`
        const call = { path, personId: busy[by], tenantId: portal ? busy.tenantId : null }
        const sent: Sent[] = []
        let most = 0
        for (const input of inputs(busy)) {
          const first = await record({ ...call, input })
          const cursor = cursorOf(first.result)
          const second = cursor === null ? [] : (await record({ ...call, input: { ...input, cursor } })).sent
          sent.push(...first.sent, ...second)
          most = Math.max(most, first.sent.length, second.length)
        }
        const plans = await plansOf(world, sent)
        const scans = plans.flatMap(({ scans: names }, index) => names.map((name) => `${name}: ${sent[index]?.text.trim().slice(0, 300)}`))
        const slowest = Math.round(Math.max(0, ...plans.map(({ milliseconds }) => milliseconds)) * 10) / 10
        looked.push({ read: path, statements: most, slowest, scans: [...new Set(scans)] })
      }
    }
    return looked
  })
}

function cursorOf(result: unknown): string | null {
  return typeof result === 'object' && result !== null && 'nextCursor' in result && typeof result.nextCursor === 'string'
    ? result.nextCursor
    : null
}
