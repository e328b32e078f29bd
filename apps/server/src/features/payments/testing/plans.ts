import fc from 'fast-check'
import { askRefund, cancel, doubleClick, hurry, pay, purchase, startCheckout } from './acts/buyers.ts'
import { sweep, verify, wait, work, workAll, workTogether } from './acts/clockwork.ts'
import { again, deliver, lose } from './acts/events.ts'
import { forge, tamper } from './acts/mischief.ts'
import { closeDispute, dashboardRefund, debit, dispute, expire, settleDebit, settleRefund } from './acts/providers.ts'
import { answerDispute, answerWish, changeCourse, checkAgain, grant, makeRefund, refundAgain, revoke } from './acts/staff.ts'
import { approveTransfer, decideTransfer, importStatement, matchLine, sendBack, undoStatement, wire } from './acts/transfers.ts'
import type { Act } from './history.ts'

const any: fc.Arbitrary<Act> = fc.oneof(
  purchase,
  startCheckout,
  doubleClick,
  pay,
  debit,
  settleDebit,
  expire,
  dashboardRefund,
  settleRefund,
  dispute,
  closeDispute,
  deliver,
  again,
  lose,
  forge,
  work,
  workTogether,
  workAll,
  hurry,
  checkAgain,
  sweep,
  wait,
  changeCourse,
  tamper,
  cancel,
  askRefund,
  answerWish,
  makeRefund,
  refundAgain,
  grant,
  revoke,
  answerDispute,
  approveTransfer,
  decideTransfer,
  sendBack,
  wire,
  importStatement,
  matchLine,
  undoStatement,
  verify,
)

export interface Plan {
  acts: Act[]
  /** The events are all delivered once more at the end, in the order that these numbers make; null: they are not. */
  replay: number[] | null
}

export const plans: fc.Arbitrary<Plan> = fc.record({
  acts: fc
    .tuple(
      fc.oneof(
        fc.array(startCheckout.arbitrary, { minLength: 1, maxLength: 2 }),
        fc.array(purchase.arbitrary, { minLength: 1, maxLength: 2 }),
        fc.tuple(startCheckout.arbitrary, fc.oneof(debit, approveTransfer)),
        fc.tuple(startCheckout.arbitrary, wire.arbitrary, importStatement.arbitrary),
      ),
      fc.array(pay.arbitrary, { minLength: 0, maxLength: 1 }),
      fc.array(any, { minLength: 6, maxLength: 22, size: 'max' }),
    )
    .map((parts) => parts.flat()),
  replay: fc.oneof(
    { weight: 7, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.array(fc.nat(30), { minLength: 1, maxLength: 12 }) },
  ),
})

/** The plan as somebody would tell it. */
export function wordsOf({ acts, replay }: Plan): string {
  return [...acts.map(({ words }) => words), ...(replay ? [`at the end everything is told again in the order ${replay.join(' ')}`] : [])]
    .map((line, index) => `  ${index + 1}. ${line}`)
    .join('\n')
}
