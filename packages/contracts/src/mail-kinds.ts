/** What the mails of the log are about. Those of an account are none of them: they carry secret links, and are kept nowhere. */
export const mailKinds = [
  'receipt',
  'enrolled',
  'payment_pending',
  'refunded',
  'access_ended',
  'access_given',
  'access_taken',
  'dispute_opened',
  'dispute_due',
  'dispute_closed',
  'money_returned',
  'refund_asked',
  'refund_declined',
  'refund_failed',
  'transfer_instructions',
  'transfer_reminder',
  'transfer_proof_received',
  'transfer_asked',
  'transfer_refused',
  'transfer_undone',
] as const
export type MailKind = (typeof mailKinds)[number]

const known: ReadonlySet<string> = new Set(mailKinds)

/** Whether this version knows the kind: a mail may have been queued by a newer one. */
export const isMailKind = (kind: string): kind is MailKind => known.has(kind)
