/** One step of a flow in a process of its own, which ends itself with SIGKILL before or after one of its calls. Only the crashes benchmark starts it. */
import { readFileSync } from 'node:fs'
import { watch } from '../src/testing/calls.ts'
import { stepsOf, type Point } from '../src/features/payments/testing/crash.ts'
import { History, type Sold } from '../src/features/payments/testing/history.ts'
import { makeTown, type Guest, type ProviderEvent, type School } from '../src/features/payments/testing/town.ts'

export interface Errand extends Point {
  guest: Guest
  tenant: School['tenant']
  courses: School['courses']
  sales: Sold[]
  held: ProviderEvent[]
}

/** Written by the benchmark a moment ago. */
function asErrand(value: unknown): Errand {
  return value as Errand
}

const { guest, tenant, courses, sales, held, flow, step, at } = asErrand(JSON.parse(readFileSync(0, 'utf8')))
const town = makeTown(guest)
await town.open()
const history = new History(town, town.attend(tenant, courses), new Map())
history.sales.push(...sales)
history.held.push(...held)
let calls = 0
const here = () => {
  if (calls++ === at) process.kill(process.pid, 'SIGKILL')
}
await watch({ before: here, after: here }, async () => stepsOf(flow)[step]?.run(history))
process.exit(0)
