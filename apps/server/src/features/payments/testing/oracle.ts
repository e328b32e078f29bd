import type { Db } from '@edurise/db'
import { sql } from 'kysely'
import { z } from 'zod'

/** What a provider's own records say of one payment, in minor units. */
export interface OraclePayment {
  provider: string
  paymentId: string | null
  objectId: string
  currency: string
  captured: number
  refunded: number
  /** Accepted by the provider, on its way. */
  underway: number
  /** Taken for good by disputes that were lost. */
  lost: number
  disputed: boolean
  refunds: { id: string; amount: number; status: string }[]
}

export interface Oracle<Payment = OraclePayment> {
  payments: Payment[]
  /** What is in our account at each provider, fees deducted; a refund on its way has not left it yet. */
  balances: { provider: string; currency: string; net: number }[]
  /** What the bank has booked on the tenants' own accounts. */
  bookings: { ref: string; currency: string; amount: number }[]
}

const List = <T extends z.ZodType>(item: T) => z.array(item).default([])

const StripeState = z.object({
  sessions: List(
    z.object({ id: z.string(), client_reference_id: z.string().nullable(), currency: z.string(), payment_intent: z.string().nullable() }),
  ),
  payment_intents: List(z.object({ id: z.string(), latest_charge: z.string().nullable() })),
  charges: List(z.object({ id: z.string(), status: z.string(), amount_captured: z.int() })),
  refunds: List(z.object({ id: z.string(), charge: z.string(), amount: z.int(), status: z.string() })),
  disputes: List(z.object({ id: z.string(), charge: z.string(), amount: z.int(), status: z.string() })),
  balance_transactions: List(z.object({ currency: z.string(), net: z.int() })),
  next: z.int().nullable(),
})

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Reads the sandbox's records of Stripe: the truth that everything of ours is held against. */
export function readStripe(state: unknown): Omit<Oracle, 'bookings'> {
  const stripe = StripeState.parse(state)
  if (stripe.next !== null) throw new Error('the oracle holds more than one page')
  const charges = new Map(stripe.charges.map((charge) => [charge.id, charge]))
  const intents = new Map(stripe.payment_intents.map((intent) => [intent.id, intent]))
  const payments = stripe.sessions.map((session): OraclePayment => {
    const charge = charges.get(intents.get(session.payment_intent ?? '')?.latest_charge ?? '')
    const captured = charge?.status === 'succeeded' ? charge.amount_captured : 0
    const refunds = stripe.refunds.filter((refund) => refund.charge === charge?.id)
    const disputes = stripe.disputes.filter((dispute) => dispute.charge === charge?.id)
    const by = (status: string) => sum(refunds.filter((refund) => refund.status === status).map(({ amount }) => amount))
    return {
      provider: 'stripe',
      paymentId: session.client_reference_id,
      objectId: session.id,
      currency: session.currency.toUpperCase(),
      captured,
      refunded: by('succeeded'),
      underway: by('pending'),
      lost: sum(disputes.filter(({ status }) => status === 'lost').map(({ amount }) => amount)),
      disputed: disputes.some(({ status }) => !['won', 'lost', 'warning_closed'].includes(status)),
      refunds: refunds.map(({ id, amount, status }) => ({ id, amount, status })),
    }
  })
  const nets = new Map<string, number>()
  for (const { currency, underway } of payments) nets.set(currency, (nets.get(currency) ?? 0) + underway)
  for (const { currency, net } of stripe.balance_transactions) {
    const key = currency.toUpperCase()
    nets.set(key, (nets.get(key) ?? 0) + net)
  }
  return { payments, balances: [...nets].map(([currency, net]) => ({ provider: 'stripe', currency, net })) }
}

const PaypalState = z.object({
  orders: z.array(z.object({ id: z.string(), customId: z.string().nullable(), currency: z.string(), captureId: z.string().nullable() })),
  captures: z.array(z.object({ id: z.string(), status: z.string(), amount: z.int() })),
  refunds: z.array(
    z.object({ id: z.string(), captureId: z.string(), status: z.string(), amount: z.int(), customId: z.string().nullable() }),
  ),
  disputes: z.array(
    z.object({
      captureId: z.string(),
      status: z.string(),
      amount: z.int(),
      outcome: z.object({ code: z.string(), refunded: z.int() }).nullable(),
    }),
  ),
  transactions: z.array(z.object({ currency: z.string(), amount: z.int(), fee: z.int() })),
})

