import { PaymentId, RefundId, TenantId } from '@edurise/contracts'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Asks the provider what is true of a payment and writes what follows. */
export const syncPayment = defineJob({
  name: 'payments.sync',
  data: z.object({ paymentId: PaymentId }),
  key: ({ paymentId }) => paymentId,
  queue: { retryLimit: 20, retryDelayMax: 240 },
  // Few at once: in a storm the events of one payment wait together and are answered by one look, and readers hardly notice.
  concurrency: 3,
})

/** Every minute: reads the provider's list of events, and enqueues a sync for whatever is still open. */
export const sweepPayments = defineJob({
  name: 'payments.sweep',
  data: z.object({}),
  key: () => 'all',
  queue: { retryLimit: 2, expireInSeconds: 300 },
  cron: '* * * * *',
})

/** Asks the provider to return money: what must not stay, or what somebody has decided. */
export const makeRefund = defineJob({
  name: 'payments.makeRefund',
  data: z.object({ tenantId: TenantId, refundId: RefundId }),
  key: ({ refundId }) => refundId,
  queue: { retryLimit: 20, retryDelayMax: 120 },
})

/** Takes what the payer has approved. */
export const capturePayment = defineJob({
  name: 'payments.capture',
  data: z.object({ tenantId: TenantId, paymentId: PaymentId }),
  key: ({ paymentId }) => paymentId,
  queue: { retryLimit: 20, retryDelayMax: 120 },
  concurrency: 4,
})

/** Ends an attempt whose order is paid or no longer wanted. */
export const closePayment = defineJob({
  name: 'payments.close',
  data: z.object({ tenantId: TenantId, paymentId: PaymentId }),
  key: ({ paymentId }) => paymentId,
  queue: { retryLimit: 20, retryDelayMax: 120 },
})

/** Every night: begins a reconciliation of each provider's account. */
export const verifyPayments = defineJob({
  name: 'payments.verify',
  data: z.object({}),
  key: () => 'all',
  queue: { retryLimit: 2 },
  cron: '17 2 * * *',
})
