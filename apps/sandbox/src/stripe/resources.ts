import { randomBytes } from 'node:crypto'
import specs from '../../specs/stripe-resources.json' with { type: 'json' }
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import type { BalanceTransaction, Charge, Customer, Dispute, LineItem, PaymentIntent, PaymentMethod, Refund, Session } from './shapes.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export const accountId = 'acct_1SandboxEdurise0'

export function newId(prefix: string, length = 24): string {
  let id = ''
  while (id.length < length) for (const byte of randomBytes(length)) if (byte < 248 && id.length < length) id += alphabet[byte % 62] ?? ''
  return `${prefix}_${id}`
}

export const account = { ...specs.account, id: accountId, created: 1_700_000_000 }

type SessionValues = Pick<
  Session,
  | 'amount_total'
  | 'currency'
  | 'client_reference_id'
  | 'customer'
  | 'customer_email'
  | 'expires_at'
  | 'locale'
  | 'metadata'
  | 'success_url'
  | 'cancel_url'
> & { readonly submit_type?: string; readonly customer_creation?: 'always' | 'if_required' }

export function aSession(world: World, values: SessionValues): Session {
  const id = newId('cs_test', 58)
  return {
    ...specs['checkout.session'],
    ...values,
    id,
    created: seconds(world),
    amount_subtotal: values.amount_total,
    customer_details:
      values.customer_email === null
        ? null
        : {
            address: null,
            business_name: null,
            email: values.customer_email,
            individual_name: null,
            name: null,
            phone: null,
            tax_exempt: 'none',
            tax_ids: null,
          },
    customer_creation: values.customer === null ? (values.customer_creation ?? 'if_required') : null,
    mode: 'payment',
    payment_intent: null,
    payment_method_collection: 'if_required',
    payment_status: 'unpaid',
    status: 'open',
    ui_mode: 'hosted_page',
    url: `${world.deskUrl()}/pay/${id}`,
  }
}

export function aLineItem(
  session: Session,
  values: { name: string; description?: string; unitAmount: number; quantity: number },
): LineItem {
  const total = values.unitAmount * values.quantity
  return {
    id: newId('li'),
    object: 'item',
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency: session.currency,
    description: values.name,
    metadata: {},
    price: {
      id: newId('price'),
      object: 'price',
      active: false,
      billing_scheme: 'per_unit',
      created: session.created,
      currency: session.currency,
      custom_unit_amount: null,
      livemode: false,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product: newId('prod', 14),
      recurring: null,
      tax_behavior: 'unspecified',
      tiers_mode: null,
      transform_quantity: null,
      type: 'one_time',
      unit_amount: values.unitAmount,
      unit_amount_decimal: String(values.unitAmount),
    },
    quantity: values.quantity,
  }
}

export function anIntent(world: World, session: Session, metadata: PaymentIntent['metadata']): PaymentIntent {
  const id = newId('pi')
  return {
    ...specs.payment_intent,
    id,
    amount: session.amount_total,
    amount_received: 0,
    client_secret: `${id}_secret_${newId('s', 25).slice(2)}`,
    created: seconds(world),
    currency: session.currency,
    latest_charge: null,
    metadata,
    status: 'requires_payment_method',
  }
}

export interface CardUsed {
  readonly number: string
  readonly expMonth: number
  readonly expYear: number
}

export function aCharge(
  world: World,
  intent: PaymentIntent,
  status: Charge['status'],
  card: CardUsed | 'bank_debit',
  buyer: { email: string | null; name: string | null },
): Charge {
  const { card: cardSpec } = specs.charge.payment_method_details
  return {
    ...specs.charge,
    id: newId('ch'),
    amount: intent.amount,
    amount_captured: status === 'succeeded' ? intent.amount : 0,
    amount_refunded: 0,
    balance_transaction: null,
    billing_details: { ...specs.charge.billing_details, email: buyer.email, name: buyer.name },
    captured: status !== 'failed',
    created: seconds(world),
    currency: intent.currency,
    metadata: intent.metadata,
    paid: status !== 'failed',
    payment_intent: intent.id,
    payment_method: newId('pm'),
    payment_method_details:
      card === 'bank_debit'
        ? {
            type: 'us_bank_account',
            us_bank_account: {
              account_holder_type: 'individual',
              account_type: 'checking',
              bank_name: 'SANDBOX BANK',
              last4: '6789',
              routing_number: '110000000',
            },
          }
        : {
            ...specs.charge.payment_method_details,
            card: {
              ...cardSpec,
              brand: brandOf(card.number),
              network: brandOf(card.number),
              last4: card.number.slice(-4),
              exp_month: card.expMonth,
              exp_year: card.expYear,
              amount_authorized: intent.amount,
            },
          },
    refunded: false,
    status,
  }
}

