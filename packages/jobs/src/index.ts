import { submitEvidence, tendDisputes } from './disputes.ts'
import { refreshListing } from './marketplace.ts'
import { sendMail } from './notifications.ts'
import { capturePayment, closePayment, makeRefund, sweepPayments, syncPayment, verifyPayments } from './payments.ts'
import { reconcile } from './reconciliation.ts'
import { tendTransfers } from './transfers.ts'

export { enqueuer, queueOf, type AnyJob, type Enqueue, type Job } from './define-job.ts'
export * from './disputes.ts'
export * from './marketplace.ts'
export * from './notifications.ts'
export * from './payments.ts'
export * from './reconciliation.ts'
export * from './transfers.ts'

/** Every job there is; the server's worker has one handler for each, or does not compile. */
export const jobs = {
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
