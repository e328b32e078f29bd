import { jobs, queueOf, type AnyJob } from '@edurise/jobs'
import type { Job, JobResult, PgBoss } from 'pg-boss'
import type { Handler, Handlers, Platform } from './context.ts'
import { submitEvidence } from './features/disputes/submit-evidence.ts'
import { tendDisputes } from './features/disputes/tend-disputes.ts'
import { refreshListing } from './features/marketplace/refresh-listing.ts'
import { sendMail } from './features/notifications/send-mail.ts'
import { capturePayment } from './features/payments/attempts/capture-payment.ts'
import { closePayment } from './features/payments/attempts/close-payment.ts'
import { sweepPayments } from './features/payments/inbox/sweep-payments.ts'
import { makeRefund } from './features/payments/refunds/make-refund.ts'
import { syncPayment } from './features/payments/sync-payment.ts'
import { tendTransfers } from './features/transfers/tend-transfers.ts'
import { reconcile, verifyPayments } from './features/reconciliation/start-run.ts'

/** A job without a handler does not compile. */
export const handlers: Handlers = {
  capturePayment,
  closePayment,
  makeRefund,
  reconcile,
  refreshListing,
  sendMail,
  submitEvidence,
  sweepPayments,
  syncPayment,
  tendDisputes,
  tendTransfers,
  verifyPayments,
}

type Name = keyof typeof handlers
const names = Object.keys(handlers).filter((name): name is Name => name in jobs)

/** Makes every queue that is missing, and gives each the options of this version. */
export async function ensureQueues(boss: Pick<PgBoss, 'createQueue' | 'updateQueue' | 'getQueue'>): Promise<void> {
  for (const job of Object.values<AnyJob>(jobs)) {
    const { policy: _fixed, partition: _partition, deadLetter: _deadLetter, ...options } = queueOf(job)
    if (await boss.getQueue(job.name)) await boss.updateQueue(job.name, options)
    else await boss.createQueue(job.name, queueOf(job))
  }
}

/** What happened to one job, for log and metrics. */
export interface JobOutcome {
  job: string
  id: string
  data: object
  milliseconds: number
  error: unknown
}

/** Runs one job and tells how it went; never throws. */
export async function runJob(platform: Platform, name: Name, { id, data }: Pick<Job, 'id' | 'data'>): Promise<JobOutcome> {
  const job: AnyJob = jobs[name]
  const started = performance.now()
  const outcome = (error: unknown): JobOutcome => ({
    job: job.name,
    id,
    data: asIds(data),
    milliseconds: performance.now() - started,
    error,
  })
  try {
    await handlerOf(name)(platform, job.data.parse(data))
    return outcome(null)
  } catch (error) {
    return outcome(error)
  }
}

/** The schema of the same job has parsed what its handler is given. */
function handlerOf(name: Name): Handler<AnyJob> {
  return handlers[name]
}

function asIds(data: unknown): object {
  return typeof data === 'object' && data !== null ? data : {}
}

/** Works every queue until the boss is stopped, and brings the jobs that come by themselves. */
export async function startWorker(boss: PgBoss, platform: Platform, told: (outcome: JobOutcome) => void): Promise<void> {
  for (const name of names) {
    const { concurrency = 2, ...job }: AnyJob = jobs[name]
    const options = { perJobResults: true, batchSize: concurrency, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 } as const
    // Each job is settled by itself: a neighbour that fails neither completes nor fails with it.
    await boss.work(job.name, options, (batch: Job[]) => Promise.all(batch.map((one) => settle(platform, name, one, told))))
  }
  await ensureSchedules(boss)
}

async function settle(platform: Platform, name: Name, job: Job, told: (outcome: JobOutcome) => void): Promise<JobResult> {
  const outcome = await runJob(platform, name, job)
  told(outcome)
  if (outcome.error === null) return { id: job.id, status: 'completed' }
  return {
    id: job.id,
    status: 'failed',
    output: { message: outcome.error instanceof Error ? outcome.error.message : 'something that is no error was thrown' },
  }
}

async function ensureSchedules(boss: PgBoss): Promise<void> {
  const wanted = new Map(Object.values<AnyJob>(jobs).flatMap(({ name, cron }) => (cron ? [[name, cron] as const] : [])))
  for (const { name, key } of await boss.getSchedules()) {
    if (!wanted.has(name)) await boss.unschedule(name, key)
  }
  for (const [name, cron] of wanted) await boss.schedule(name, cron, {}, { tz: 'UTC', singletonKey: 'all' })
}
