import { z } from 'zod'
import { defineErrors } from './define-errors.ts'
import { mutation, query } from './define-procedures.ts'
import { GrantSource, Instant, OrderId, PaymentId, RefundId } from './ids.ts'
import { Currency, Minor } from './money.ts'
import { page, paging } from './paging.ts'

/** `asked` waits for the tenant; `requested` was decided and is on its way to the provider; `pending` the provider has it. */
export const RefundState = z.enum(['asked', 'withdrawn', 'declined', 'requested', 'pending', 'succeeded', 'failed'])
export type RefundState = z.infer<typeof RefundState>

export const RefundReason = z.enum(['duplicate', 'unfulfillable', 'mismatch', 'surplus', 'asked', 'decided'])
export type RefundReason = z.infer<typeof RefundReason>

/** One wish or decision to give money back, or one that was made in the provider's own dashboard (then without an id of ours). */
export const Refund = z.object({
  id: RefundId.nullable(),
  paymentId: PaymentId,
  state: RefundState,
  reason: RefundReason.nullable(),
  amountMinor: Minor,
  currency: Currency,
  /** What the learner wrote. */
  note: z.string(),
  /** What the tenant answered. */
  answer: z.string(),
  /** The provider's word for why it failed. */
  failure: z.string().nullable(),
  createdAt: Instant,
  decidedAt: Instant.nullable(),
  settledAt: Instant.nullable(),
})
export type Refund = z.infer<typeof Refund>

/** Whether a learner may ask for their money back, and if not, why. */
export const RefundEligibility = z.object({
  may: z.boolean(),
  because: z.enum(['within_window', 'window_over', 'no_window', 'nothing_paid', 'asked_already', 'on_its_way', 'returned', 'disputed']),
  until: Instant.nullable(),
  amountMinor: Minor,
  currency: Currency,
})
export type RefundEligibility = z.infer<typeof RefundEligibility>

export const RefundChoice = z.strictObject({
  paymentId: PaymentId,
  /** Which amounts of which lines; empty for an amount of the payment as a whole. */
  lines: z
    .array(z.strictObject({ lineId: z.uuid(), amountMinor: Minor.min(1) }))
    .max(50)
    .default([]),
  amountMinor: Minor.min(1),
})
export type RefundChoice = z.infer<typeof RefundChoice>

/** What a refund would do, before anybody decides it. */
export const RefundPreview = z.object({
  paymentId: PaymentId,
  capturedMinor: Minor,
  /** Returned, on its way, or decided. */
  takenMinor: Minor,
  refundableMinor: Minor,
  amountMinor: Minor,
  taxMinor: Minor,
  currency: Currency,
  lines: z.array(z.object({ lineId: z.uuid(), title: z.string(), amountMinor: Minor, refundableMinor: Minor })),
  /** `keeps`: access stays. `ends`: this payment's access ends. `carried`: it ends, and another source keeps the course open. */
  access: z.enum(['keeps', 'ends', 'carried']),
  /** Other live sources of the same courses, by kind. */
  otherSources: z.array(GrantSource),
  /** The invoice that a credit note would correct. */
  credits: z.string().nullable(),
  /** Staff send it by hand, the provider has no interface for it. */
  byHand: z.boolean(),
})
export type RefundPreview = z.infer<typeof RefundPreview>

export const RefundRow = Refund.extend({
  id: RefundId,
  orderId: OrderId,
  orderNumber: z.string(),
  buyerName: z.string(),
  buyerEmail: z.string(),
  courseTitle: z.string(),
  refundableMinor: Minor,
})
export type RefundRow = z.infer<typeof RefundRow>

export const refundErrors = defineErrors({
  REFUND_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  /** More than is left of what was paid. */
  REFUND_TOO_LARGE: { as: 'CONFLICT', data: z.object({ refundableMinor: z.int(), currency: z.string() }) },
  /** The lines' amounts do not add up, or one has less left. */
  REFUND_LINES_WRONG: { as: 'BAD_REQUEST', data: z.object({}) },
  /** Nothing of this payment can be returned now. */
  NOT_REFUNDABLE: { as: 'CONFLICT', data: z.object({ because: RefundEligibility.shape.because }) },
  /** Somebody has decided it meanwhile. */
  REFUND_DECIDED: { as: 'CONFLICT', data: z.object({ state: RefundState }) },
})

const desk = { allow: 'refunds.make', tenantFrom: 'host', door: 'tenant' } as const
const buyer = { allow: 'signed-in', tenantFrom: 'orderId', door: 'tenant' } as const
const note = z.string().trim().max(2000)

export const refunds = {
  /** What waits for a decision, what is on its way, what failed. */
  list: query({
    ...desk,
    input: z.strictObject({ ...paging, state: RefundState.optional() }),
    output: page(RefundRow),
    refuses: ['NO_PORTAL_HERE'],
  }),
  preview: query({
    ...desk,
    input: RefundChoice,
    output: RefundPreview,
    refuses: ['PAYMENT_NOT_FOUND', 'REFUND_TOO_LARGE', 'REFUND_LINES_WRONG', 'NO_PORTAL_HERE'],
  }),
  /** Decides it. The same `requestKey` again answers with the first decision. */
  make: mutation({
    ...desk,
    input: RefundChoice.extend({
      requestKey: z.uuid(),
      /** The learner's wish that this answers. */
      refundId: RefundId.optional(),
      note,
      /** Leaves the courses open as a gift, with the note as its reason. */
      keepAccess: z.boolean().default(false),
    }),
    output: Refund,
    refuses: [
      'PAYMENT_NOT_FOUND',
      'REFUND_NOT_FOUND',
      'REFUND_TOO_LARGE',
      'REFUND_LINES_WRONG',
      'NOT_REFUNDABLE',
      'REFUND_DECIDED',
      'NO_PORTAL_HERE',
    ],
  }),
  decline: mutation({
    ...desk,
    input: z.strictObject({ refundId: RefundId, answer: note.min(1) }),
    output: Refund,
    refuses: ['REFUND_NOT_FOUND', 'REFUND_DECIDED', 'NO_PORTAL_HERE'],
  }),
  /** One that failed, once more: a new call with a new key, since the first had a definite answer. */
  again: mutation({
    ...desk,
    input: z.strictObject({ refundId: RefundId, requestKey: z.uuid() }),
    output: Refund,
    refuses: ['REFUND_NOT_FOUND', 'REFUND_DECIDED', 'REFUND_TOO_LARGE', 'NOT_REFUNDABLE', 'NO_PORTAL_HERE'],
  }),
  eligibility: query({ ...buyer, input: z.strictObject({ orderId: OrderId }), output: RefundEligibility, refuses: ['ORDER_NOT_FOUND'] }),
  ask: mutation({
    ...buyer,
    rate: 'payments',
    input: z.strictObject({ orderId: OrderId, note }),
    output: Refund,
    refuses: ['ORDER_NOT_FOUND', 'NOT_REFUNDABLE'],
  }),
  withdraw: mutation({
    ...buyer,
    input: z.strictObject({ orderId: OrderId, refundId: RefundId }),
    output: Refund,
    refuses: ['ORDER_NOT_FOUND', 'REFUND_NOT_FOUND', 'REFUND_DECIDED'],
  }),
}
