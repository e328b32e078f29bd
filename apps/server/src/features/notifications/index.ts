export type { AccountMailData, AccountMailKind, CourseFacts, MailData, MailKind, OrderFacts } from './mail-data.ts'
export { queueMail, type MailToQueue } from './queue-mail.ts'
export { sendAccountMail, type AccountMail } from './send-account-mail.ts'
