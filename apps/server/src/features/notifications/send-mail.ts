import { inTenant } from '@edurise/db'
import type { sendMail as job } from '@edurise/jobs'
import type { Handler } from '../../context.ts'
import { layOut } from './layout.ts'
import { mailById, markSent } from './queries.ts'
import { wordingOf } from './wording.ts'

/** Sends a queued mail. Run twice, it may reach the mail server twice, under one Message-ID. */
export const sendMail: Handler<typeof job> = async ({ db, mailer, config, now }, { tenantId, mailId }) => {
  const mail = await inTenant(db, tenantId, (trx) => mailById(trx, tenantId, mailId), { readOnly: true })
  if (!mail || mail.state === 'sent') return
  const { url, wording } = wordingOf(mail)
  await mailer.send({
    to: mail.to,
    locale: mail.locale,
    messageId: `${mail.id}@${config.publicUrl.hostname}`,
    ...layOut(wording, url, mail.locale),
  })
  await inTenant(db, tenantId, (trx) => markSent(trx, tenantId, mailId, now()))
}
