import { TenantId } from '@edurise/contracts'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Sends one mail of the `mails` table. Tried again for more than a day: the handler gives up before the queue does. */
export const sendMail = defineJob({
  name: 'notifications.sendMail',
  data: z.object({ tenantId: TenantId, mailId: z.uuid() }),
  key: ({ mailId }) => mailId,
  queue: { retryLimit: 200, retryDelayMax: 600 },
  concurrency: 4,
})
