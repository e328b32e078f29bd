import { sql } from 'kysely'
import { watch } from '../../../testing/calls.ts'
import { at, History, type Counts } from './history.ts'
import type { Town } from './town.ts'

/** Who can come at the same moment. Each does all that follows from it, its jobs included. */
export const comers = ['webhook', 'return page', 'sweep', 'refund', 'cancel', 'admin grant'] as const
export type Comer = (typeof comers)[number]

/** `waiting`: paid at the provider, and nobody here knows. `settled`: known and opened, and a tenth was refunded in the dashboard since. */
export const grounds = ['waiting', 'settled'] as const
export type Ground = (typeof grounds)[number]

const priceMinor = 4_900

async function prepare(town: Town, ground: Ground, counts: Counts): Promise<History> {
  await town.forget()
  const history = new History(town, await town.school([{ priceMinor, currency: 'USD' }]), counts)
  const { courseId } = at(history.school.courses, 0)
  const { orderId, paymentId } = await history.buyer(0).payments.startCheckout({ courseId, provider: 'stripe' })
  history.sales.push({ orderId, paymentId, buyer: 0, course: 0, provider: 'stripe', objectId: '' })
  const sessionId = await history.objectOf(at(history.sales, 0))
  await town.control('/pay', { sessionId })
  await history.listen()
  if (ground === 'settled') {
    for (const event of history.held.splice(0)) await history.deliver(event)
    await history.workAll()
    const refund = await town.control(`/payments/${sessionId}/refund`, { amount: priceMinor / 10 })
    if (!refund) throw new Error('the dashboard returned nothing')
    history.dashboardRefunds.add(refund.id)
    await history.listen()
  }
  return history
}

async function come(history: History, comer: Comer): Promise<void> {
  const { orderId, paymentId } = at(history.sales, 0)
  const call = async (work: () => Promise<unknown>) => void (await history.call({}, comer, work))
  if (comer === 'webhook') for (const event of history.held.splice(0)) await history.deliver(event)
  if (comer === 'return page') await call(() => history.buyer(0).payments.hurry({ orderId }))
  if (comer === 'sweep') {
    history.town.world.clock.advance(5 * 60_000)
    await history.sweep()
  }
  if (comer === 'refund')
    await call(() =>
      history.admin(0).refunds.make({ paymentId, amountMinor: priceMinor / 2, lines: [], requestKey: crypto.randomUUID(), note: '' }),
    )
  if (comer === 'cancel') await call(() => history.buyer(0).payments.cancel({ orderId }))
  if (comer === 'admin grant')
    await call(() =>
      history.admin(1).enrolments.grant({
        personId: at(history.school.buyerIds, 0),
        courseId: at(history.school.courses, 0).courseId,
        reason: 'A gift of the school',
        requestKey: crypto.randomUUID(),
      }),
    )
  await history.workAll()
}

/** True while somebody in this database waits for a lock that somebody else holds. */
async function blocked(town: Town): Promise<boolean> {
  const { rows } = await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    town.world.db.open,
  )
  return rows.length > 0
}

/** Whether it is not done yet; gives it a moment. */
function stillAt(work: Promise<unknown>): Promise<boolean> {
  const moment = new Promise<boolean>((resolve) => setImmediate(() => resolve(true)))
  return Promise.race([work.then(() => false).catch(() => false), moment])
}

export interface Met {
  /** False when the first was done before its call of that number. */
  reached: boolean
  /** The call at which the first was held. */
  where: string
  /** Had the second to wait for a lock of the first? */
  waited: boolean
}

/**
 * The first comes as far as its call number `stop` (even: before it, odd: after it), then the second comes and goes, then the first goes on. Where the
 * second has to wait for the first, the first goes on meanwhile, as it would.
 */
export async function meet(town: Town, ground: Ground, first: Comer, second: Comer, stop: number, counts: Counts): Promise<Met> {
  const history = await prepare(town, ground, counts)
  let step = 0
  let where = ''
  let goOn: () => void = () => {}
  let arrive: () => void = () => {}
  const gate = new Promise<void>((resolve) => (goOn = resolve))
  const arrival = new Promise<void>((resolve) => (arrive = resolve))
  const hold = async (side: string, what: string) => {
    if (step++ !== stop) return
    where = `${side} ${what}`
    arrive()
    await gate
  }
  const watcher = {
    before: ({ what }: { what: string }) => hold('before', what),
    after: ({ what }: { what: string }) => hold('after', what),
  }
  const one = watch(watcher, () => come(history, first))
  let waited = false
  try {
    await Promise.race([arrival, one])
    const other = come(history, second)
    other.catch(() => {})
    while (!waited && (await stillAt(other))) waited = await blocked(town)
    goOn()
    await Promise.all([one, other])
  } finally {
    goOn()
  }
  await history.lookAround('after both')
  await history.comeToRest()
  await history.judge('at rest')
  return { reached: where !== '', where, waited }
}

/** How many places the first has at which somebody else can come between: twice its calls. */
export async function placesOf(town: Town, ground: Ground, first: Comer): Promise<number> {
  const history = await prepare(town, ground, new Map())
  let places = 0
  const count = () => void (places += 1)
  await watch({ before: count, after: count }, () => come(history, first))
  return places
}

export interface Interleaved {
  /** Meetings in all, at how many of them the first was held in the middle, and at how many the second had to wait for it. */
  met: number
  reached: number
  waited: number
  failures: string[]
}

interface Meeting {
  ground: Ground
  first: Comer
  second: Comer
  stop: number
}

/** Every pair on both grounds, at every call of the first; or as many of them, drawn by the seed. */
export async function interleaveAll(
  town: Town,
  { most = Infinity, seed = 0, onProgress }: { most?: number; seed?: number; onProgress?: (done: number, of: number) => void },
): Promise<Interleaved> {
  const meetings: Meeting[] = []
  for (const ground of grounds) {
    for (const first of comers) {
      const places = await placesOf(town, ground, first)
      for (const second of comers) for (let stop = 0; stop < places; stop++) meetings.push({ ground, first, second, stop })
    }
  }
  const chosen = most < meetings.length ? drawn(meetings, most, seed) : meetings
  const sum: Interleaved = { met: 0, reached: 0, waited: 0, failures: [] }
  for (const { ground, first, second, stop } of chosen) {
    try {
      const { reached, waited } = await meet(town, ground, first, second, stop, new Map())
      sum.reached += Number(reached)
      sum.waited += Number(waited)
    } catch (error) {
      const told = error instanceof Error ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}` : String(error)
      sum.failures.push(`${ground}: ${second} comes at place ${stop} of ${first}: ${told}`)
    }
    sum.met += 1
    onProgress?.(sum.met, chosen.length)
  }
  return sum
}

/** So many of them, the same for the same seed. */
function drawn<T>(all: readonly T[], most: number, seed: number): T[] {
  const left = [...all]
  let state = seed
  return Array.from({ length: most }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return left.splice(state % left.length, 1)
  }).flat()
}
