import { z } from 'zod'
import { defineErrors } from './define-errors.ts'
import { mutation, query } from './define-procedures.ts'
import { DisputeId, Instant, OrderId, PaymentId } from './ids.ts'
import { Currency, Minor } from './money.ts'
import { page, paging } from './paging.ts'

export const DisputeStatus = z.enum(['warning', 'needs_response', 'under_review', 'won', 'lost', 'partial', 'withdrawn', 'prevented'])
export type DisputeStatus = z.infer<typeof DisputeStatus>

export const EvidenceState = z.enum(['none', 'draft', 'sending', 'submitted', 'failed'])
export type EvidenceState = z.infer<typeof EvidenceState>

const text = z.string().trim().max(20_000)

/** What we say to a dispute. Made from what we know; staff may change every word before it is sent. */
export const EvidencePack = z.strictObject({
  productDescription: text,
  /** The day the course was opened to the buyer. */
  serviceDate: z.iso.date(),
  /** What the buyer opened, and when. */
  accessLog: text,
  refundPolicy: text,
  /** Receipts, invoices and mails. */
  correspondence: text,
})
export type EvidencePack = z.infer<typeof EvidencePack>

export const DisputeRow = z.object({
  id: DisputeId,
  orderId: OrderId,
  orderNumber: z.string(),
  paymentId: PaymentId,
  provider: z.string(),
  providerRef: z.string(),
  buyerName: z.string(),
  buyerEmail: z.string(),
  courseTitle: z.string(),
  status: DisputeStatus,
  reason: z.string(),
  amountMinor: Minor,
  feeMinor: Minor,
  lostMinor: Minor,
  currency: Currency,
  evidence: EvidenceState,
  openedAt: Instant,
  dueAt: Instant.nullable(),
  closedAt: Instant.nullable(),
})
export type DisputeRow = z.infer<typeof DisputeRow>

export const DisputeDetails = DisputeRow.extend({
  pack: EvidencePack,
  /** The pack is as we would write it now, and nobody has changed or sent it. */
  fresh: z.boolean(),
  /** The provider takes evidence through its interface. */
  canSubmit: z.boolean(),
  submittedAt: Instant.nullable(),
  /** When the inquiry was answered that has become this dispute all the same: it wants an answer again. */
  inquiryAnsweredAt: Instant.nullable(),
})
export type DisputeDetails = z.infer<typeof DisputeDetails>

export const DisputeView = z.enum(['open', 'closed', 'all'])
export type DisputeView = z.infer<typeof DisputeView>

export const disputeErrors = defineErrors({
  DISPUTE_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  /** It is closed, its time is over, or an answer has been sent: the provider hears one to an inquiry, and one to the dispute that it becomes. */
  DISPUTE_ANSWERED: { as: 'CONFLICT', data: z.object({ status: DisputeStatus, evidence: EvidenceState }) },
})

const desk = { allow: 'disputes.answer', tenantFrom: 'host', door: 'tenant' } as const

export const disputes = {
  list: query({
    ...desk,
    input: z.strictObject({ ...paging, view: DisputeView.default('open') }),
    output: page(DisputeRow),
    refuses: ['NO_PORTAL_HERE'],
  }),
  count: query({
    ...desk,
    input: z.strictObject({}),
    output: z.object({ open: z.int(), dueSoon: z.int() }),
    refuses: ['NO_PORTAL_HERE'],
  }),
  byId: query({
    ...desk,
    input: z.strictObject({ disputeId: DisputeId }),
    output: DisputeDetails,
    refuses: ['DISPUTE_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  saveEvidence: mutation({
    ...desk,
    input: z.strictObject({ disputeId: DisputeId, pack: EvidencePack }),
    output: DisputeDetails,
    refuses: ['DISPUTE_NOT_FOUND', 'DISPUTE_ANSWERED', 'NO_PORTAL_HERE'],
  }),
  /** Sends it for good. The same `requestKey` again finds the first. */
  submitEvidence: mutation({
    ...desk,
    input: z.strictObject({ disputeId: DisputeId, pack: EvidencePack, requestKey: z.uuid() }),
    output: DisputeDetails,
    refuses: ['DISPUTE_NOT_FOUND', 'DISPUTE_ANSWERED', 'NO_PORTAL_HERE'],
  }),
}
