import { z } from 'zod'
import { Cover, Subject } from './courses.ts'
import { defineErrors } from './define-errors.ts'
import { mutation, query } from './define-procedures.ts'
import { CourseId, GrantId, GrantSource, Instant, InvoiceId, LessonId, OrderId, PaymentId, PersonId, Slug, Texts } from './ids.ts'
import { Currency, Minor } from './money.ts'
import { page, paging } from './paging.ts'
import { DisputeRow } from './disputes.ts'
import { Refund, RefundEligibility, RefundState } from './refunds.ts'

export const Provider = z.enum(['stripe', 'paypal', 'bank_transfer'])
export type Provider = z.infer<typeof Provider>

export const OrderState = z.enum(['open', 'paid', 'expired', 'superseded', 'refunded'])
export type OrderState = z.infer<typeof OrderState>

/** In the order of decisions.md: the first that its facts support is a payment's state. */
export const PaymentState = z.enum([
  'mismatch',
  'charged_back',
  'disputed',
  'refunded',
  'refund_pending',
  'partially_refunded',
  'paid',
  'authorized',
  'processing',
  'expired',
  'attempt_failed',
  'awaiting_payer',
  'unknown',
  'created',
])
export type PaymentState = z.infer<typeof PaymentState>

/** A payment that money may still come through; at most one per order and provider. */
export const openPaymentStates = [
  'created',
  'unknown',
  'awaiting_payer',
  'attempt_failed',
  'processing',
  'authorized',
] as const satisfies PaymentState[]

export const StartCheckout = z.strictObject({ courseId: CourseId, provider: Provider.default('stripe') })
export type StartCheckout = z.infer<typeof StartCheckout>

export const Checkout = z.object({ orderId: OrderId, paymentId: PaymentId, url: z.url() })
export type Checkout = z.infer<typeof Checkout>

/** Why a payment did not go through, in words we have sentences for. */
export const FailureReason = z.enum(['card_declined', 'insufficient_funds', 'expired_card', 'authentication', 'other'])
export type FailureReason = z.infer<typeof FailureReason>

export const Payment = z.object({
  id: PaymentId,
  orderId: OrderId,
  provider: Provider,
  state: PaymentState,
  amountMinor: Minor,
  capturedMinor: Minor,
  refundedMinor: Minor,
  currency: Currency,
  duplicate: z.boolean(),
  failure: FailureReason.nullable(),
  /** Where to pay, while one still can. */
  checkoutUrl: z.string().nullable(),
  createdAt: Instant,
  paidAt: Instant.nullable(),
  lookedAt: Instant.nullable(),
})
export type Payment = z.infer<typeof Payment>

/** An order as its buyer sees it; `access` says whether the course is open to them now, whatever this order's own state. */
export const Order = z.object({
  id: OrderId,
  number: z.string(),
  state: OrderState,
  course: z.object({
    id: CourseId,
    slug: Slug,
    title: z.string(),
    subject: Subject,
    cover: Cover,
    teacherName: z.string(),
    tenantName: z.string(),
    tenantNames: Texts,
    tenantSlug: z.string(),
  }),
  subtotalMinor: Minor,
  discountMinor: Minor,
  taxMinor: Minor,
  totalMinor: Minor,
  currency: Currency,
  refundUntil: Instant.nullable(),
  buyerEmail: z.string(),
  payments: z.array(Payment),
  access: z.enum(['open', 'waiting', 'closed']),
  firstLessonId: LessonId.nullable(),
  /** Newest first. */
  refunds: z.array(Refund),
  eligibility: RefundEligibility,
  invoices: z.array(z.object({ id: InvoiceId, name: z.string(), kind: z.enum(['invoice', 'credit_note']), issuedAt: Instant })),
  createdAt: Instant,
  paidAt: Instant.nullable(),
})
export type Order = z.infer<typeof Order>

/** An order among a buyer's others: how far its last attempt to pay and its last refund are. */
export const MyOrder = Order.pick({
  id: true,
  number: true,
  state: true,
  course: true,
  totalMinor: true,
  currency: true,
  invoices: true,
  createdAt: true,
}).extend({
  payment: Payment.pick({ provider: true, state: true }).nullable(),
  refund: RefundState.nullable(),
})
export type MyOrder = z.infer<typeof MyOrder>

/** Another amount than ordered; paid, and nothing opened; a dispute to answer; a refund that failed or is asked for; a transfer to check. */
export const OrderNeed = z.enum(['mismatch', 'no_access', 'dispute', 'refund_failed', 'refund_asked', 'transfer'])
export type OrderNeed = z.infer<typeof OrderNeed>

