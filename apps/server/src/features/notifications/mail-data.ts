import type { Language } from '@edurise/contracts'

/** What the mails about a course say. `url` is the one link each carries. */
export interface CourseFacts {
  /** Of the person it is sent to. */
  name: string
  tenantName: string
  courseTitle: string
  url: string
}

export interface OrderFacts extends CourseFacts {
  orderNumber: string
  amountMinor: number
  currency: string
}

/** A mail that its paper goes with, or did not: said when it is sent. */
export interface PaperFacts extends OrderFacts {
  attached?: boolean
}

/** Where a transfer has to go. `dueAt` as an ISO instant; `note` is the tenant's own, and may be empty. */
export interface TransferFacts extends OrderFacts {
  holder: string
  bankName: string
  account: string
  reference: string
  note: string
  dueAt: string
}

/** What each kind of mail of the `mails` table is made from. */
export interface MailData {
  receipt: PaperFacts
  enrolled: CourseFacts
  payment_pending: OrderFacts
  refunded: PaperFacts
  access_ended: CourseFacts
  access_given: CourseFacts
  access_taken: CourseFacts
  dispute_opened: OrderFacts
  /** `dueAt` as an ISO instant. */
  dispute_due: OrderFacts & { dueAt: string }
  dispute_closed: OrderFacts & { outcome: 'won' | 'lost' | 'partial' | 'withdrawn' | 'prevented' }
  money_returned: OrderFacts & { reason: 'duplicate' | 'unfulfillable' | 'mismatch' | 'surplus' }
  refund_asked: OrderFacts
  refund_declined: OrderFacts & { answer: string }
  refund_failed: OrderFacts
  transfer_instructions: TransferFacts
  transfer_reminder: TransferFacts
  transfer_proof_received: OrderFacts
  transfer_asked: OrderFacts & { message: string }
  transfer_refused: OrderFacts & { message: string }
  transfer_undone: OrderFacts & { message: string }
}

/** What each mail about an account is made from. It carries a secret link, so it is sent at once and stored nowhere. */
export interface AccountMailData {
  verify_email: { name: string; url: string }
  reset_password: { name: string; url: string }
  email_in_use: { name: string; url: string }
}
export type AccountMailKind = keyof AccountMailData

/** One mail in words, before it is laid out. Values within are kept apart from the direction of the text around them. */
export interface Wording {
  subject: Words
  heading: Words
  paragraphs: Words[]
  /** What the link is for. */
  action: string
}

/** Text of ours with values of others in it. */
export interface Words {
  literals: readonly string[]
  values: readonly string[]
}

/** A sentence with values: each is escaped and set apart where it is shown. */
export function words(literals: TemplateStringsArray, ...values: string[]): Words {
  return { literals, values }
}

export type Template<Data> = Record<Language, (data: Data) => Wording>
