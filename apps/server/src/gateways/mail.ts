export interface Mail {
  to: string
  subject: string
  text: string
  html: string
  /** RFC 5322 Message-ID without brackets; the same in every repetition, so that a mailbox keeps one copy. */
  messageId: string
  /** Language of the text, for its Content-Language. */
  locale: 'en' | 'ar' | 'so'
}

/** Sends mail. Throws when the server did not take it within 10 s. */
export interface Mailer {
  send: (mail: Mail) => Promise<void>
}
