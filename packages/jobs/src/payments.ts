import { PaymentId, TenantId } from '@edurise/contracts'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Asks the provider what is true of a payment and writes what follows. */
export const syncPayment = defineJob({
  name: 'payments.sync',
  data: z.object({ paymentId: PaymentId }),
  key: ({ paymentId }) => paymentId,
  queue: { retryLimit: 20, retryDelayMax: 240 },
  concurrency: 8,
})

/** Every minute: reads the provider's list of events, and enqueues a sync for whatever is still open. */
export const sweepPayments = defineJob({
  name: 'payments.sweep',
  data: z.object({}),
  key: () => 'all',
  queue: { retryLimit: 2, expireInSeconds: 300 },
  cron: '* * * * *',
})

/** Sends money back that must not stay: a second payment of one order, or one whose course is gone. */
export const refundSurplus = defineJob({
  name: 'payments.refundSurplus',
  data: z.object({ tenantId: TenantId, refundRequestId: z.uuid() }),
  key: ({ refundRequestId }) => refundRequestId,
  queue: { retryLimit: 20, retryDelayMax: 120 },
})

/** Every night: proves that provider, payments, grants and ledger agree, and heals what it can. */
export const verifyPayments = defineJob({
  name: 'payments.verify',
  data: z.object({}),
  key: () => 'all',
  queue: { retryLimit: 2, expireInSeconds: 3600 },
  cron: '17 2 * * *',
})
