import { createHash } from 'node:crypto'
import type { Language } from '@edurise/contracts'
import type { Platform } from '../../context.ts'
import { layOut } from './layout.ts'
import type { AccountMailData, AccountMailKind, Template } from './mail-data.ts'
import { templates } from './templates/index.ts'

interface AccountMail {
  kind: AccountMailKind
  to: string
  locale: Language
  data: AccountMailData[AccountMailKind]
}

/** Sends a mail about an account at once. Its link is a secret, so neither queue nor table ever holds it. */
export async function sendAccountMail(
  { mailer, config }: Pick<Platform, 'mailer' | 'config'>,
  { kind, to, locale, data }: AccountMail,
): Promise<void> {
  const template: Template<typeof data> = templates[kind]
  const id = createHash('sha256').update(`${kind}\n${to}\n${data.url}`).digest('hex').slice(0, 32)
  await mailer.send({ to, locale, messageId: `${id}@${config.publicUrl.hostname}`, ...layOut(template[locale](data), data.url, locale) })
}
