/** The fields the sandbox reads or writes; every other published field rides along by the index signature. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json | undefined }

export type Metadata = Record<string, string>

export interface StripeObject {
  id: string
  object: string
  created: number
  [field: string]: Json | undefined
}

export interface LineItem {
  readonly [field: string]: Json | undefined
  readonly id: string
  readonly description: string
  readonly quantity: number
  readonly amount_total: number
}

export interface Session extends StripeObject {
  status: 'open' | 'complete' | 'expired'
  payment_status: 'unpaid' | 'paid'
  amount_total: number
  currency: string
  client_reference_id: string | null
  customer: string | null
  customer_email: string | null
  customer_details: { email: string | null; name: string | null; [field: string]: Json | undefined } | null
  expires_at: number
  locale: string | null
  metadata: Metadata
  payment_intent: string | null
  success_url: string
  cancel_url: string | null
  url: string | null
}

export interface Customer extends StripeObject {
  email: string | null
  name: string | null
}

/** A card that a customer left: only what may be shown of it. */
export interface PaymentMethod extends StripeObject {
  customer: string | null
  type: 'card'
  card: {
    readonly brand: string
    readonly last4: string
    readonly exp_month: number
    readonly exp_year: number
    readonly [field: string]: Json | undefined
  }
}

export interface PaymentIntent extends StripeObject {
  amount: number
  amount_received: number
  currency: string
  status: 'requires_payment_method' | 'processing' | 'succeeded' | 'canceled'
  latest_charge: string | null
  metadata: Metadata
}

export interface Charge extends StripeObject {
  amount: number
  amount_captured: number
  amount_refunded: number
  balance_transaction: string | null
  captured: boolean
  currency: string
  disputed: boolean
  payment_intent: string
  payment_method_details: {
    readonly card?: { readonly last4: string; readonly [field: string]: Json | undefined }
    readonly [field: string]: Json | undefined
  }
  refunded: boolean
  status: 'pending' | 'succeeded' | 'failed'
}

export interface Refund extends StripeObject {
  amount: number
  charge: string
  currency: string
  payment_intent: string
  status: 'pending' | 'succeeded' | 'failed'
}

export interface Dispute extends StripeObject {
  amount: number
  balance_transactions: BalanceTransaction[]
  charge: string
  currency: string
  evidence: Record<string, Json | undefined>
  evidence_details: Record<string, Json | undefined>
  payment_intent: string
  status:
    | 'warning_needs_response'
    | 'warning_under_review'
    | 'warning_closed'
    | 'prevented'
    | 'needs_response'
    | 'under_review'
    | 'won'
    | 'lost'
}

export interface BalanceTransaction extends StripeObject {
  amount: number
  currency: string
  fee: number
  net: number
  source: string
  type: string
}

export interface StripeEvent extends StripeObject {
  type: string
  data: { readonly object: Json; readonly previous_attributes?: Json }
}

export interface Objects {
  'checkout.session': Session
  payment_intent: PaymentIntent
  charge: Charge
  refund: Refund
  dispute: Dispute
  balance_transaction: BalanceTransaction
  event: StripeEvent
  customer: Customer
  payment_method: PaymentMethod
}

export type Kind = keyof Objects

const prefixes: Readonly<Record<string, Kind>> = {
  cs: 'checkout.session',
  pi: 'payment_intent',
  ch: 'charge',
  re: 'refund',
  dp: 'dispute',
  txn: 'balance_transaction',
  evt: 'event',
  cus: 'customer',
  pm: 'payment_method',
}

/** The kind an id belongs to by its prefix. */
export function kindOf(id: string): Kind | undefined {
  return prefixes[id.split('_')[0] ?? '']
}