export const OrderRow = z.object({
  id: OrderId,
  number: z.string(),
  buyerName: z.string(),
  buyerEmail: z.string(),
  courseTitle: z.string(),
  provider: Provider.nullable(),
  totalMinor: Minor,
  currency: Currency,
  state: OrderState,
  paymentState: PaymentState.nullable(),
  /** Why somebody has to look, the gravest first; null while nobody has to. */
  needs: OrderNeed.nullable(),
  createdAt: Instant,
})
export type OrderRow = z.infer<typeof OrderRow>

/** Saved views of the orders desk. */
export const OrderView = z.enum(['needs_you', 'refund_asked', 'disputed', 'paid', 'open', 'returned', 'all'])
export type OrderView = z.infer<typeof OrderView>

/** One thing that happened to an order, newest first; `ref` is the id to quote to the provider or to us. */
export const OrderEvent = z.object({
  at: Instant,
  kind: z.enum([
    'order_created',
    'payment_created',
    'provider_event',
    'money_captured',
    'money_refunded',
    'money_disputed',
    'money_returned',
    'fee_booked',
    'access_opened',
    'access_ended',
    'invoice_issued',
    'credit_note_issued',
    'mail_sent',
    'mail_queued',
    'mail_failed',
    'lesson_opened',
    'checked_again',
    'refund_asked',
    'refund_requested',
    'refund_declined',
    'refund_failed',
    'dispute_opened',
    'dispute_answered',
    'dispute_closed',
    'access_given',
    'access_taken',
    'transfer_proof',
    'transfer_approved',
    'transfer_asked',
    'transfer_refused',
    'transfer_undone',
    'company_added',
  ]),
  detail: z.string().nullable(),
  amountMinor: Minor.nullable(),
  ref: z.string().nullable(),
})
export type OrderEvent = z.infer<typeof OrderEvent>

export const OrderDetails = z.object({
  order: Order,
  personId: PersonId,
  buyerName: z.string(),
  /** The three facts that have to agree, and whether they do. */
  money: z.enum(['paid', 'partly_returned', 'returned', 'disputed', 'waiting', 'none', 'mismatch']),
  access: z.enum(['open', 'closed', 'never']),
  paper: z.enum(['invoiced', 'credited', 'none']),
  agree: z.boolean(),
  /** Every source of access that the buyer has had for these courses, this order's or another. */
  grants: z.array(
    z.object({
      id: GrantId,
      source: GrantSource,
      /** Of this order. */
      own: z.boolean(),
      reason: z.string(),
      startsAt: Instant,
      endedAt: Instant.nullable(),
      endedReason: z.string().nullable(),
    }),
  ),
  disputes: z.array(DisputeRow),
  events: z.array(OrderEvent),
})
export type OrderDetails = z.infer<typeof OrderDetails>

export const InboxState = z.enum(['stored', 'done', 'ignored', 'failed'])

export const ProviderEvent = z.object({
  provider: z.string(),
  account: z.string(),
  eventId: z.string(),
  type: z.string(),
  apiVersion: z.string().nullable(),
  state: InboxState,
  paymentId: PaymentId.nullable(),
  tenantName: z.string().nullable(),
  /** How its signature was held. */
  trust: z.enum(['signature', 'provider', 'list']),
  receivedAt: Instant,
  doneAt: Instant.nullable(),
  replayedAt: Instant.nullable(),
})
export type ProviderEvent = z.infer<typeof ProviderEvent>

export const paymentErrors = defineErrors({
  COURSE_NOT_FOR_SALE: { as: 'CONFLICT', data: z.object({ slug: z.string() }) },
  ALREADY_ENROLLED: { as: 'CONFLICT', data: z.object({ slug: z.string() }) },
  ORDER_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  PAYMENT_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  EVENT_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  /** The tenant does not take this way to pay for this currency. */
  METHOD_NOT_OFFERED: { as: 'CONFLICT', data: z.object({ provider: Provider }) },
  /** It has been paid, or has ended. */
  ORDER_NOT_OPEN: { as: 'CONFLICT', data: z.object({ state: OrderState }) },
  CARD_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  /** The provider did not answer. Nothing was taken; trying again continues the same payment. */
  PROVIDER_SILENT: { as: 'SERVICE_UNAVAILABLE', data: z.object({ orderId: OrderId.nullable() }) },
})

const buyer = { allow: 'signed-in', tenantFrom: 'none', door: 'person' } as const
const desk = { allow: 'payments.listOrders', tenantFrom: 'host', door: 'tenant' } as const
const platformDesk = { allow: 'platform.events', tenantFrom: 'none', door: 'platform' } as const

