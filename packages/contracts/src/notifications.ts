import { z } from 'zod'
import { defineErrors } from './define-errors.ts'
import { mutation, query } from './define-procedures.ts'
import { Instant, Language, OrderId } from './ids.ts'
import { page, paging } from './paging.ts'

export const MailState = z.enum(['queued', 'sent', 'failed'])
export type MailState = z.infer<typeof MailState>

export const MailRow = z.object({
  id: z.uuid(),
  /** What it is about, e.g. `receipt`. */
  kind: z.string(),
  to: z.string(),
  locale: Language,
  state: MailState,
  orderId: OrderId.nullable(),
  attempts: z.int(),
  lastError: z.string().nullable(),
  lastAttemptAt: Instant.nullable(),
  createdAt: Instant,
  sentAt: Instant.nullable(),
  /** When a new mail was made of it. */
  sentAgainAt: Instant.nullable(),
})
export type MailRow = z.infer<typeof MailRow>

/** A mail with its words, rendered anew from what it was queued with. */
export const SentMail = MailRow.extend({
  subject: z.string(),
  text: z.string(),
  /** Name of the document that went with it. */
  attached: z.string().nullable(),
})
export type SentMail = z.infer<typeof SentMail>

export const notificationErrors = defineErrors({
  MAIL_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  /** It waits to be sent: nothing has to be sent again. */
  MAIL_STILL_WAITING: { as: 'CONFLICT', data: z.object({}) },
  /** Its reader has it: whoever wants to send it once more has to say so. */
  MAIL_WAS_SENT: { as: 'CONFLICT', data: z.object({ sentAt: Instant }) },
})

const desk = { allow: 'notifications.mails', tenantFrom: 'host', door: 'tenant' } as const
const MailId = z.strictObject({ mailId: z.uuid() })

export const notifications = {
  /** Newest first; `to` is the beginning of an address. */
  mails: query({
    ...desk,
    input: z.strictObject({ ...paging, state: MailState.optional(), to: z.string().trim().max(254).optional() }),
    output: page(MailRow),
    refuses: ['NO_PORTAL_HERE'],
  }),
  mail: query({ ...desk, input: MailId, output: SentMail, refuses: ['MAIL_NOT_FOUND', 'NO_PORTAL_HERE'] }),
  /** A new mail of the same words to the same reader; a second call with the same key finds the first. */
  sendAgain: mutation({
    ...desk,
    input: MailId.extend({ requestKey: z.uuid(), evenIfSent: z.boolean().default(false) }),
    output: z.object({ mailId: z.uuid() }),
    refuses: ['MAIL_NOT_FOUND', 'MAIL_STILL_WAITING', 'MAIL_WAS_SENT', 'NO_PORTAL_HERE'],
  }),
}
