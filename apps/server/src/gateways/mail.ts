export interface Attachment {
  fileName: string
  contentType: string
  bytes: Buffer
}

export interface Mail {
  to: string
  subject: string
  text: string
  html: string
  /** RFC 5322 Message-ID without brackets; the same in every repetition, so that a mailbox keeps one copy. */
  messageId: string
  /** Language of the text, for its Content-Language. */
  locale: 'en' | 'ar' | 'so'
  attachments?: Attachment[]
}

/** The mail server said no for good (RFC 5321, 5xx): sending the same again changes nothing. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}

/** Sends mail. Throws when the server did not take it within 10 s of silence, and MailRefused when it never will. */
export interface Mailer {
  send: (mail: Mail) => Promise<void>
}
