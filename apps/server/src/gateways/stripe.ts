import { PaymentId } from '@edurise/contracts'
import type { PaymentFacts } from '@edurise/db'
import { Stripe } from 'stripe'
import { ProviderRefused, ProviderSilent, type Movement, type ProviderMessage, type Sale, type StripeGateway } from './gateway.ts'

export interface StripeOptions {
  secretKey: string
  /** Two at most: while a secret is being exchanged both hold. */
  webhookSecrets: readonly string[]
  /** Bare origin of a server that speaks Stripe's API; null for Stripe itself. */
  apiBase: string | null
  timeoutMilliseconds?: number
}

/** The events that say something about money (design: payments, Providers); all others are stored and ignored. */
export const wantedEvents: ReadonlySet<string> = new Set([
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.canceled',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
])

/** Seconds that a signature's time may lie away from ours, in either direction (the SDK alone would accept the future). */
const tolerance = 300
/** Hours for which a session can be paid; Stripe allows 24 from its creation, and a repeated call must still be in time. */
const sessionHours = 23

const account = 'platform'

/** Stripe Checkout for one-time payments, through the official SDK with its pinned API version. */
export function stripeGateway({ secretKey, webhookSecrets, apiBase, timeoutMilliseconds = 10_000 }: StripeOptions): StripeGateway {
  const base = apiBase ? new URL(apiBase) : null
  const stripe = new Stripe(secretKey, {
    timeout: timeoutMilliseconds,
    maxNetworkRetries: 1,
    telemetry: false,
    ...(base && {
      host: base.hostname,
      port: Number(base.port || (base.protocol === 'https:' ? 443 : 80)),
      protocol: base.protocol === 'https:' ? 'https' : 'http',
    }),
  })

  async function lookup({ objectId }: { objectId: string }): Promise<PaymentFacts> {
    const observedAt = new Date().toISOString()
    const session = await answered(
      stripe.checkout.sessions.retrieve(objectId, { expand: ['payment_intent.latest_charge.balance_transaction'] }),
    )
    const intent = expanded(session.payment_intent)
    const charge = intent && expanded(intent.latest_charge)
    const captured = charge?.captured === true && charge.status === 'succeeded'
    const [refunds, disputes] =
      captured && intent
        ? await Promise.all([
            answered(stripe.refunds.list({ payment_intent: intent.id, limit: 100 })),
            answered(stripe.disputes.list({ payment_intent: intent.id, limit: 100 })),
          ])
        : [null, null]
    return factsOf(session, intent, captured ? charge : null, refunds?.data ?? [], disputes?.data ?? [], observedAt)
  }

  return {
    account,
    livemode: /^[rs]k_live_/.test(secretKey),
    apiVersion: Stripe.API_VERSION,
    // Stripe forgets keys after 24.
    sameKeyHours: 23,

    async open(sale) {
      const { id, url } = await answered(stripe.checkout.sessions.create(sessionParameters(sale), { idempotencyKey: sale.idempotencyKey }))
      return { objectId: id, url }
    },

    lookup,

    async find({ paymentId, createdAt }) {
      const from = seconds(createdAt) - tolerance
      const list = stripe.checkout.sessions.list({ created: { gte: from, lte: from + 24 * 3600 }, limit: 100 })
      for await (const session of guarded(list)) {
        if (session.client_reference_id === paymentId) return { objectId: session.id, url: session.url }
      }
      return null
    },

    async expire({ objectId }) {
      try {
        await answered(stripe.checkout.sessions.expire(objectId))
      } catch (error) {
        // Only open sessions can be expired: one that was paid or has ended is left as it is.
        if (!(error instanceof ProviderRefused)) throw error
      }
    },

    capture: async ({ objectId, idempotencyKey }) => {
      const session = await answered(stripe.checkout.sessions.retrieve(objectId))
      const intentId = idOf(session.payment_intent)
      if (!intentId) throw new ProviderRefused('nothing_authorized')
      await answered(stripe.paymentIntents.capture(intentId, {}, { idempotencyKey }))
    },

    async refund({ paymentId, objectId, amountMinor, idempotencyKey }) {
      const session = await answered(stripe.checkout.sessions.retrieve(objectId))
      const intentId = idOf(session.payment_intent)
      if (!intentId) throw new ProviderRefused('nothing_captured')
      const { id } = await answered(
        stripe.refunds.create({ payment_intent: intentId, amount: amountMinor, metadata: { payment_id: paymentId } }, { idempotencyKey }),
      )
      return { refundId: id }
    },

    async verify(body, headers, now) {
      const signature = headers['stripe-signature']
      if (typeof signature !== 'string') return null
      const time = Number(/(?:^|,)t=(\d+)/.exec(signature)?.[1])
      if (!(Math.abs(seconds(now) - time) <= tolerance)) return null
      for (const secret of webhookSecrets) {
        try {
          return messageOf(stripe.webhooks.constructEvent(body, signature, secret, tolerance, undefined, now.getTime()), 'signature')
        } catch (error) {
          if (!(error instanceof Stripe.errors.StripeSignatureVerificationError) && !(error instanceof SyntaxError)) throw error
        }
      }
      return null
    },

    async messagesSince(since, limit) {
      const messages: { message: ProviderMessage; body: Buffer }[] = []
      const list = stripe.events.list({ created: { gte: seconds(since) }, types: [...wantedEvents], limit: 100 })
      for await (const event of guarded(list)) {
        messages.push({ message: messageOf(event, 'list'), body: Buffer.from(JSON.stringify(event)) })
        if (messages.length >= limit) break
      }
      // Stripe lists the newest first.
      return messages.reverse()
    },

    async *paymentsSince(since) {
      const list = stripe.paymentIntents.list({ created: { gte: seconds(since) }, limit: 100 })
      for await (const intent of guarded(list)) {
        if (intent.status !== 'succeeded') continue
        const { data } = await answered(stripe.checkout.sessions.list({ payment_intent: intent.id, limit: 1 }))
        const objectId = data[0]?.id
        if (!objectId) {
          yield { objectId: intent.id, paymentId: paymentIdOf(intent.metadata), facts: {} }
          continue
        }
        yield { objectId, paymentId: paymentIdOf(intent.metadata), facts: await lookup({ objectId }) }
      }
    },

    async *movements(from, to) {
      const list = stripe.balanceTransactions.list({ created: { gte: seconds(from), lt: seconds(to) }, limit: 100 })
      for await (const line of guarded(list)) yield movementOf(line)
    },

    async submitEvidence({ disputeId, idempotencyKey, ...evidence }) {
      await answered(
        stripe.disputes.update(
          disputeId,
          {
            evidence: {
              customer_name: evidence.customerName,
              customer_email_address: evidence.customerEmail,
              product_description: evidence.productDescription,
              service_date: evidence.serviceDate,
              access_activity_log: evidence.accessLog,
              refund_policy_disclosure: evidence.refundPolicy,
              uncategorized_text: evidence.correspondence,
            },
            submit: true,
          },
          { idempotencyKey },
        ),
      )
    },

    async cards(customerId) {
      const { data } = await answered(stripe.customers.listPaymentMethods(customerId, { type: 'card', limit: 20 }))
      return data.flatMap(({ id, card }) =>
        card ? [{ id, brand: card.brand, last4: card.last4, expMonth: card.exp_month, expYear: card.exp_year }] : [],
      )
    },

    async forgetCard(customerId, cardId) {
      const { data } = await answered(stripe.customers.listPaymentMethods(customerId, { type: 'card', limit: 20 }))
      if (!data.some(({ id }) => id === cardId)) return false
      await answered(stripe.paymentMethods.detach(cardId))
      return true
    },

    read: (body) => messageOf(asEvent(JSON.parse(body.toString('utf8'))), 'signature'),
  }
}

