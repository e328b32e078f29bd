import { z } from 'zod'

/** PayPal's answers, as far as they are read: everything else in them is left alone, and what may be missing is optional. */

const Money = z.object({ currency_code: z.string().regex(/^[A-Z]{3}$/), value: z.string() })
const Link = z.object({ href: z.string(), rel: z.string() })

export const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })

export const Problem = z.object({ name: z.string().optional(), details: z.array(z.object({ issue: z.string().optional() })).optional() })

export const Capture = z.object({
  id: z.string(),
  status: z.string(),
  status_details: z.object({ reason: z.string().optional() }).optional(),
  amount: Money,
  custom_id: z.string().optional(),
  seller_receivable_breakdown: z.object({ paypal_fee: Money.optional() }).optional(),
  supplementary_data: z.object({ related_ids: z.object({ order_id: z.string().optional() }).optional() }).optional(),
  create_time: z.string().optional(),
})
export type Capture = z.infer<typeof Capture>

export const Refund = z.object({
  id: z.string(),
  status: z.string().optional(),
  amount: Money.optional(),
  create_time: z.string().optional(),
})
export type Refund = z.infer<typeof Refund>

export const Order = z.object({
  id: z.string(),
  status: z.string(),
  create_time: z.string().optional(),
  links: z.array(Link).default([]),
  purchase_units: z
    .array(
      z.object({
        reference_id: z.string().optional(),
        custom_id: z.string().optional(),
        amount: Money.optional(),
        payments: z.object({ captures: z.array(Capture).default([]), refunds: z.array(Refund).default([]) }).optional(),
      }),
    )
    .default([]),
})
export type Order = z.infer<typeof Order>

export const DisputeList = z.object({ items: z.array(z.object({ dispute_id: z.string() })).default([]) })

export const Dispute = z.object({
  dispute_id: z.string(),
  reason: z.string().optional(),
  status: z.string(),
  dispute_amount: Money.optional(),
  dispute_outcome: z.object({ outcome_code: z.string().optional(), amount_refunded: Money.optional() }).optional(),
  dispute_life_cycle_stage: z.string().optional(),
  create_time: z.string().optional(),
  seller_response_due_date: z.string().optional(),
  money_movements: z
    .array(z.object({ affected_party: z.string().optional(), amount: Money.optional(), type: z.string(), reason: z.string().optional() }))
    .optional(),
  evidences: z.array(z.object({ source: z.string().optional() })).optional(),
})
export type Dispute = z.infer<typeof Dispute>

export const Verdict = z.object({ verification_status: z.string() })

const Text = z.string().optional().catch(undefined)

/** Of the many resources an event may carry, only names that any of them may have are read; a name of a wrong kind is none. */
export const WebhookEvent = z.object({
  id: z.string().min(1).max(200),
  event_type: z.string().min(1).max(200),
  create_time: z.iso.datetime({ offset: true }),
  resource: z
    .object({
      id: Text,
      order_id: Text,
      dispute_id: Text,
      custom_id: Text,
      invoice_id: Text,
      supplementary_data: z
        .object({ related_ids: z.object({ order_id: Text, capture_id: Text, authorization_id: Text }).optional().catch(undefined) })
        .optional()
        .catch(undefined),
      purchase_units: z
        .array(z.object({ custom_id: Text, invoice_id: Text }))
        .optional()
        .catch(undefined),
      disputed_transactions: z
        .array(z.object({ seller_transaction_id: Text, custom: Text, invoice_number: Text }))
        .optional()
        .catch(undefined),
      links: z.array(Link).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
})
export type WebhookEvent = z.infer<typeof WebhookEvent>

/** Events are kept as they came: only what pages are turned by is read here. */
export const EventPage = z.object({ events: z.array(z.record(z.string(), z.unknown())).default([]), links: z.array(Link).default([]) })

export const TransactionPage = z.object({
  total_pages: z.number().default(1),
  transaction_details: z
    .array(
      z.object({
        transaction_info: z.object({
          transaction_id: z.string(),
          transaction_event_code: z.string(),
          transaction_initiation_date: z.string(),
          transaction_amount: Money,
          fee_amount: Money.optional(),
          transaction_status: z.string().optional(),
          invoice_id: z.string().optional(),
          custom_field: z.string().optional(),
        }),
      }),
    )
    .default([]),
})
export type Transaction = z.infer<typeof TransactionPage>['transaction_details'][number]['transaction_info']
