import { watch } from '../../../testing/calls.ts'
import { suffer } from './fate.ts'
import { flows, type FlowName, type Step } from './flows.ts'
import { History } from './history.ts'
import type { Town } from './town.ts'

/** A place at which the process can end: before or after one call of one step. */
export interface Point {
  flow: FlowName
  step: number
  at: number
}

async function begin(town: Town): Promise<History> {
  await town.forget()
  return new History(town, await town.school([{ priceMinor: 4_900, currency: 'USD' }]), new Map())
}

/** Lives a flow through as nobody is killed, and names every point on the way. */
export async function pointsOf(town: Town, flow: FlowName): Promise<Point[]> {
  const history = await begin(town)
  const points: Point[] = []
  for (const [step, { who, run }] of stepsOf(flow).entries()) {
    if (who === 'them') {
      await run(history)
      continue
    }
    let calls = 0
    const count = () => void points.push({ flow, step, at: calls++ })
    await watch({ before: count, after: count }, () => run(history))
  }
  return points
}

export const stepsOf = (flow: FlowName): readonly Step[] => flows[flow]

/**
 * Lives a flow through, with a process that ends at the point. Whoever had no answer asks again, as buyers, admins, providers and the queue do; at rest
 * every law is held against the oracle. `die` runs the step up to the point in a process of its own, or in this one.
 */
export async function surviveAt(
  town: Town,
  point: Point,
  die: (history: History, point: Point) => Promise<boolean> = dieHere,
): Promise<boolean> {
  const { flow, step: fatal, at } = point
  const history = await begin(town)
  let died = false
  for (const [index, { who, run }] of stepsOf(flow).entries()) {
    if (who === 'us' && index === fatal) {
      died = await die(history, point)
      await town.requeue()
    }
    await run(history)
  }
  await history.comeToRest()
  await history.judge(`${flow}, killed in step ${fatal} at ${at}`)
  return died
}

async function dieHere(history: History, { flow, step, at }: Point): Promise<boolean> {
  const { how } = await suffer({ crashAt: at }, async () => stepsOf(flow)[step]?.run(history))
  return how === 'crashed'
}
