import { sql } from 'kysely'
import { watch } from '../../../testing/calls.ts'
import type { Fate } from './fate.ts'
import { at, History } from './history.ts'
import { ibans, type Town, type WaitingJob } from './town.ts'

/**
 * Who can come at the same moment, by the way of paying. Each does all that follows from it, its jobs included: of a PayPal order, that is the capture
 * too. Of a transfer no provider tells: an admin approves it, or puts a booking of the bank to it.
 */
export const comersOf = {
  stripe: ['webhook', 'return page', 'sweep', 'refund', 'cancel', 'admin grant'],
  paypal: ['webhook', 'return page', 'sweep', 'refund', 'cancel', 'admin grant'],
  bank_transfer: ['approval', 'statement line', 'return page', 'sweep', 'refund', 'cancel', 'admin grant'],
} as const
export type Provider = keyof typeof comersOf
export type Comer = (typeof comersOf)[Provider][number]
export const providers = ['stripe', 'paypal', 'bank_transfer'] as const satisfies Provider[]

/**
 * `waiting`: paid, approved or booked where the money is, and nobody here has settled it. `settled`: known and opened, and a tenth was returned since; a
 * provider's word of that is still on its way.
 */
export const grounds = ['waiting', 'settled'] as const
export type Ground = (typeof grounds)[number]

export interface Meeting {
  provider: Provider
  ground: Ground
  first: Comer
  second: Comer
  /** The place at which the first is held. */
  stop: number
}

const priceMinor = 4_900

/** A history that marks where a job begins: between two jobs the queue changes, though none of their own calls does. */
class Scene extends History {
  /** True until the next call of whoever is watched. */
  fresh = true
  lineId = ''

  override work(job: WaitingJob, fate?: Fate, forgotten?: boolean): Promise<string> {
    this.fresh = true
    return super.work(job, fate, forgotten)
  }
}

async function prepare(town: Town, provider: Provider, ground: Ground): Promise<Scene> {
  await town.forget()
  const scene = new Scene(town, await town.school([{ priceMinor, currency: 'USD' }]), new Map())
  const { courseId } = at(scene.school.courses, 0)
  const { orderId, paymentId } = await scene.buyer(0).payments.startCheckout({ courseId, provider })
  scene.sales.push({ orderId, paymentId, buyer: 0, course: 0, provider, objectId: '' })
  const sale = at(scene.sales, 0)
  const objectId = await scene.objectOf(sale)
  if (provider === 'bank_transfer') await bookLine(scene)
  else
    await town.control(
      provider === 'stripe' ? '/pay' : `/paypal/orders/${objectId}/approve`,
      provider === 'stripe' ? { sessionId: objectId } : {},
    )
  await scene.listen()
  if (ground === 'waiting') return scene

  const tenth = priceMinor / 10
  if (provider === 'bank_transfer') {
    await approve(scene)
    await scene.admin(0).refunds.make({ paymentId, amountMinor: tenth, lines: [], requestKey: crypto.randomUUID(), note: '' })
    await scene.workAll()
    const [returnId] = await scene.returns()
    if (!returnId) throw new Error('nothing is to be sent back')
    await scene.admin(0).transfers.settleReturn({ returnId, outcome: 'sent' })
    await scene.workAll()
    return scene
  }
  await hear(scene)
  const place = provider === 'stripe' ? `/payments/${objectId}/refund` : `/paypal/orders/${objectId}/refund`
  const refund = await town.control<{ id: string }>(place, { amount: tenth })
  if (!refund) throw new Error('the dashboard returned nothing')
  scene.dashboardRefunds.add(refund.id)
  await scene.listen()
  return scene
}

