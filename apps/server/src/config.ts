import { urlForRole } from '@edurise/db'
import { z } from 'zod'
import { certificatesIn } from './gateways/paypal/chain.ts'

const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .optional()
    .transform((value) => (value ? value === 'true' : fallback))
const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `has to be an address that begins with ${protocols.join(' or ')}`,
    )
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)
/** A text of certificates; where a file of settings has no lines within a value, `\\n` stands for their ends. */
const authorities = z
  .string()
  .transform((value) => value.replaceAll(String.raw`\n`, '\n'))
  .refine((value) => {
    try {
      const certificates = certificatesIn(value)
      return certificates.length > 0 && certificates.every(({ ca }) => ca)
    } catch {
      return false
    }
  }, 'has to be the certificate of an authority, as PEM')
const count = z.coerce.number().int().min(1).max(1_000_000)
const port = z.coerce.number().int().min(1).max(65535)

/** Values that stand in examples and tutorials: refused, so that nobody's deployment can be opened with them. */
const wellKnown = /^(secret|password|changeme|change-me|default|example|test|whsec_(test|secret)|sk_test_(123|x+)|0+|1234.*)$/i
const secret = (min: number) =>
  z
    .string()
    .min(min, `has to be at least ${min} characters long`)
    .refine((value) => !wellKnown.test(value), 'is a well-known value')

const variables = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  PORT: port.default(4000),
  HOST: z.string().default(''),
  PUBLIC_URL: url('http:', 'https:').default('http://localhost:4000'),
  TRUST_PROXY: list.default([]),
  DATABASE_URL: url('postgres:', 'postgresql:'),
  DATABASE_DIRECT_URL: url('postgres:', 'postgresql:').optional(),
  DATABASE_AUTH_URL: url('postgres:', 'postgresql:').optional(),
  DATABASE_PLATFORM_URL: url('postgres:', 'postgresql:').optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(16),
  DATABASE_NAMED_STATEMENTS: flag(true),
  AUTH_SECRET: secret(32),
  STRIPE_SECRET_KEY: secret(16),
  STRIPE_WEBHOOK_SECRET: list.pipe(
    z.array(secret(16)).min(1, 'has to hold at least one secret').max(2, 'holds two secrets at most: the old one and the new one'),
  ),
  STRIPE_API_BASE: url('http:', 'https:').optional(),
  PAYPAL_CLIENT_ID: secret(16).optional(),
  PAYPAL_CLIENT_SECRET: secret(16).optional(),
  PAYPAL_WEBHOOK_ID: z
    .string()
    .regex(/^[A-Za-z0-9]{8,50}$/, 'has to be the id that PayPal gave to the webhook')
    .optional(),
  PAYPAL_API_BASE: url('http:', 'https:').optional(),
  PAYPAL_TRUSTED_ROOT: authorities.optional(),
  PAYPAL_IPN: flag(false),
  PAYPAL_IPN_RECEIVER: list.default([]),
  SMTP_URL: url('smtp:', 'smtps:'),
  MAIL_FROM: z.string().min(3).default('Edurise <no-reply@localhost>'),
  METRICS_TOKEN: secret(16),
  CORS_ALLOWED_ORIGINS: list.default([]),
  FILES_URL: url('file:').default(new URL('../../../.data/files/', import.meta.url).href),
  WEB_DIST: z.string().default(new URL('../../web/dist/', import.meta.url).pathname),
  WEB_DEV_URL: url('http:').optional(),
  LIMIT_API_ANONYMOUS: count.default(100),
  LIMIT_API_SIGNED_IN: count.default(300),
  LIMIT_PAYMENTS: count.default(10),
  LIMIT_UPLOADS: count.default(20),
  LIMIT_SIGN_IN: count.default(5),
  LIMIT_SIGN_IN_DAY: count.default(100),
  LIMIT_SIGN_UP: count.default(20),
  LIMIT_RESET: count.default(5),
})

export type Config = Readonly<{
  production: boolean
  role: 'all' | 'web' | 'worker'
  logLevel: string
  port: number
  host: string
  publicUrl: URL
  trustProxy: string[]
  database: { url: string; directUrl: string; authUrl: string; platformUrl: string; pool: number; named: boolean }
  authSecret: string
  stripe: { secretKey: string; webhookSecrets: string[]; apiBase: string | null }
  /** Null while no account is set up: PayPal is not offered then. */
  paypal: {
    clientId: string
    clientSecret: string
    webhookId: string
    apiBase: string | null
    trustedRoot: string | null
    /** Whether notifications of the older kind are taken. */
    ipn: boolean
    ipnReceivers: string[]
  } | null
  smtpUrl: string
  mailFrom: string
  metricsToken: string
  corsOrigins: string[]
  filesUrl: string
  webDist: string
  webDevUrl: string | null
  limits: {
    /** A minute, per address. */
    apiAnonymous: number
    /** A minute, per person. */
    apiSignedIn: number
    /** A minute, per person. */
    payments: number
    /** An hour, per person. */
    uploads: number
    /** A minute, per account and address. */
    signIn: number
    /** A day, per account. */
    signInDay: number
    /** An hour, per address. */
    signUp: number
    /** An hour, per account. */
    reset: number
  }
}>

