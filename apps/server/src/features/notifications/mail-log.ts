import { AppError, Instant, type MailRow, type MailState, type notifications, type SentMail } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { sendMail } from '@edurise/jobs'
import { z } from 'zod'
import { asTenant, type CallContext } from '../../context.ts'
import { pageOf, readCursor } from '../../paging.ts'
import { recordAudit } from '../audit/index.ts'
import { layOut } from './layout.ts'
import { insertMail, listMails, lockMail, mailByEffect, mailById, markSentAgain, type StoredMail } from './queries.ts'
import { wordingOf } from './wording.ts'

const Cursor = z.tuple([Instant, z.uuid()])

export async function mails(
  ctx: CallContext<typeof notifications.mails>,
  { cursor, limit, state, to }: { cursor?: string | undefined; limit: number; state?: MailState | undefined; to?: string | undefined },
) {
  const after = readCursor(Cursor, cursor)
  const rows = await asTenant(ctx, (trx) => listMails(trx, ctx.tenantId, { state, to, after, limit: limit + 1 }))
  return pageOf(rows.map(rowOf), limit, ({ createdAt, id }) => [createdAt, id])
}

/** One mail with its words: as they were sent, for a mail that was; as they would be, for one that was not. */
export async function mail(ctx: CallContext<typeof notifications.mail>, { mailId }: { mailId: string }): Promise<SentMail> {
  const stored = await asTenant(ctx, (trx) => mailById(trx, ctx.tenantId, mailId))
  if (!stored) throw new AppError('MAIL_NOT_FOUND', {})
  const attached = stored.state === 'sent' ? stored.attached !== null : stored.paperKey !== null
  const { url, wording } = wordingOf(stored, { attached })
  const { subject, text } = layOut(wording, url, stored.locale)
  return { ...rowOf(stored), subject, text, attached: stored.attached }
}

/** A mail of its own, so that its reader's mailbox takes it for one; the first remains as it was. */
export function sendAgain(
  ctx: CallContext<typeof notifications.sendAgain>,
  { mailId, requestKey, evenIfSent }: { mailId: string; requestKey: string; evenIfSent: boolean },
): Promise<{ mailId: string }> {
  const { tenantId, person } = ctx
  const effectKey = `again:${mailId}:${requestKey}`
  return asTenant(ctx, async (trx) => {
    const first = await lockMail(trx, tenantId, mailId)
    if (!first) throw new AppError('MAIL_NOT_FOUND', {})
    const made = await mailByEffect(trx, tenantId, effectKey)
    if (made) return { mailId: made }
    if (first.state === 'queued') throw new AppError('MAIL_STILL_WAITING', {})
    if (first.state === 'sent' && !evenIfSent) throw new AppError('MAIL_WAS_SENT', { sentAt: first.sentAt ?? first.createdAt })

    const at = ctx.now()
    const { kind, personId, orderId, paperKey, to, locale, data } = first
    const id = newId<string>()
    await insertMail(trx, id, { tenantId, effectKey, kind, personId, orderId, paperKey, to, locale, data }, at)
    await markSentAgain(trx, tenantId, mailId, at)
    await recordAudit(trx, {
      tenantId,
      actorId: person.id,
      action: 'notifications.sendAgain',
      object: `mail:${mailId}`,
      after: { mailId: id },
      at,
    })
    await ctx.enqueue(trx, sendMail, { tenantId, mailId: id })
    return { mailId: id }
  })
}

function rowOf(stored: StoredMail): MailRow {
  const { id, kind, to, locale, state, orderId, attempts, lastError, lastAttemptAt, createdAt, sentAt, sentAgainAt } = stored
  return { id, kind, to, locale, state, orderId, attempts, lastError, lastAttemptAt, createdAt, sentAt, sentAgainAt }
}
