import type { Certificates } from './certificates.ts'

/** The merchant's account and app, as its owner sets them up in PayPal's developer portal. */
export interface PaypalSettings {
  readonly clientId: string
  readonly clientSecret: string
  readonly webhookId: string
  /** Where webhooks go; absent: beside Stripe's. */
  readonly webhookUrl?: string
  /** Where legacy notifications go; absent: they are switched off. */
  readonly ipnUrl?: string
  /** Throws when an answer of the sandbox does not fit the published API: for tests. */
  readonly strict?: boolean
}

/** PayPal as it runs now. */
export interface Paypal {
  readonly settings: PaypalSettings
  readonly certificates: Certificates
  readonly webhookUrl: () => string | undefined
  readonly setWebhookUrl: (url: string) => void
  readonly ipnUrl: () => string | undefined
  readonly setIpnUrl: (url: string | undefined) => void
}

export const merchant = { id: 'S9NDBXEDUR5EQ', email: 'merchant@sandbox.example' }
export const payer = { id: 'PAYER23SNDBXQ', givenName: 'Zoë', surname: 'Tester', country: 'SO', email: 'buyer@example.org' }

/** Stripe's webhook address with PayPal's name at its end. */
export function besideStripe(url: string | undefined): string | undefined {
  return url?.replace(/\/stripe$/, '/paypal')
}