/** The payer's money is at the bank, and the school has its statement, which names no order. No admin's word needs a second one. */
async function bookLine(scene: Scene): Promise<void> {
  const { town } = scene
  const { open } = town.world.db
  await open
    .updateTable('bank_accounts')
    .set({ two_person_above_minor: null })
    .where('tenant_id', '=', scene.school.tenant.tenantId)
    .execute()
  const iban = ibans.USD
  await town.control('/bank/credit', {
    iban,
    currency: 'USD',
    amount: priceMinor,
    remittance: 'for the course',
    counterparty: 'Amina Said',
  })
  const content = Buffer.from((await town.statement(iban, 'csv')) ?? '').toString('base64')
  const upload = { accountId: await scene.bankAccountOf(iban), fileName: 'statement.csv', content, matches: [] }
  await scene.admin(1).transfers.importStatement(upload)
  scene.lineId = at(await scene.openLines(), 0)
}

async function transferId(scene: Scene) {
  const transfer = await scene.transferOf(at(scene.sales, 0).orderId)
  if (!transfer) throw new Error('there is no transfer')
  return transfer.id
}

async function approve(scene: Scene): Promise<void> {
  const word = { transferId: await transferId(scene), amountMinor: priceMinor, requestKey: crypto.randomUUID(), reason: 'On the statement' }
  await scene.call({}, 'approval', () => scene.admin(0).transfers.approve(word))
  await scene.workAll()
}

/** All that the provider has to tell until it has nothing more to tell: a capture makes another event. */
async function hear(scene: Scene): Promise<void> {
  while (scene.held.length) {
    for (const event of scene.held.splice(0)) {
      scene.fresh = true
      await scene.deliver(event)
    }
    await scene.workAll()
    await scene.listen()
  }
}

async function come(scene: Scene, comer: Comer): Promise<void> {
  const { orderId, paymentId } = at(scene.sales, 0)
  const call = async (work: () => Promise<unknown>) => void (await scene.call({}, comer, work))
  if (comer === 'webhook') await hear(scene)
  if (comer === 'approval') await approve(scene)
  if (comer === 'statement line') {
    const match = { lineId: scene.lineId, transferId: await transferId(scene) }
    await call(() => scene.admin(1).transfers.match(match))
  }
  if (comer === 'return page') await call(() => scene.buyer(0).payments.hurry({ orderId }))
  if (comer === 'sweep') {
    scene.town.world.clock.advance(5 * 60_000)
    await scene.sweep()
  }
  if (comer === 'refund')
    await call(() =>
      scene.admin(0).refunds.make({ paymentId, amountMinor: priceMinor / 2, lines: [], requestKey: crypto.randomUUID(), note: '' }),
    )
  if (comer === 'cancel') await call(() => scene.buyer(0).payments.cancel({ orderId }))
  if (comer === 'admin grant')
    await call(() =>
      scene.admin(1).enrolments.grant({
        personId: at(scene.school.buyerIds, 0),
        courseId: at(scene.school.courses, 0).courseId,
        reason: 'A gift of the school',
        requestKey: crypto.randomUUID(),
      }),
    )
  await scene.workAll()
}

/**
 * Tells of every place at which somebody else can come between: before the first call of a comer or a job, and after each call. Before a later call is
 * the same place as after the one before it; a transaction that has only begun has seen and holds nothing, so that is no place either.
 */
function placesIn(scene: Scene, at: (where: string) => unknown) {
  return {
    before({ what }: { what: string }) {
      const { fresh } = scene
      scene.fresh = false
      return fresh ? at(`before ${what}`) : undefined
    },
    after: ({ what }: { what: string }) => (what.startsWith('begin') ? undefined : at(`after ${what}`)),
  }
}

/** True once somebody in this database waits for a lock that somebody else holds; false when the work is done before that. */
async function blocksOn(town: Town, work: Promise<unknown>): Promise<boolean> {
  const { open } = town.world.db
  const done = work.then(
    () => true,
    () => true,
  )
  for (;;) {
    if (await Promise.race([done, sql`select pg_sleep(0.004)`.execute(open).then(() => false)])) return false
    const { rows } = await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(open)
    if (rows.length) return true
  }
}

export interface Met {
  /** False when the first was done before that place. */
  reached: boolean
  /** The call at which the first was held. */
  where: string
  /** Had the second to wait for a lock of the first? */
  waited: boolean
}

