import { AppError, Provider, type reconciliation, type Run } from '@edurise/contracts'
import { inPublic } from '@edurise/db'
import { reconcile as reconcileJob, type reconcile as reconcileType, type verifyPayments as nightlyJob } from '@edurise/jobs'
import type { z } from 'zod'
import type { CallContext, Handler, Platform } from '../../context.ts'
import { abandonRuns, endRun, findRun, openRun, type NewRun } from './queries.ts'
import { runReconciliation, type Met, type Reconciling } from './run-reconciliation.ts'

const day = 24 * 3_600_000
/** Days that the nightly run looks back: refunds and disputes of older payments come by the sweep. */
const nightlyDays = 35
/** After this, the process of a run is gone for good: its job has been tried again as often as it may. */
const abandonedAfter = 12 * 3_600_000

type Opening = Pick<NewRun, 'startedBy'> & { provider: Provider; account: string; since: Date }

/** A new run with its job, in one commit; undefined while one of the same account is under way. */
function openWithJob(platform: Pick<Platform, 'db' | 'enqueue' | 'now'>, { since, ...run }: Opening): Promise<Run | undefined> {
  const { db, enqueue, now } = platform
  const at = now()
  return inPublic(db, async (trx) => {
    await abandonRuns(trx, run.provider, run.account, new Date(at.getTime() - abandonedAfter), at)
    const opened = await openRun(trx, { ...run, from: since, to: at, at })
    if (opened) await enqueue(trx, reconcileJob, { runId: opened.id })
    return opened
  })
}

export async function startRun(
  ctx: CallContext<typeof reconciliation.start>,
  { provider, days }: z.output<typeof reconciliation.start.input>,
): Promise<Run> {
  const gateway = ctx.gateways[provider]
  if (!gateway) throw new AppError('PROVIDER_NOT_SET_UP', {})
  const since = new Date(ctx.now().getTime() - days * day)
  const run = await openWithJob(ctx, { provider, account: gateway.account, since, startedBy: ctx.person.id })
  if (!run) throw new AppError('RUN_UNDER_WAY', {})
  ctx.log.info({ actor: ctx.person.id, provider, days, runId: run.id }, 'a reconciliation was started by hand')
  return run
}

async function perform(platform: Reconciling, run: Run): Promise<{ checked: number; met: Met[] }> {
  const { db, log, now } = platform
  const provider = Provider.parse(run.provider)
  try {
    const { checked, met } = await runReconciliation(platform, { ...run, provider })
    await endRun(db.open, run.id, 'done', null, now())
    for (const { state, ...difference } of met)
      log[state === 'open' ? 'error' : 'warn']({ ...difference, state, provider }, 'payments did not agree')
    log.info({ provider, checked, met: met.length, open: met.filter(({ state }) => state === 'open').length }, 'payments verified')
    return { checked, met }
  } catch (error) {
    await endRun(
      db.open,
      run.id,
      'failed',
      error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no error',
      now(),
    )
    throw error
  }
}

/** A run that another worker left is taken up again; one that has ended is left alone. */
export const reconcile: Handler<typeof reconcileType> = async (platform, { runId }) => {
  const run = await findRun(platform.db.open, runId)
  if (run?.state === 'running') await perform(platform, run)
}

/** Every night, each provider that is set up. */
export const verifyPayments: Handler<typeof nightlyJob> = async (platform) => {
  const since = new Date(platform.now().getTime() - nightlyDays * day)
  for (const provider of Provider.options) {
    const account = platform.gateways[provider]?.account
    if (account === undefined) continue
    const run = await openWithJob(platform, { provider, account, since, startedBy: null })
    if (!run) platform.log.warn({ provider }, 'the nightly reconciliation finds another one under way')
  }
}

/** A run of this account is under way: nothing was compared. */
export class RunUnderWay extends Error {
  override readonly name = 'RunUnderWay'
}

export interface Proof {
  checked: number
  differences: { what: string; ref: string; healed: boolean }[]
}

/**
 * Compares every provider that is set up with payments, grants, enrolments, books and papers, here and now. What somebody has explained is no
 * difference. @param since payments of either side from then on. Throws RunUnderWay.
 */
export async function provePayments(platform: Reconciling, since: Date): Promise<Proof> {
  const { db, gateways, now } = platform
  const differences = new Map<string, Proof['differences'][number]>()
  let compared = 0
  for (const provider of Provider.options) {
    const account = gateways[provider]?.account
    if (account === undefined) continue
    const at = now()
    await abandonRuns(db.open, provider, account, new Date(at.getTime() - abandonedAfter), at)
    const run = await openRun(db.open, { provider, account, from: since, to: at, startedBy: null, at })
    if (!run) throw new RunUnderWay(`a reconciliation of ${provider} is under way`)
    const { checked, met } = await perform(platform, run)
    compared += checked
    // The laws are about the books of all providers, and each run finds them broken.
    for (const { what, ref, state } of met)
      if (state !== 'explained') differences.set(`${what} ${ref}`, { what, ref, healed: state === 'healed' })
  }
  return { checked: compared, differences: [...differences.values()] }
}