/** Every wrong variable by name, and never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** The server's settings from its environment. Throws a ConfigError that names each variable which is missing or wrong. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = variables.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      ({ path, message, code }) =>
        `  ${path[0]?.toString()}: ${given[String(path[0])] === undefined && code === 'invalid_type' ? 'is missing' : message}`,
    )
    throw new ConfigError(`These settings keep the server from starting:\n${[...new Set(lines)].join('\n')}`)
  }
  const env = parsed.data
  const production = env.NODE_ENV === 'production'
  const wrong: string[] = []
  if (production && !env.PUBLIC_URL.startsWith('https:')) wrong.push('PUBLIC_URL: has to begin with https: in production')
  if (production && given['MAIL_FROM'] === undefined) wrong.push('MAIL_FROM: is missing')
  if (production && given['FILES_URL'] === undefined) wrong.push('FILES_URL: is missing')
  if (production && env.STRIPE_API_BASE) wrong.push('STRIPE_API_BASE: belongs to the sandbox, which has no place in production')
  if (production && env.PAYPAL_API_BASE) wrong.push('PAYPAL_API_BASE: belongs to the sandbox, which has no place in production')
  if (production && env.PAYPAL_TRUSTED_ROOT) wrong.push('PAYPAL_TRUSTED_ROOT: belongs to the sandbox, which has no place in production')
  const paypalParts = ['PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET', 'PAYPAL_WEBHOOK_ID'] as const
  const paypalLacks = paypalParts.filter((name) => env[name] === undefined)
  if (paypalLacks.length < paypalParts.length)
    wrong.push(...paypalLacks.map((name) => `${name}: is missing, while others of PayPal are set`))
  if (wrong.length) throw new ConfigError(`These settings keep the server from starting:\n${wrong.map((line) => `  ${line}`).join('\n')}`)
  return {
    production,
    role: env.ROLE,
    logLevel: env.LOG_LEVEL,
    port: env.PORT,
    // Unset: both families of addresses, since localhost resolves to either.
    host: env.HOST || '::',
    publicUrl: new URL(env.PUBLIC_URL),
    trustProxy: env.TRUST_PROXY,
    database: {
      url: env.DATABASE_URL,
      directUrl: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL,
      authUrl: env.DATABASE_AUTH_URL ?? urlForRole(env.DATABASE_URL, 'edurise_auth'),
      platformUrl: env.DATABASE_PLATFORM_URL ?? urlForRole(env.DATABASE_URL, 'edurise_platform'),
      pool: env.DATABASE_POOL,
      named: env.DATABASE_NAMED_STATEMENTS,
    },
    authSecret: env.AUTH_SECRET,
    stripe: { secretKey: env.STRIPE_SECRET_KEY, webhookSecrets: env.STRIPE_WEBHOOK_SECRET, apiBase: env.STRIPE_API_BASE ?? null },
    paypal: paypalOf(env),
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    metricsToken: env.METRICS_TOKEN,
    corsOrigins: env.CORS_ALLOWED_ORIGINS,
    filesUrl: env.FILES_URL,
    webDist: env.WEB_DIST,
    webDevUrl: env.WEB_DEV_URL ?? null,
    limits: {
      apiAnonymous: env.LIMIT_API_ANONYMOUS,
      apiSignedIn: env.LIMIT_API_SIGNED_IN,
      payments: env.LIMIT_PAYMENTS,
      uploads: env.LIMIT_UPLOADS,
      signIn: env.LIMIT_SIGN_IN,
      signInDay: env.LIMIT_SIGN_IN_DAY,
      signUp: env.LIMIT_SIGN_UP,
      reset: env.LIMIT_RESET,
    },
  }
}

function paypalOf(env: z.infer<typeof variables>): Config['paypal'] {
  const { PAYPAL_CLIENT_ID: clientId, PAYPAL_CLIENT_SECRET: clientSecret, PAYPAL_WEBHOOK_ID: webhookId } = env
  if (clientId === undefined || clientSecret === undefined || webhookId === undefined) return null
  return {
    clientId,
    clientSecret,
    webhookId,
    apiBase: env.PAYPAL_API_BASE ?? null,
    trustedRoot: env.PAYPAL_TRUSTED_ROOT ?? null,
    ipn: env.PAYPAL_IPN,
    ipnReceivers: env.PAYPAL_IPN_RECEIVER,
  }
}
