import { CourseId, TenantId } from '@edurise/contracts'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Writes a course's public listing anew: learners and finishers counted, ratings summed. */
export const refreshListing = defineJob({
  name: 'marketplace.refreshListing',
  data: z.object({ tenantId: TenantId, courseId: CourseId }),
  key: ({ courseId }) => courseId,
  queue: { retryLimit: 5 },
})