export const payments = {
  startCheckout: mutation({
    allow: 'signed-in',
    tenantFrom: 'courseId',
    door: 'tenant',
    rate: 'payments',
    input: StartCheckout,
    output: Checkout,
    refuses: ['COURSE_NOT_FOUND', 'COURSE_NOT_FOR_SALE', 'ALREADY_ENROLLED', 'METHOD_NOT_OFFERED', 'PROVIDER_SILENT'],
  }),
  /** Ways to pay for a course, the usual first. */
  methods: query({
    allow: 'anyone',
    tenantFrom: 'courseId',
    door: 'tenant',
    input: z.strictObject({ courseId: CourseId }),
    output: z.object({ currency: Currency, providers: z.array(Provider) }),
    refuses: ['COURSE_NOT_FOUND'],
  }),
  /** The buyer gives up an open order: nobody can pay it any more. */
  cancel: mutation({
    allow: 'signed-in',
    tenantFrom: 'orderId',
    door: 'tenant',
    input: z.strictObject({ orderId: OrderId }),
    output: z.object({ state: OrderState }),
    refuses: ['ORDER_NOT_FOUND', 'ORDER_NOT_OPEN'],
  }),
  /** Cards that the buyer has left with the provider. */
  cards: query({
    ...buyer,
    rate: 'payments',
    input: z.strictObject({}),
    output: z.array(z.object({ id: z.string(), brand: z.string(), last4: z.string(), expMonth: z.int(), expYear: z.int() })),
    refuses: ['PROVIDER_SILENT'],
  }),
  forgetCard: mutation({
    ...buyer,
    rate: 'payments',
    input: z.strictObject({ cardId: z.string().max(200) }),
    output: z.object({ left: z.int() }),
    refuses: ['CARD_NOT_FOUND', 'PROVIDER_SILENT'],
  }),
  orderById: query({ ...buyer, input: z.strictObject({ orderId: OrderId }), output: Order, refuses: ['ORDER_NOT_FOUND'] }),
  byId: query({ ...buyer, input: z.strictObject({ paymentId: PaymentId }), output: Payment, refuses: ['PAYMENT_NOT_FOUND'] }),
  /** The buyer waits on the return page: ask the provider now, not at the next sweep. */
  hurry: mutation({
    ...buyer,
    rate: 'api',
    input: z.strictObject({ orderId: OrderId }),
    output: z.object({ asked: z.int() }),
    refuses: ['ORDER_NOT_FOUND'],
  }),
  myOrders: query({
    ...buyer,
    input: z.strictObject(paging),
    output: page(MyOrder),
  }),
  listOrders: query({
    ...desk,
    input: z.strictObject({ ...paging, view: OrderView.default('all'), q: z.string().trim().max(100).optional() }),
    output: page(OrderRow),
    refuses: ['NO_PORTAL_HERE'],
  }),
  /** Orders in each view, counted up to 1,000. */
  countOrders: query({ ...desk, input: z.strictObject({}), output: z.record(OrderView, z.int()), refuses: ['NO_PORTAL_HERE'] }),
  orderDetails: query({
    ...desk,
    input: z.strictObject({ orderId: OrderId }),
    output: OrderDetails,
    refuses: ['ORDER_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  checkAgain: mutation({
    ...desk,
    allow: 'payments.checkAgain',
    input: z.strictObject({ orderId: OrderId }),
    output: z.object({ asked: z.int() }),
    refuses: ['ORDER_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  /** Ways to pay as this tenant has switched them, for each currency it sells in. */
  settings: query({
    ...desk,
    allow: 'payments.configure',
    input: z.strictObject({}),
    output: z.array(
      z.object({
        currency: Currency,
        provider: Provider,
        enabled: z.boolean(),
        /** Why it cannot be switched on: the platform has no such account, or the tenant has named no bank account. */
        missing: z.enum(['platform_account', 'bank_account']).nullable(),
      }),
    ),
    refuses: ['NO_PORTAL_HERE'],
  }),
  switchMethod: mutation({
    ...desk,
    allow: 'payments.configure',
    input: z.strictObject({ currency: Currency, provider: Provider, enabled: z.boolean() }),
    output: z.object({ enabled: z.boolean() }),
    refuses: ['METHOD_NOT_OFFERED', 'NO_PORTAL_HERE'],
  }),
  events: query({
    ...platformDesk,
    input: z.strictObject({ ...paging, state: InboxState.optional(), provider: Provider.optional() }),
    output: page(ProviderEvent),
  }),
  event: query({
    ...platformDesk,
    input: z.strictObject({ provider: z.string().max(40), account: z.string().max(100), eventId: z.string().max(200) }),
    /** With the body as it came, and what it led to. */
    output: ProviderEvent.extend({ body: z.string(), orderId: OrderId.nullable(), tenantSlug: z.string().nullable() }),
    refuses: ['EVENT_NOT_FOUND'],
  }),
  /** Looks at what an event speaks of once more, as if it had just come. */
  replayEvent: mutation({
    ...platformDesk,
    input: z.strictObject({ provider: z.string().max(40), account: z.string().max(100), eventId: z.string().max(200) }),
    output: ProviderEvent,
    refuses: ['EVENT_NOT_FOUND'],
  }),
}
