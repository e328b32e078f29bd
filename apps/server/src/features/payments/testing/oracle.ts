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
  /** Refunds that were made through the provider's interface, by us. */
  ours: number
  refunds: { id: string; amount: number; status: string }[]
}

export interface Oracle {
  payments: OraclePayment[]
  /** What is in our account at each provider, fees deducted; a refund on its way has not left it yet. */
  balances: { provider: string; currency: string; net: number }[]
}

const List = <T extends z.ZodType>(item: T) => z.array(item).default([])
const metadata = z.record(z.string(), z.string()).nullish()

const StripeState = z.object({
  sessions: List(
    z.object({ id: z.string(), client_reference_id: z.string().nullable(), currency: z.string(), payment_intent: z.string().nullable() }),
  ),
  payment_intents: List(z.object({ id: z.string(), latest_charge: z.string().nullable() })),
  charges: List(z.object({ id: z.string(), status: z.string(), amount_captured: z.int() })),
  refunds: List(z.object({ id: z.string(), charge: z.string(), amount: z.int(), status: z.string(), metadata })),
  disputes: List(z.object({ id: z.string(), charge: z.string(), amount: z.int(), status: z.string() })),
  balance_transactions: List(z.object({ currency: z.string(), net: z.int() })),
  next: z.int().nullable(),
})

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Reads the sandbox's records: the truth that everything of ours is held against. */
export function readOracle(state: unknown): Oracle {
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
      ours: refunds.filter((refund) => refund.metadata?.['payment_id'] !== undefined).length,
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
