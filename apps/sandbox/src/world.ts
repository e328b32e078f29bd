import type { Paypal } from './paypal/account.ts'
import type { Store } from './store.ts'

/** What every part of one running sandbox shares. */
export interface World {
  readonly store: Store
  /** Milliseconds since 1970; tests bring their own clock. */
  readonly now: () => number
  /** Origin of the desk and the pay pages, known once it listens. */
  readonly deskUrl: () => string
  /** Where Stripe's webhooks go; nothing is sent while undefined. */
  readonly webhookUrl: () => string | undefined
  readonly setWebhookUrl: (url: string) => void
  readonly webhookSecrets: readonly string[]
  readonly secretKey: string
  readonly paypal: Paypal
  /** Tells the delivery that something may be due. */
  readonly wake: () => void
}

export function seconds(world: World): number {
  return Math.floor(world.now() / 1000)
}