function sessionParameters(sale: Sale): Stripe.Checkout.SessionCreateParams {
  const metadata = { payment_id: sale.paymentId, order_id: sale.orderId, locale: sale.locale }
  return {
    mode: 'payment',
    client_reference_id: sale.paymentId,
    ...(sale.customerId ? { customer: sale.customerId } : { customer_email: sale.buyerEmail, customer_creation: 'always' }),
    saved_payment_method_options: { payment_method_save: 'enabled' },
    // Stripe's own page speaks neither Arabic nor Somali by name: the buyer's browser decides.
    locale: sale.locale === 'en' ? 'en' : 'auto',
    line_items: [
      {
        quantity: 1,
        price_data: { currency: sale.currency.toLowerCase(), unit_amount: sale.amountMinor, product_data: { name: sale.title } },
      },
    ],
    metadata,
    payment_intent_data: { metadata },
    success_url: sale.successUrl,
    cancel_url: sale.cancelUrl,
    expires_at: seconds(sale.createdAt) + sessionHours * 3600,
  }
}

function factsOf(
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent | null,
  charge: Stripe.Charge | null,
  refunds: Stripe.Refund[],
  disputes: Stripe.Dispute[],
  observedAt: string,
): PaymentFacts {
  const failure = intent?.last_payment_error
  const balance = charge && expanded(charge.balance_transaction)
  return {
    objectId: session.id,
    ...(intent && { intentId: intent.id }),
    checkoutUrl: session.url ?? '',
    orderEcho: session.metadata?.['order_id'] ?? '',
    paymentEcho: session.client_reference_id ?? '',
    ...(session.customer && { customerId: idOf(session.customer) ?? '' }),
    account,
    livemode: session.livemode,
    currency: (session.currency ?? '').toUpperCase(),
    amountMinor: session.amount_total ?? 0,
    processing: intent?.status === 'processing',
    authorized: intent?.status === 'requires_capture',
    ended: session.status === 'expired' || intent?.status === 'canceled',
    failure: failure && !charge ? (failure.decline_code ?? failure.code ?? 'other') : '',
    observedAt,
    captures: charge
      ? {
          [charge.id]: {
            amountMinor: charge.amount_captured,
            currency: charge.currency.toUpperCase(),
            feeMinor: balance?.fee ?? 0,
            at: instant(charge.created),
          },
        }
      : {},
    refunds: Object.fromEntries(
      refunds.map((refund) => [refund.id, { status: refundStatus(refund), amountMinor: refund.amount, at: instant(refund.created) }]),
    ),
    disputes: Object.fromEntries(disputes.map((dispute) => [dispute.id, disputeFacts(dispute)])),
  }
}

