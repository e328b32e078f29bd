import { DisputeId, TenantId } from '@edurise/contracts'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Sends the answer to a dispute that was decided and stored. */
export const submitEvidence = defineJob({
  name: 'disputes.submitEvidence',
  data: z.object({ tenantId: TenantId, disputeId: DisputeId }),
  key: ({ disputeId }) => disputeId,
  queue: { retryLimit: 20, retryDelayMax: 240 },
})

/** Every five minutes: answers that have not arrived are sent again, and admins hear of disputes whose time runs out. */
export const tendDisputes = defineJob({
  name: 'disputes.tend',
  data: z.object({}),
  key: () => 'all',
  queue: { retryLimit: 2, expireInSeconds: 300 },
  cron: '*/5 * * * *',
})
