import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import type { Card } from './cards.ts'
import { badRequest } from './errors.ts'
import { withCustomer } from './customers.ts'
import { openDispute } from './disputes.ts'
import type { Cause } from './events.ts'
import { recordEvent } from './events.ts'
import { aBalanceTransaction, aCharge, anIntent, cardFee } from './resources.ts'
import type { CardUsed } from './resources.ts'
import { intentMetadataOf } from './sessions.ts'
import type { Charge, Json, PaymentIntent, Session } from './shapes.ts'

type Attempt =
  | { readonly outcome: 'paid' | 'processing' | 'already'; readonly session: Session }
  | { readonly outcome: 'expired'; readonly session: Session }
  | { readonly outcome: 'declined'; readonly session: Session; readonly card: Card }

export interface Buyer {
  readonly email: string | null
  readonly name: string | null
}

/** One press of "Pay". However often it is pressed, a session is paid once. */
export function pay(world: World, session: Session, card: Card, used: CardUsed, buyer: Buyer): Attempt {
  if (session.status === 'complete') return { outcome: 'already', session }
  if (session.status === 'expired' || session.expires_at <= seconds(world)) {
    return { outcome: 'expired', session: session.status === 'open' ? expireSession(world, session) : session }
  }
  const { store } = world
  const intent = intentOf(world, session)
  const status = { declined: 'failed', succeeded: 'succeeded', disputed: 'succeeded', bank_debit: 'pending' } as const
  const charge = aCharge(world, intent, status[card.outcome], card.outcome === 'bank_debit' ? 'bank_debit' : used, buyer)
  const withBuyer: Session = {
    ...(card.outcome === 'declined' ? session : withCustomer(world, session, buyer)),
    payment_intent: intent.id,
    customer_details: {
      ...(session.customer_details ?? {
        address: null,
        business_name: null,
        individual_name: null,
        phone: null,
        tax_exempt: 'none',
        tax_ids: null,
      }),
      ...buyer,
    },
  }

  if (card.outcome === 'declined') {
    const failed = { ...charge, failure_code: card.code ?? 'card_declined', failure_message: card.message ?? '' }
    store.put('charge', {
      ...failed,
      outcome: {
        network_status: 'declined_by_network',
        reason: card.declineCode ?? null,
        risk_level: 'normal',
        seller_message: card.message ?? '',
        type: 'issuer_declined',
      },
    })
    const refused: PaymentIntent = { ...intent, latest_charge: charge.id, last_payment_error: declineOf(card, charge) }
    store.put('payment_intent', refused)
    const open: Session = { ...session, payment_intent: intent.id }
    store.put('checkout.session', open)
    recordEvent(world, 'payment_intent.payment_failed', refused)
    return { outcome: 'declined', session: open, card }
  }
  if (card.outcome === 'bank_debit') {
    const processing: PaymentIntent = {
      ...intent,
      latest_charge: charge.id,
      payment_method: charge['payment_method'] ?? null,
      status: 'processing',
    }
    const waiting: Session = { ...withBuyer, status: 'complete', url: null }
    store.put('charge', charge)
    store.put('payment_intent', processing)
    store.put('checkout.session', waiting)
    recordEvent(world, 'payment_intent.processing', processing)
    recordEvent(world, 'checkout.session.completed', waiting)
    return { outcome: 'processing', session: waiting }
  }

  const settled = capture(world, charge)
  const succeeded = succeed(world, intent, settled)
  const paid: Session = { ...withBuyer, payment_status: 'paid', status: 'complete', url: null }
  store.put('checkout.session', paid)
  recordEvent(world, 'payment_intent.succeeded', succeeded)
  recordEvent(world, 'checkout.session.completed', paid)
  if (card.outcome === 'disputed') openDispute(world, settled, { amount: settled.amount, reason: 'fraudulent', inquiry: false })
  return { outcome: 'paid', session: paid }
}

