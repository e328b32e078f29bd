import { isMailKind, type Language, type MailKind } from '@edurise/contracts'
import type { MailData, Template, Wording } from './mail-data.ts'
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
