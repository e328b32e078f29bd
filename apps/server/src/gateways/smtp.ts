import { createTransport } from 'nodemailer'
import { MailRefused, type Mailer } from './mail.ts'

/** Mail over SMTP, on a few connections that stay open. A server that is silent for 10 s has not taken it. */
export function smtpMailer({ url, from }: { url: string; from: string }): Mailer & { close: () => void } {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 10_000,
    dnsTimeout: 10_000,
  })
  return {
    async send({ to, subject, text, html, messageId, locale, attachments = [] }) {
      const sending = transport.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: `<${messageId}>`,
        headers: { 'Content-Language': locale, 'Auto-Submitted': 'auto-generated' },
        attachments: attachments.map(({ fileName, contentType, bytes }) => ({ filename: fileName, contentType, content: bytes })),
      })
      await sending.catch((error: unknown) => {
        throw isRefusal(error) ? new MailRefused(error.message, { cause: error }) : error
      })
    },
    close: () => transport.close(),
  }
}

/** Of this mail, not of the account that we send with: a password that is wrong today may be right tomorrow. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || !('responseCode' in error) || !('code' in error)) return false
  return Number(error.responseCode) >= 500 && (error.code === 'EENVELOPE' || error.code === 'EMESSAGE')
}
