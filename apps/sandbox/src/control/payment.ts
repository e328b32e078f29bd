import type { PaymentIntent, Session } from '../stripe/shapes.ts'

/** One checkout, whoever its provider is. */
export interface Payment {
  readonly provider: 'stripe' | 'paypal'
  /** The checkout session at Stripe, the order at PayPal. */
  readonly session: string
  readonly client_reference_id: string | null
  readonly metadata: Record<string, string>
  readonly customer_email: string | null
  readonly status: Session['status']
  readonly payment_status: Session['payment_status']
  readonly amount: number
  readonly currency: string
  readonly captured: number
  readonly refunded: number
  readonly disputed: boolean
  /** Where the newest dispute stands, in the provider's word. */
  readonly dispute: string | null
  readonly payment_intent: string | null
  readonly intent_status: PaymentIntent['status'] | null
  /** The charge at Stripe, the capture at PayPal. */
  readonly charge: string | null
  readonly created: number
}
