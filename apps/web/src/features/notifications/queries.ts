import type { MailState } from '@edurise/contracts'
import { api } from '../../api.ts'

export const mailKeys = {
  root: ['desk-mails'] as const,
  list: (state: MailState | undefined, to: string) => ['desk-mails', 'list', state ?? 'all', to] as const,
  byId: (mailId: string) => ['desk-mails', 'one', mailId] as const,
}

export const mailQuery = (mailId: string) => ({ key: mailKeys.byId(mailId), query: () => api.notifications.mail.query({ mailId }) })