function refundStatus({ status }: Stripe.Refund): 'pending' | 'succeeded' | 'failed' {
  if (status === 'succeeded') return 'succeeded'
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending'
}

type DisputeFacts = NonNullable<PaymentFacts['disputes']>[string]

function disputeStatus(status: string): DisputeFacts['status'] {
  if (status === 'won' || status === 'lost' || status === 'needs_response' || status === 'under_review' || status === 'prevented')
    return status
  return status === 'warning_closed' ? 'withdrawn' : 'warning'
}

function disputeFacts({
  status,
  amount,
  created,
  reason,
  evidence_details: details,
  balance_transactions: movements,
}: Stripe.Dispute): DisputeFacts {
  const moved = (sign: 1 | -1) =>
    movements.reduce((sum, movement) => (Math.sign(movement.amount) === sign ? sum + Math.abs(movement.amount) : sum), 0)
  const feeReturnedMinor = movements.reduce((sum, { fee }) => sum + Math.max(-fee, 0), 0)
  return {
    status: disputeStatus(status),
    amountMinor: amount,
    feeMinor: movements.reduce((sum, { fee }) => sum + Math.max(fee, 0), 0),
    withdrawnMinor: moved(-1),
    reinstatedMinor: moved(1),
    ...(feeReturnedMinor > 0 && { feeReturnedMinor }),
    at: instant(created),
    reason,
    ...(details.due_by && { dueAt: instant(details.due_by) }),
    // An inquiry that was answered and becomes a dispute keeps its count, and wants an answer again.
    ...(details.submission_count > 0 && status !== 'needs_response' && { answered: true }),
  }
}

function messageOf(event: Stripe.Event, trust: ProviderMessage['trust']): ProviderMessage {
  const named = asNames(event.data.object)
  const ids = [named.id, idOf(named.payment_intent), idOf(named.charge)].filter((id) => id !== undefined && id !== null)
  return {
    eventId: event.id,
    type: event.type,
    account: event.account ?? account,
    apiVersion: event.api_version,
    objectIds: ids,
    paymentId: paymentIdOf({ payment_id: named.client_reference_id ?? named.metadata?.['payment_id'] ?? '' }),
    wanted: wantedEvents.has(event.type),
    trust,
    at: new Date(event.created * 1000),
  }
}

interface Names {
  id?: string
  client_reference_id?: string | null
  metadata?: Record<string, string> | null
  payment_intent?: string | { id: string } | null
  charge?: string | { id: string } | null
}

/** Of the many objects an event may carry, only names that any of them may have are read; what is missing is undefined. */
function asNames(object: unknown): Names {
  return object as Names
}

/** Bytes from our own inbox: their signature held when they came. */
function asEvent(value: unknown): Stripe.Event {
  return value as Stripe.Event
}

function paymentIdOf(metadata: Record<string, string>): PaymentId | null {
  return PaymentId.safeParse(metadata['payment_id']).data ?? null
}

function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}

function expanded<T extends object>(value: string | T | null | undefined): T | null {
  return typeof value === 'object' ? value : null
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1000)
const instant = (created: number) => new Date(created * 1000).toISOString()

const kinds: Partial<Record<string, Movement['kind']>> = {
  charge: 'capture',
  payment: 'capture',
  refund: 'refund',
  payment_refund: 'refund',
  refund_failure: 'refund_reversal',
  payment_failure_refund: 'refund_reversal',
  stripe_fee: 'fee',
  payout: 'payout',
}

/** A line of Stripe's own account. Disputes come as adjustments: what they take is negative, what they give back is not. */
function movementOf({
  source,
  type,
  reporting_category: category,
  amount,
  fee,
  currency,
  created,
  id,
}: Stripe.BalanceTransaction): Movement {
  const disputed = category.startsWith('dispute') ? (amount < 0 ? 'dispute_withdrawn' : 'dispute_reinstated') : undefined
  return {
    ref: idOf(source) ?? id,
    kind: disputed ?? kinds[type] ?? 'other',
    amountMinor: amount,
    feeMinor: fee,
    currency: currency.toUpperCase(),
    at: new Date(created * 1000),
  }
}

function silent(error: unknown): unknown {
  const lost =
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeAPIError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    // The same call is still under way somewhere else.
    (error instanceof Stripe.errors.StripeError && error.statusCode === 409)
  if (lost) return new ProviderSilent('stripe did not answer', { cause: error })
  return error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError
    ? new ProviderRefused(error.code ?? error.type, { cause: error })
    : error
}

async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw silent(error)
  }
}

async function* guarded<T>(list: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* list
  } catch (error) {
    throw silent(error)
  }
}
