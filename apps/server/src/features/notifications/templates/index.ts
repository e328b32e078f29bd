import type { MailKind } from '@edurise/contracts'
import type { AccountMailData, AccountMailKind, MailData, Template } from '../mail-data.ts'
import { accessEnded } from './access-ended.ts'
import { accessGiven } from './access-given.ts'
import { accessTaken } from './access-taken.ts'
import { disputeClosed } from './dispute-closed.ts'
import { disputeDue } from './dispute-due.ts'
import { disputeOpened } from './dispute-opened.ts'
import { emailInUse } from './email-in-use.ts'
import { enrolled } from './enrolled.ts'
import { moneyReturned } from './money-returned.ts'
import { paymentPending } from './payment-pending.ts'
import { receipt } from './receipt.ts'
import { refundAsked } from './refund-asked.ts'
import { refundDeclined } from './refund-declined.ts'
import { refundFailed } from './refund-failed.ts'
import { refunded } from './refunded.ts'
import { resetPassword } from './reset-password.ts'
import { transferAsked, transferRefused, transferUndone } from './transfer-decided.ts'
import { transferInstructions } from './transfer-instructions.ts'
import { transferProofReceived } from './transfer-proof-received.ts'
import { transferReminder } from './transfer-reminder.ts'
import { verifyEmail } from './verify-email.ts'

/** A kind without its words does not compile. */
export const templates: { [K in MailKind]: Template<MailData[K]> } & { [K in AccountMailKind]: Template<AccountMailData[K]> } = {
  receipt,
  enrolled,
  payment_pending: paymentPending,
  refunded,
  refund_asked: refundAsked,
  refund_declined: refundDeclined,
  refund_failed: refundFailed,
  access_ended: accessEnded,
  access_given: accessGiven,
  access_taken: accessTaken,
  dispute_opened: disputeOpened,
  dispute_due: disputeDue,
  dispute_closed: disputeClosed,
  money_returned: moneyReturned,
  transfer_instructions: transferInstructions,
  transfer_reminder: transferReminder,
  transfer_proof_received: transferProofReceived,
  transfer_asked: transferAsked,
  transfer_refused: transferRefused,
  transfer_undone: transferUndone,
  verify_email: verifyEmail,
  reset_password: resetPassword,
  email_in_use: emailInUse,
}