/**
 * The first comes as far as the place `stop`, then the second comes and goes, then the first goes on. Where the second has to wait for the first, the
 * first goes on meanwhile, as it would. Then everything comes to rest, and every law is held against the provider's own records.
 */
export async function meet(town: Town, { provider, ground, first, second, stop }: Meeting): Promise<Met> {
  const scene = await prepare(town, provider, ground)
  let place = 0
  let where = ''
  let goOn: () => void = () => {}
  let arrive: () => void = () => {}
  const gate = new Promise<void>((resolve) => (goOn = resolve))
  const arrival = new Promise<void>((resolve) => (arrive = resolve))
  scene.fresh = true
  const watcher = placesIn(scene, async (what) => {
    if (place++ !== stop) return
    where = what
    arrive()
    await gate
  })
  const one = watch(watcher, () => come(scene, first))
  let waited = false
  try {
    await Promise.race([arrival, one])
    const other = come(scene, second)
    other.catch(() => {})
    waited = await blocksOn(town, other)
    goOn()
    await Promise.all([one, other])
  } finally {
    goOn()
  }
  await scene.lookAround('after both')
  await scene.comeToRest()
  await scene.judge('at rest')
  return { reached: where !== '', where, waited }
}

/** The places at which somebody else can come between, in the words of their calls. */
export async function placesOf(town: Town, provider: Provider, ground: Ground, first: Comer): Promise<string[]> {
  const scene = await prepare(town, provider, ground)
  const places: string[] = []
  scene.fresh = true
  await watch(
    placesIn(scene, (where) => void places.push(where)),
    () => come(scene, first),
  )
  return places
}

export interface Interleaved {
  provider: Provider
  ground: Ground
  /** Of all that come first together. */
  places: number
  /** Meetings, at how many of them the first was held in the middle, and at how many the second had to wait for it. */
  met: number
  reached: number
  waited: number
  failures: string[]
}

export interface InterleaveOptions {
  /** Of each provider and ground so many meetings, drawn by the seed, instead of all. */
  most?: number
  seed?: number
  onProgress?: (done: number, of: number) => void
}

/** Every pair by each way of paying and on both grounds, at every place of the first. The towns work side by side. */
export async function interleaveAll(
  towns: readonly Town[],
  { most = Infinity, seed = 0, onProgress }: InterleaveOptions = {},
): Promise<Interleaved[]> {
  const table: Interleaved[] = []
  const queue: { meeting: Meeting; sum: Interleaved }[] = []
  for (const provider of providers) {
    for (const ground of grounds) {
      const sum: Interleaved = { provider, ground, places: 0, met: 0, reached: 0, waited: 0, failures: [] }
      const meetings: Meeting[] = []
      for (const first of comersOf[provider]) {
        const places = (await placesOf(at(towns, 0), provider, ground, first)).length
        sum.places += places
        for (const second of comersOf[provider])
          for (let stop = 0; stop < places; stop++) meetings.push({ provider, ground, first, second, stop })
      }
      const chosen = most < meetings.length ? drawn(meetings, most, seed) : meetings
      queue.push(...chosen.map((meeting) => ({ meeting, sum })))
      table.push(sum)
    }
  }
  const waiting = queue.values()
  let done = 0
  await Promise.all(
    towns.map(async (town) => {
      for (const { meeting, sum } of waiting) {
        await meetInto(sum, town, meeting)
        onProgress?.((done += 1), queue.length)
      }
    }),
  )
  return table
}

async function meetInto(sum: Interleaved, town: Town, meeting: Meeting): Promise<void> {
  try {
    const { reached, waited } = await meet(town, meeting)
    sum.reached += Number(reached)
    sum.waited += Number(waited)
  } catch (error) {
    const told = error instanceof Error ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}` : String(error)
    const { provider, ground, first, second, stop } = meeting
    sum.failures.push(`${provider}, ${ground}: ${second} comes at place ${stop} of ${first}: ${told}`)
  }
  sum.met += 1
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
