import { fromKysely, type KyselyTransactionLike, type PgBoss, type Queue } from 'pg-boss'
import type { z } from 'zod'

export interface Job<Data extends z.ZodObject = z.ZodObject> {
  /** The queue: `<feature>.<verb>`. */
  name: string
  data: Data
  /** Two jobs with one key never wait side by side. */
  key: (data: z.infer<Data>) => string
  queue: Omit<Queue, 'name' | 'policy'>
  /** Jobs worked at once by one process. */
  concurrency?: number
  /** Minute pattern of a job that comes by itself (cron, UTC). Its data is empty. */
  cron?: string
}

/** A job as others may see it, whatever its data. */
export type AnyJob = Omit<Job, 'key' | 'data'> & { data: z.ZodObject; key: (data: never) => string }

/** Names a job, its payload (ids only) and its queue. Handlers live in the server: they may run twice. */
export function defineJob<Data extends z.ZodObject>(job: Job<Data>): Job<Data> {
  return job
}

/** `short` is what makes the key count: on a standard queue pg-boss ignores it. */
export function queueOf({ queue }: Pick<Job, 'queue'>): Omit<Queue, 'name'> {
  return {
    policy: 'short',
    retryLimit: 12,
    retryBackoff: true,
    retryDelay: 1,
    retryDelayMax: 600,
    expireInSeconds: 120,
    heartbeatSeconds: 20,
    ...queue,
  }
}

/** Enqueues inside the caller's transaction: the jobs exist if, and only if, the commit does. However many, they are one statement. */
export type Enqueue = <Data extends z.ZodObject>(trx: KyselyTransactionLike, job: Job<Data>, ...data: z.infer<Data>[]) => Promise<void>

export function enqueuer(boss: Pick<PgBoss, 'send' | 'insert'>): Enqueue {
  return async (trx, job, ...data) => {
    const [one] = data
    if (one === undefined) return
    const db = fromKysely(trx)
    if (data.length === 1) return void (await boss.send(job.name, job.data.parse(one), { singletonKey: job.key(one), db }))
    const several = data.map((each) => ({ data: job.data.parse(each), singletonKey: job.key(each) }))
    await boss.insert(job.name, several, { db })
  }
}
