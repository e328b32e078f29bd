import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Every ten minutes: payers hear of deadlines that are near, and transfers whose time is over end. */
export const tendTransfers = defineJob({
  name: 'transfers.tend',
  data: z.object({}),
  key: () => 'all',
  queue: { retryLimit: 2, expireInSeconds: 300 },
  cron: '*/10 * * * *',
})
