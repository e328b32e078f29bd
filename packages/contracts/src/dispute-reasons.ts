/** Why a buyer disputes, in as many kinds as have words of ours in each language. */
export const disputeReasons = [
  'fraudulent',
  'not_received',
  'not_as_described',
  'duplicate',
  'credit_not_processed',
  'unrecognized',
  'subscription',
  'amount',
  'paid_otherwise',
  'general',
] as const
export type DisputeReason = (typeof disputeReasons)[number]

/** What Stripe and PayPal call them. */
const providers: Readonly<Record<string, DisputeReason>> = {
  fraudulent: 'fraudulent',
  unauthorised: 'fraudulent',
  debit_not_authorized: 'fraudulent',
  product_not_received: 'not_received',
  merchandise_or_service_not_received: 'not_received',
  product_unacceptable: 'not_as_described',
  not_as_described: 'not_as_described',
  merchandise_or_service_not_as_described: 'not_as_described',
  duplicate: 'duplicate',
  duplicate_transaction: 'duplicate',
  credit_not_processed: 'credit_not_processed',
  unrecognized: 'unrecognized',
  subscription_canceled: 'subscription',
  canceled_recurring_billing: 'subscription',
  incorrect_amount: 'amount',
  payment_by_other_means: 'paid_otherwise',
  general: 'general',
  customer_initiated: 'general',
  other: 'general',
}

/** A provider's reason in our words, or null when we have none and its own has to do. */
export function disputeReasonOf(raw: string): DisputeReason | null {
  return providers[raw.toLowerCase()] ?? null
}
