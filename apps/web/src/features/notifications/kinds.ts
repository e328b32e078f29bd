/** Kinds of mails that have a name; one that a newer server sends is shown under its own word. */
const known: ReadonlySet<string> = new Set([
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
])

export const kindName = (kind: string, t: (key: string) => string): string =>
  known.has(kind) ? t(`notifications.kind.${kind}`) : kind.replaceAll('_', ' ')
