import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { PaypalSettings } from './paypal/account.ts'

const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url))

const Environment = z.object({
  NODE_ENV: z.string().default('development'),
  SANDBOX_PORT: z.coerce.number().int().min(1).max(65_533).default(4010),
  SANDBOX_DATA: z.string().min(1).default('.data/sandbox'),
  SANDBOX_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  SANDBOX_PAYPAL_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  SANDBOX_PAYPAL_IPN_URL: z.url({ protocol: /^https?$/ }).optional(),
  STRIPE_SECRET_KEY: z.string().min(8),
  STRIPE_WEBHOOK_SECRET: z.string().min(8),
  PAYPAL_CLIENT_ID: z.string().min(8).optional(),
  PAYPAL_CLIENT_SECRET: z.string().min(8).optional(),
  PAYPAL_WEBHOOK_ID: z
    .string()
    .regex(/^[A-Z0-9]{8,50}$/, 'capitals and digits')
    .optional(),
})

export interface Config {
  /** Port of the desk; Stripe's API listens at +1, mail at +2. 0 takes three free ports. */
  readonly port: number
  /** Folder of the store, or `:memory:`. */
  readonly data: string
  readonly secretKey: string
  /** Webhook secrets, newest first; with two, each delivery carries two signatures, as during a rotation. */
  readonly webhookSecrets: readonly string[]
  readonly webhookUrl?: string
  /** Absent: nobody has the credentials, so PayPal answers every call with 401. */
  readonly paypal?: PaypalSettings
}

/** Reads and checks the environment; throws one error that names every wrong variable and shows no value. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const parsed = Environment.safeParse(Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')))
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`The sandbox cannot start. ${wrong.join('; ')}`)
  }
  const env = parsed.data
  if (env.NODE_ENV === 'production') throw new Error('The sandbox refuses to start in production: it moves no real money.')
  return {
    port: env.SANDBOX_PORT,
    data: env.SANDBOX_DATA === ':memory:' ? ':memory:' : resolve(repositoryRoot, env.SANDBOX_DATA),
    secretKey: env.STRIPE_SECRET_KEY,
    webhookSecrets: env.STRIPE_WEBHOOK_SECRET.split(',')
      .map((secret) => secret.trim())
      .filter(Boolean),
    ...(env.SANDBOX_WEBHOOK_URL === undefined ? {} : { webhookUrl: env.SANDBOX_WEBHOOK_URL }),
    ...paypalOf(env),
  }
}

function paypalOf(env: z.infer<typeof Environment>): { paypal?: PaypalSettings } {
  const { PAYPAL_CLIENT_ID: clientId, PAYPAL_CLIENT_SECRET: clientSecret, PAYPAL_WEBHOOK_ID: webhookId } = env
  if (clientId === undefined && clientSecret === undefined && webhookId === undefined) return {}
  if (clientId === undefined || clientSecret === undefined || webhookId === undefined)
    throw new Error('The sandbox cannot start. PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET, PAYPAL_WEBHOOK_ID: all three or none.')
  return {
    paypal: {
      clientId,
      clientSecret,
      webhookId,
      ...(env.SANDBOX_PAYPAL_WEBHOOK_URL === undefined ? {} : { webhookUrl: env.SANDBOX_PAYPAL_WEBHOOK_URL }),
      ...(env.SANDBOX_PAYPAL_IPN_URL === undefined ? {} : { ipnUrl: env.SANDBOX_PAYPAL_IPN_URL }),
    },
  }
}
