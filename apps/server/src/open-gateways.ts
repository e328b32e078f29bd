import type { Config } from './config.ts'
import type { Platform } from './context.ts'
import type { Gateway, Gateways } from './gateways/gateway.ts'
import { paypalGateway } from './gateways/paypal.ts'
import { stripeGateway } from './gateways/stripe.ts'

/** Every way to be paid that these settings allow. */
export function openGateways(
  { stripe, paypal }: Pick<Config, 'stripe' | 'paypal'>,
  { now, log, bankTransfer }: Pick<Platform, 'now' | 'log'> & { bankTransfer: Gateway },
): Gateways {
  return { stripe: stripeGateway(stripe), paypal: paypal && paypalGateway({ ...paypal, now, log }), bank_transfer: bankTransfer }
}
