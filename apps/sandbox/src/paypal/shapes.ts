import type { Json } from '../stripe/shapes.ts'

/** What the sandbox keeps of PayPal. Amounts are minor units as PayPal counts them; times are seconds since 1970. */
interface Kept {
  id: string
  created: number
  updated: number
}

/** How the payer pays: at once, declined when it is captured, or captured and held for review. */
export type Outcome = 'approved' | 'declined' | 'pending'

export interface PaypalOrder extends Kept {
  /** `GONE` once its time is over or the control ended it: PayPal then knows it no more. */
  status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED' | 'GONE'
  /** The purchase unit as it was sent. */
  unit: { readonly [field: string]: Json | undefined }
  amount: number
  currency: string
  referenceId: string
  customId: string | null
  invoiceId: string | null
  /** What the store's list of payments is searched by. */
  client_reference_id: string
  viaSource: boolean
  payerEmail: string | null
  returnUrl: string | null
  cancelUrl: string | null
  locale: string | null
  brand: string | null
  approvedAt: number | null
  outcome: Outcome
  /** Refunds asked for by the API stay pending. */
  slowRefunds: boolean
  captureId: string | null
}

export interface PaypalCapture extends Kept {
  orderId: string
  status: 'COMPLETED' | 'PENDING' | 'DECLINED' | 'PARTIALLY_REFUNDED' | 'REFUNDED'
  /** Why it is pending, or disputed. */
  reason: 'PENDING_REVIEW' | 'BUYER_COMPLAINT' | 'CHARGEBACK' | null
  amount: number
  fee: number
  currency: string
  customId: string | null
  invoiceId: string | null
  refundIds: string[]
  disputeIds: string[]
  slowRefunds: boolean
}

export interface PaypalRefund extends Kept {
  captureId: string
  status: 'PENDING' | 'COMPLETED' | 'FAILED'
  amount: number
  currency: string
  customId: string | null
  invoiceId: string | null
  note: string | null
  /** Refunded of the capture when this one was made, itself included. */
  total: number
}

export interface Movement {
  readonly amount: number
  readonly type: 'DEBIT' | 'CREDIT'
  readonly reason: 'DISPUTE_SETTLEMENT' | 'CHARGEBACK_FEE'
  readonly at: number
}

export interface PaypalDispute extends Kept {
  captureId: string
  orderId: string
  status: 'OPEN' | 'WAITING_FOR_SELLER_RESPONSE' | 'UNDER_REVIEW' | 'RESOLVED'
  stage: 'INQUIRY' | 'CHARGEBACK'
  reason: string
  amount: number
  currency: string
  dueAt: number
  outcome: { readonly code: string; readonly refunded: number } | null
  movements: Movement[]
  evidences: Json[]
}

/** One line of the account: what it added to the balance (negative: took away), and its fee (never positive). */
export interface PaypalTransaction extends Kept {
  transactionId: string
  /** PayPal's T-code. */
  code: 'T0006' | 'T1107' | 'T1201' | 'T0106'
  amount: number
  fee: number
  currency: string
  referenceId: string | null
  customId: string | null
  invoiceId: string | null
}

export interface PaypalEvent extends Kept {
  type: string
  /** Milliseconds since 1970. */
  at: number
  /** Objects it speaks of, for the filter of the list. */
  subjects: string[]
  /** The bytes that are signed and sent. */
  raw: string
}

export interface PaypalIpn extends Kept {
  type: string
  raw: string
}

export interface PaypalObjects {
  'paypal.order': PaypalOrder
  'paypal.capture': PaypalCapture
  'paypal.refund': PaypalRefund
  'paypal.dispute': PaypalDispute
  'paypal.transaction': PaypalTransaction
  'paypal.event': PaypalEvent
  'paypal.ipn': PaypalIpn
}
