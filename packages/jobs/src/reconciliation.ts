import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Holds a provider's account against ours, for the days of a run. A worker that is killed leaves the run to the next. */
export const reconcile = defineJob({
  name: 'reconciliation.reconcile',
  data: z.object({ runId: z.uuid() }),
  key: ({ runId }) => runId,
  queue: { retryLimit: 3, expireInSeconds: 4 * 3600 },
})