function brandOf(number: string): string {
  if (number.startsWith('3')) return 'amex'
  return number.startsWith('5') || number.startsWith('2') ? 'mastercard' : 'visa'
}

export function aRefund(
  world: World,
  charge: Charge,
  values: Pick<Refund, 'amount' | 'status'> & { reason: string | null; metadata: Record<string, string> },
): Refund {
  return {
    ...specs.refund,
    ...values,
    id: newId('re'),
    charge: charge.id,
    created: seconds(world),
    currency: charge.currency,
    payment_intent: charge.payment_intent,
    payment_method: charge['payment_method'] ?? null,
  }
}

/** The end of the days that a shop has to answer, from now. */
export const answerUntil = (world: World) => seconds(world) + 7 * 86_400

export function aDispute(world: World, charge: Charge, values: { amount: number; reason: string; inquiry: boolean }): Dispute {
  const cardSpec = specs.dispute.payment_method_details.card
  return {
    ...specs.dispute,
    id: newId('dp'),
    amount: values.amount,
    balance_transactions: [],
    charge: charge.id,
    created: seconds(world),
    currency: charge.currency,
    evidence: specs.dispute.evidence,
    evidence_details: { ...specs.dispute.evidence_details, due_by: answerUntil(world) },
    is_charge_refundable: values.inquiry,
    payment_intent: charge.payment_intent,
    payment_method_details: { type: 'card', card: { ...cardSpec, case_type: values.inquiry ? 'inquiry' : 'chargeback' } },
    reason: values.reason,
    status: values.inquiry ? 'warning_needs_response' : 'needs_response',
  }
}

type Movement = 'charge' | 'refund' | 'refund_failure' | 'adjustment'

/** A movement on the balance; `fee` in minor units of the same currency, `net = amount - fee`. */
export function aBalanceTransaction(
  world: World,
  values: { type: Movement; amount: number; fee: number; currency: string; source: string; category: string; description: string },
): BalanceTransaction {
  const created = seconds(world)
  return {
    ...specs.balance_transaction,
    id: newId('txn'),
    amount: values.amount,
    available_on: created,
    created,
    currency: values.currency,
    description: values.description,
    fee: values.fee,
    fee_details:
      values.fee === 0
        ? []
        : [
            {
              amount: values.fee,
              application: null,
              currency: values.currency,
              description: values.type === 'charge' ? 'Stripe processing fees' : 'Dispute fee',
              type: 'stripe_fee',
            },
          ],
    net: values.amount - values.fee,
    reporting_category: values.category,
    source: values.source,
    type: values.type,
  }
}

/** What Stripe keeps of a card charge: 2.9 % and 30 minor units. */
export function cardFee(amount: number): number {
  return Math.min(amount, Math.round((amount * 29) / 1000) + 30)
}

export function aCustomer(world: World, values: Pick<Customer, 'email' | 'name'>): Customer {
  return { ...specs.customer, ...values, id: newId('cus', 14), created: seconds(world) }
}

export function aPaymentMethod(world: World, customer: string, { number, expMonth, expYear }: CardUsed): PaymentMethod {
  return {
    ...specs.payment_method,
    id: newId('pm'),
    created: seconds(world),
    customer,
    type: 'card',
    metadata: {},
    card: { ...specs.payment_method.card, brand: brandOf(number), last4: number.slice(-4), exp_month: expMonth, exp_year: expYear },
  }
}
