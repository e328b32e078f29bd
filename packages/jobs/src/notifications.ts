import { TenantId } from '@edurise/contracts'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Sends one mail of the `mails` table. */
export const sendMail = defineJob({
  name: 'notifications.sendMail',
  data: z.object({ tenantId: TenantId, mailId: z.uuid() }),
  key: ({ mailId }) => mailId,
  queue: { retryLimit: 20, retryDelayMax: 600 },
  concurrency: 4,
})
