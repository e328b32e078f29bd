export { queueMail } from './queue-mail.ts'
export { sendAccountMail } from './send-account-mail.ts'
