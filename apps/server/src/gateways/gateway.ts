import type { OrderId, PaymentId, Provider, TenantId } from '@edurise/contracts'
import type { PaymentFacts } from '@edurise/db'
import type { IncomingHttpHeaders } from 'node:http'

/** One sale to open at a provider. `idempotencyKey` was stored before this call, and is the same in every repetition. */
export interface Sale {
  tenantId: TenantId
  orderId: OrderId
  paymentId: PaymentId
  idempotencyKey: string
  title: string
  amountMinor: number
  currency: string
  buyerEmail: string
  /** The buyer's own object at this provider, which keeps their cards; null where there is none. */
  customerId: string | null
  locale: 'en' | 'ar' | 'so'
  successUrl: string
  cancelUrl: string
  createdAt: Date
}

/** A payment that the provider knows, by the id of the provider's object. */
export interface KnownPayment {
  tenantId: TenantId
  paymentId: PaymentId
  objectId: string
}

/** The provider's object for a sale, and where to pay it. */
export interface Opened {
  objectId: string
  url: string | null
}

/** A message of a provider whose signature held. Nothing of it is believed but its names. */
export interface ProviderMessage {
  eventId: string
  type: string
  account: string
  apiVersion: string | null
  /** Ids of the provider's objects that it speaks of. */
  objectIds: string[]
  /** Our own id, if the provider echoed it. */
  paymentId: PaymentId | null
  /** False for types we did not ask for: stored, acknowledged, ignored. */
  wanted: boolean
  /** What the signature was held against: a secret or certificate of ours, the provider's own answer, or its list. */
  trust: 'signature' | 'provider' | 'list'
  at: Date
}

export interface Refund extends KnownPayment {
  amountMinor: number
  currency: string
  idempotencyKey: string
  createdAt: Date
}

/** A provider's own account of one payment, for the nightly proof. */
export interface ProviderPayment {
  objectId: string
  paymentId: PaymentId | null
  facts: PaymentFacts
}

/** One line of a provider's own account: what it added to (positive) or took from (negative) the balance, fee left out. */
export interface Movement {
  ref: string
  kind: 'capture' | 'refund' | 'refund_reversal' | 'dispute_withdrawn' | 'dispute_reinstated' | 'fee' | 'payout' | 'other'
  amountMinor: number
  feeMinor: number
  currency: string
  at: Date
}

/** What answers a dispute, in the provider's reach: plain texts, each at most 20,000 characters. */
export interface Evidence {
  disputeId: string
  customerName: string
  customerEmail: string
  productDescription: string
  /** When the course was opened to the buyer, as an ISO date. */
  serviceDate: string
  accessLog: string
  refundPolicy: string
  /** Receipts, mails and everything else, as one text. */
  correspondence: string
  idempotencyKey: string
}

/** A card that a buyer left with the provider. */
export interface SavedCard {
  id: string
  brand: string
  last4: string
  expMonth: number
  expYear: number
}

/** The provider did not answer, or answered that it could not: the call may or may not have had its effect. */
export class ProviderSilent extends Error {
  override readonly name = 'ProviderSilent'
}

/** The provider answered, and its answer was no: asking the same again changes nothing. */
export class ProviderRefused extends Error {
  override readonly name = 'ProviderRefused'
  /** The provider's own word for why, e.g. `charge_disputed`. */
  readonly code: string

  constructor(code: string, options?: ErrorOptions) {
    super(`the provider refused: ${code}`, options)
    this.code = code
  }
}

/** A way to be paid. Every call has a timeout, and throws ProviderSilent where the outcome is unknown, ProviderRefused where it is no. */
export interface Gateway {
  readonly account: string
  readonly livemode: boolean
  /** Hours in which a repeated call with the stored key finds the first object. */
  readonly sameKeyHours: number
  /** Safe to repeat: the key makes the provider answer with the first object. */
  open: (sale: Sale) => Promise<Opened>
  /** What the provider says when asked now, whatever its last message said. */
  lookup: (payment: KnownPayment) => Promise<PaymentFacts>
  /** The object that carries our payment id, for a call that got no answer; null when there is none. */
  find: (payment: { tenantId: TenantId; paymentId: PaymentId; createdAt: Date }) => Promise<Opened | null>
  /** Nobody can pay it any more. No harm if somebody has. */
  expire: (payment: KnownPayment) => Promise<void>
  /** Takes the money that the payer has approved. Safe to repeat. Throws ProviderRefused when it cannot be had. */
  capture: (payment: KnownPayment & { idempotencyKey: string }) => Promise<void>
  refund: (refund: Refund) => Promise<{ refundId: string }>
  /** Every payment that took money since then. */
  paymentsSince: (since: Date) => AsyncIterable<ProviderPayment>
  /** The provider's account, line by line, oldest or newest first: [from, to). */
  movements: (from: Date, to: Date) => AsyncIterable<Movement>
  /** Answers a dispute for good; repeated, it changes nothing. Null where disputes are not answered through an interface. */
  submitEvidence: ((evidence: Evidence) => Promise<void>) | null
}

/** A provider that sends messages. */
export interface Messenger {
  /** The version of the provider's API that this code was written for; null where messages carry none. */
  readonly apiVersion: string | null
  /** Null unless the signature holds over these very bytes. Throws ProviderSilent when it could be neither proved nor refuted. */
  verify: (body: Buffer, headers: IncomingHttpHeaders, now: Date) => Promise<ProviderMessage | null>
  /** Messages since then, oldest first, at most `limit`. */
  messagesSince: (since: Date, limit: number) => Promise<{ message: ProviderMessage; body: Buffer }[]>
  /** A message's ids from its stored bytes, whose signature held once. */
  read: (body: Buffer) => ProviderMessage
}

/** Keeps cards for buyers who wish it. */
export interface CardKeeper {
  cards: (customerId: string) => Promise<SavedCard[]>
  /** False when the customer has no such card. */
  forgetCard: (customerId: string, cardId: string) => Promise<boolean>
}

/** PayPal's older notifications, for merchants that still have them switched on. */
export interface IpnGateway {
  /** Asks PayPal whether it sent these bytes: echoed back unchanged. Null when it says no. Throws ProviderSilent when it does not say. */
  verifyIpn: (body: Buffer) => Promise<ProviderMessage | null>
}

export type StripeGateway = Gateway & Messenger & CardKeeper
export type PaypalGateway = Gateway & Messenger & IpnGateway

/** Providers that are set up. */
export interface Gateways {
  stripe: StripeGateway
  /** Null while no PayPal account is set up. */
  paypal: PaypalGateway | null
  bank_transfer: Gateway
}

/** A provider that sends messages and can be asked for them. */
export type MessagingProvider = 'stripe' | 'paypal'

/** The providers that send messages and are set up. */
export function messengersOf({ stripe, paypal }: Gateways): { provider: MessagingProvider; gateway: Gateway & Messenger }[] {
  return [{ provider: 'stripe', gateway: stripe }, ...(paypal ? [{ provider: 'paypal' as const, gateway: paypal }] : [])]
}

/** The gateway of a provider. Throws when it is not set up: a payment through it exists, and cannot be asked about. */
export function gatewayOf(gateways: Gateways, provider: Provider): Gateway {
  const gateway = gateways[provider]
  if (!gateway) throw new ProviderSilent(`${provider} is not set up`)
  return gateway
}
