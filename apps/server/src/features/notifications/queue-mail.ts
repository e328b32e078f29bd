import type { Language, MailKind, OrderId, PersonId, TenantId } from '@edurise/contracts'
import { newId, type TenantDb } from '@edurise/db'
import { sendMail } from '@edurise/jobs'
import type { Platform } from '../../context.ts'
import type { MailData } from './mail-data.ts'
import { insertMail } from './queries.ts'

interface Envelope<K extends MailKind> {
  tenantId: TenantId
  /** What the mail is about, in words that no other mail has: `receipt:<payment id>`. */
  effectKey: string
  kind: K
  personId: PersonId | null
  orderId?: OrderId
  /** The invoice or credit note that goes with it, by the effect it is issued for in the same commit: `invoice:<payment id>`. */
  paperKey?: string
  to: string
  locale: Language
  data: MailData[K]
}
export type MailToQueue = { [K in MailKind]: Envelope<K> }[MailKind]

/** Queues a mail in the transaction of what it tells. Once for an effect: false when it has had its mail. */
export async function queueMail(trx: TenantDb, { enqueue, now }: Pick<Platform, 'enqueue' | 'now'>, mail: MailToQueue): Promise<boolean> {
  const mailId = await insertMail(trx, newId<string>(), mail, now())
  if (!mailId) return false
  await enqueue(trx, sendMail, { tenantId: mail.tenantId, mailId })
  return true
}
