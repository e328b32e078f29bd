import { refunds } from '@edurise/contracts'
import { implement, router } from '../../../trpc.ts'
import { askRefund, refundEligibility, withdrawRefund } from './ask-refund.ts'
import { declineRefund, makeRefund, refundAgain } from './decide-refund.ts'
import { previewRefund, readRefunds } from './read-refunds.ts'

export const refundsRouter = router({
  list: implement(refunds.list, readRefunds),
  preview: implement(refunds.preview, previewRefund),
  make: implement(refunds.make, makeRefund),
  decline: implement(refunds.decline, declineRefund),
  again: implement(refunds.again, refundAgain),
  eligibility: implement(refunds.eligibility, refundEligibility),
  ask: implement(refunds.ask, askRefund),
  withdraw: implement(refunds.withdraw, withdrawRefund),
})
