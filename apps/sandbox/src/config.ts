import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url))

const Environment = z.object({
  NODE_ENV: z.string().default('development'),
  SANDBOX_PORT: z.coerce.number().int().min(1).max(65_533).default(4010),
  SANDBOX_DATA: z.string().min(1).default('.data/sandbox'),
  SANDBOX_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  STRIPE_SECRET_KEY: z.string().min(8),
  STRIPE_WEBHOOK_SECRET: z.string().min(8),
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
  }
}
