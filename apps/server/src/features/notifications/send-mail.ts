import type { TenantId } from '@edurise/contracts'
import { inTenant } from '@edurise/db'
import type { sendMail as job } from '@edurise/jobs'
import type { Handler, Platform } from '../../context.ts'
import { MailRefused, type Attachment } from '../../gateways/mail.ts'
import { documentOfEffect } from '../invoices/index.ts'
import { layOut } from './layout.ts'
import { mailById, markAttempt, markSent, type StoredMail } from './queries.ts'
import { wordingOf } from './wording.ts'

/** Attempts before a mail is given up: a mail server may be down for a day. The queue's own limit is above it. */
const attempts = 160
/** Attempts in which a document may fail to be drawn; then the mail goes without, and says where it is. */
const drawings = 5
/** Bytes above which mailboxes begin to refuse; the largest of ours has been 0.2 MB. */
const largest = 5_000_000

/**
 * Sends a queued mail. Run twice, it may reach the mail server twice, under one Message-ID. An attempt that fails is counted and tried again; one that is
 * refused for good, or the last, leaves the mail failed for somebody to see.
 */
export const sendMail: Handler<typeof job> = async (platform, { tenantId, mailId }) => {
  const { db, mailer, config, log, now } = platform
  const mail = await inTenant(db, tenantId, (trx) => mailById(trx, tenantId, mailId), { readOnly: true })
  if (mail?.state !== 'queued') return
  try {
    const document = await paperOf(platform, tenantId, mail)
    const { url, wording } = wordingOf(mail, { attached: document !== null })
    await mailer.send({
      to: mail.to,
      locale: mail.locale,
      messageId: `${mail.id}@${config.publicUrl.hostname}`,
      ...layOut(wording, url, mail.locale),
      ...(document && { attachments: [document] }),
    })
    await inTenant(db, tenantId, (trx) => markSent(trx, tenantId, mailId, { at: now(), attached: document?.fileName ?? null }))
  } catch (error) {
    const last = error instanceof MailRefused || mail.attempts + 1 >= attempts
    const said = error instanceof Error ? error.message : String(error)
    await inTenant(db, tenantId, (trx) => markAttempt(trx, tenantId, mailId, { at: now(), error: said.slice(0, 500), last }))
    if (!last) throw error
    log.error({ err: error, tenantId, mailId, kind: mail.kind, attempts: mail.attempts + 1 }, 'a mail was given up')
  }
}

/** The paper that goes with a mail, in the version in force; null when there is none, or when it cannot be had. */
async function paperOf(
  platform: Pick<Platform, 'db' | 'files' | 'log' | 'now'>,
  tenantId: TenantId,
  { id: mailId, paperKey, attempts: before }: StoredMail,
): Promise<Attachment | null> {
  if (!paperKey) return null
  try {
    const document = await documentOfEffect(platform, { tenantId, effectKey: paperKey })
    if (!document || document.bytes.length > largest) return null
    return { fileName: document.fileName, contentType: 'application/pdf', bytes: document.bytes }
  } catch (error) {
    platform.log.error({ err: error, tenantId, mailId, paperKey }, 'a document could not go with its mail')
    if (before + 1 < drawings) throw error
    return null
  }
}
