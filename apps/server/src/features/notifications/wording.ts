import type { Language } from '@edurise/contracts'
import type { MailData, MailKind, Template, Wording } from './mail-data.ts'
import { templates } from './templates/index.ts'

interface StoredMail {
  kind: string
  locale: Language
  data: Record<string, string | number>
}

/** The words of a stored mail, and where its link leads. */
export function wordingOf({ kind, locale, data }: StoredMail, { attached }: { attached: boolean }): { url: string; wording: Wording } {
  if (!isMailKind(kind)) throw new Error(`no template for mails of kind ${kind}`)
  const facts = { ...asQueued(data), attached }
  return { url: facts.url, wording: templateOf(kind)[locale](facts) }
}

const kinds = new Set([
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
] satisfies MailKind[])

function isMailKind(kind: string): kind is MailKind {
  return (kinds as ReadonlySet<string>).has(kind)
}

type AnyData = MailData['money_returned'] &
  MailData['refund_declined'] &
  MailData['dispute_due'] &
  MailData['dispute_closed'] &
  MailData['transfer_instructions'] &
  MailData['transfer_asked']

/** `queueMail`, the only writer of the table, took `data` with the type of its kind. */
function asQueued(data: Record<string, string | number>): AnyData {
  return data as unknown as AnyData
}

/** A template that takes the facts of one kind takes the facts of all. */
function templateOf(kind: MailKind): Template<AnyData> {
  return templates[kind]
}
