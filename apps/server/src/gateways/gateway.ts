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
  locale: 'en' | 'ar' | 'so'
  successUrl: string
  cancelUrl: string
  createdAt: Date
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
  at: Date
}

export interface Refund {
  paymentId: PaymentId
  /** The provider's object that took the money. */
  objectId: string
  amountMinor: number
  idempotencyKey: string
  createdAt: Date
}

/** A provider's own account of one payment, for the nightly proof. */
export interface ProviderPayment {
  objectId: string
  paymentId: PaymentId | null
  facts: PaymentFacts
}

/** The provider did not answer, or answered that it could not: the call may or may not have had its effect. */
export class ProviderSilent extends Error {
  override readonly name = 'ProviderSilent'
}

/** A payment provider. Every call has a timeout, and throws ProviderSilent where the outcome is unknown. */
export interface Gateway {
  readonly account: string
  readonly livemode: boolean
  /** The version of the provider's API that this code was written for. */
  readonly apiVersion: string
  /** Safe to repeat: the key makes the provider answer with the first object. */
  open: (sale: Sale) => Promise<Opened>
  /** What the provider says when asked now, whatever its last message said. */
  lookup: (payment: { objectId: string }) => Promise<PaymentFacts>
  /** The object that carries our payment id, for a call that got no answer; null when there is none. */
  find: (payment: { paymentId: PaymentId; createdAt: Date }) => Promise<Opened | null>
  /** Nobody can pay it any more. No harm if somebody has. */
  expire: (objectId: string) => Promise<void>
  refund: (refund: Refund) => Promise<{ refundId: string }>
  /** Null unless the signature holds over these very bytes. */
  verify: (body: Buffer, headers: IncomingHttpHeaders, now: Date) => ProviderMessage | null
  /** Messages since then, oldest first, at most `limit`. */
  messagesSince: (since: Date, limit: number) => Promise<{ message: ProviderMessage; body: Buffer }[]>
  /** Every payment that took money since then. */
  paymentsSince: (since: Date) => AsyncIterable<ProviderPayment>
  /** A message's ids from its stored bytes, whose signature held once. */
  read: (body: Buffer) => ProviderMessage
}

/** Providers that are set up. */
export type Gateways = { [P in Extract<Provider, 'stripe'>]: Gateway }