/** The bank's answer to a debit that was processing. */
export function settleDebit(world: World, session: Session, succeeds: boolean): Session {
  const { store } = world
  const intent = session.payment_intent === null ? undefined : store.find('payment_intent', session.payment_intent)
  const charge = intent?.latest_charge ? store.find('charge', intent.latest_charge) : undefined
  if (intent === undefined || charge === undefined || intent.status !== 'processing')
    throw badRequest(`Checkout session ${session.id} has no payment in processing.`)
  if (succeeds) {
    const paid: Session = { ...session, payment_status: 'paid' }
    const succeeded = succeed(world, intent, capture(world, charge))
    store.put('checkout.session', paid)
    recordEvent(world, 'payment_intent.succeeded', succeeded)
    recordEvent(world, 'checkout.session.async_payment_succeeded', paid)
    return paid
  }
  const message = "The customer's bank account could not be debited."
  const failed: Charge = {
    ...charge,
    status: 'failed',
    paid: false,
    captured: false,
    failure_code: 'debit_not_authorized',
    failure_message: message,
  }
  const refused: PaymentIntent = {
    ...intent,
    status: 'requires_payment_method',
    payment_method: null,
    last_payment_error: { type: 'invalid_request_error', code: 'payment_intent_payment_attempt_failed', message, charge: charge.id },
  }
  store.put('charge', failed)
  store.put('payment_intent', refused)
  recordEvent(world, 'payment_intent.payment_failed', refused)
  recordEvent(world, 'checkout.session.async_payment_failed', session)
  return session
}

/** Ends an open session; its payment, if one was tried, ends with it. */
export function expireSession(world: World, session: Session, cause?: Cause): Session {
  if (session.status !== 'open') {
    throw badRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    )
  }
  const expired: Session = { ...session, status: 'expired', url: null }
  world.store.put('checkout.session', expired)
  const intent = session.payment_intent === null ? undefined : world.store.find('payment_intent', session.payment_intent)
  if (intent !== undefined) {
    const canceled: PaymentIntent = { ...intent, status: 'canceled', canceled_at: seconds(world), cancellation_reason: 'automatic' }
    world.store.put('payment_intent', canceled)
    recordEvent(world, 'payment_intent.canceled', canceled, cause)
  }
  recordEvent(world, 'checkout.session.expired', expired, cause)
  return expired
}

/** Expires whatever is past its time; called by the clock. */
export function expireDue(world: World): void {
  world.store.transaction(() => {
    const due = world.store.list('checkout.session', {
      where: `status = 'open' and json_extract(body, '$.expires_at') <= ?`,
      values: [seconds(world)],
    })
    for (const session of due) expireSession(world, session)
  })
}

function intentOf(world: World, session: Session): PaymentIntent {
  const known = session.payment_intent === null ? undefined : world.store.find('payment_intent', session.payment_intent)
  if (known !== undefined) return known
  return anIntent(world, session, intentMetadataOf(world, session.id))
}

function capture(world: World, charge: Charge): Charge {
  const money = aBalanceTransaction(world, {
    type: 'charge',
    amount: charge.amount,
    fee: cardFee(charge.amount),
    currency: charge.currency,
    source: charge.id,
    category: 'charge',
    description: 'Checkout',
  })
  world.store.put('balance_transaction', money)
  const captured: Charge = {
    ...charge,
    amount_captured: charge.amount,
    balance_transaction: money.id,
    captured: true,
    paid: true,
    status: 'succeeded',
  }
  world.store.put('charge', captured)
  return captured
}

function succeed(world: World, intent: PaymentIntent, charge: Charge): PaymentIntent {
  const succeeded: PaymentIntent = {
    ...intent,
    amount_received: charge.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    payment_method: charge['payment_method'] ?? null,
    status: 'succeeded',
  }
  world.store.put('payment_intent', succeeded)
  return succeeded
}

function declineOf(card: Card, charge: Charge): Json {
  return {
    type: 'card_error',
    charge: charge.id,
    code: card.code ?? 'card_declined',
    ...(card.declineCode === undefined ? {} : { decline_code: card.declineCode }),
    message: card.message ?? 'Your card was declined.',
    ...(card.code === 'incorrect_cvc' ? { param: 'cvc' } : {}),
  }
}