const refundWords: Record<string, string> = { PENDING: 'pending', COMPLETED: 'succeeded', FAILED: 'failed' }

/** The same of PayPal. */
export function readPaypal(state: unknown): Omit<Oracle, 'bookings'> {
  const paypal = PaypalState.parse(state)
  const captures = new Map(paypal.captures.map((capture) => [capture.id, capture]))
  const payments = paypal.orders.map((order): OraclePayment => {
    const capture = captures.get(order.captureId ?? '')
    const captured = capture && !['PENDING', 'DECLINED'].includes(capture.status) ? capture.amount : 0
    const refunds = paypal.refunds.filter(({ captureId }) => captureId === order.captureId)
    const disputes = paypal.disputes.filter(({ captureId }) => captureId === order.captureId)
    const by = (status: string) => sum(refunds.filter((refund) => refund.status === status).map(({ amount }) => amount))
    return {
      provider: 'paypal',
      paymentId: order.customId,
      objectId: order.id,
      currency: order.currency,
      captured,
      refunded: by('COMPLETED'),
      underway: by('PENDING'),
      lost: sum(disputes.map(({ outcome }) => outcome?.refunded ?? 0)),
      disputed: disputes.some(({ status }) => status !== 'RESOLVED'),
      refunds: refunds.map(({ id, amount, status }) => ({ id, amount, status: refundWords[status] ?? status })),
    }
  })
  const nets = new Map<string, number>()
  for (const { currency, amount, fee } of paypal.transactions) nets.set(currency, (nets.get(currency) ?? 0) + amount + fee)
  return { payments, balances: [...nets].map(([currency, net]) => ({ provider: 'paypal', currency, net })) }
}

const BankState = z.object({
  bookings: z.array(z.object({ ref: z.string(), currency: z.string(), amountMinor: z.int() })),
  next: z.int().nullable(),
})

/** The bank's own books. */
export function readBank(state: unknown): Oracle['bookings'] {
  const { bookings, next } = BankState.parse(state)
  if (next !== null) throw new Error('the oracle holds more than one page')
  return bookings.map(({ ref, currency, amountMinor }) => ({ ref, currency, amount: amountMinor }))
}

/**
 * Of bank transfers, what staff have said of the tenants' own accounts is the truth: read from their words, not from what was made of them. What they
 * took from a statement is held against the bank's own books by a law of its own.
 */
export async function readTransfers(owner: Db): Promise<Omit<Oracle, 'bookings'>> {
  const { rows } = await sql<OraclePayment & { net: number }>`
    select 'bank_transfer' as provider, t.payment_id::text as "paymentId", t.id::text as "objectId", t.currency, false as disputed, 0 as lost,
      case when m.undone or m.received - m.surplus >= t.amount_minor then t.amount_minor else 0 end as captured,
      m.returned as refunded, m.waiting as underway, m.refunds, m.received - m.sent as net
    from transfers t cross join lateral (select
      coalesce((select sum(amount_minor) from transfer_receipts r where r.tenant_id = t.tenant_id and r.transfer_id = t.id and r.state = 'received'), 0)::bigint as received,
      coalesce(sum(amount_minor) filter (where "of" = 'surplus' and state <> 'failed'), 0)::bigint as surplus,
      coalesce(sum(amount_minor) filter (where "of" <> 'surplus' and state = 'sent'), 0)::bigint as returned,
      coalesce(sum(amount_minor) filter (where "of" <> 'surplus' and state = 'pending'), 0)::bigint as waiting,
      coalesce(sum(amount_minor) filter (where "of" <> 'undo' and state = 'sent'), 0)::bigint as sent,
      coalesce(bool_or("of" = 'undo'), false) as undone,
      coalesce(jsonb_agg(jsonb_build_object('id', id, 'amount', amount_minor, 'status', case state when 'sent' then 'succeeded' else state end))
        filter (where "of" <> 'surplus'), '[]') as refunds
      from transfer_returns b where b.tenant_id = t.tenant_id and b.transfer_id = t.id) m`.execute(owner.open)
  const nets = new Map<string, number>()
  for (const { currency, net } of rows) nets.set(currency, (nets.get(currency) ?? 0) + net)
  return {
    payments: rows.map(({ net: _net, ...payment }) => payment),
    balances: [...nets].map(([currency, net]) => ({ provider: 'bank_transfer', currency, net })),
  }
}
