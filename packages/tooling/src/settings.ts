import type { Database } from './database.ts'
import type { DevelopmentSecrets } from './development-secrets.ts'
import { inData } from './places.ts'
import { Refusal } from './refusal.ts'

export type Ports = { web: number; /** Of vite, in development. */ vite: number; sandbox: number; stripe: number; mail: number }

/** PORT, WEB_PORT and SANDBOX_PORT; Stripe's API and the mail server stand beside the sandbox. */
export function readPorts(env: NodeJS.ProcessEnv): Ports {
  const sandbox = port(env, 'SANDBOX_PORT', 4010)
  return { web: port(env, 'PORT', 4000), vite: port(env, 'WEB_PORT', 5173), sandbox, stripe: sandbox + 1, mail: sandbox + 2 }
}

/** Where the sandbox speaks PayPal's API. */
export const paypalOfSandbox = ({ sandbox }: Pick<Ports, 'sandbox'>): string => `http://localhost:${sandbox}/paypal`

/** The environment of server, sandbox and commands: what is set stays, the rest is this checkout's own. */
export function serverEnvironment(
  env: NodeJS.ProcessEnv,
  ports: Ports,
  secrets: DevelopmentSecrets,
  database: Database,
): NodeJS.ProcessEnv {
  // Somebody's own account belongs to the provider itself, unless an address is given too.
  const stripe = env.STRIPE_SECRET_KEY
    ? {}
    : { STRIPE_SECRET_KEY: secrets.STRIPE_SECRET_KEY, STRIPE_API_BASE: `http://localhost:${ports.stripe}` }
  const paypal = env.PAYPAL_CLIENT_ID
    ? {}
    : {
        PAYPAL_CLIENT_ID: secrets.PAYPAL_CLIENT_ID,
        PAYPAL_CLIENT_SECRET: secrets.PAYPAL_CLIENT_SECRET,
        PAYPAL_WEBHOOK_ID: secrets.PAYPAL_WEBHOOK_ID,
        PAYPAL_API_BASE: paypalOfSandbox(ports),
      }
  const made = {
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    ROLE: 'all',
    PORT: String(ports.web),
    PUBLIC_URL: `http://localhost:${ports.web}`,
    SANDBOX_PORT: String(ports.sandbox),
    SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${ports.web}/api/v1/payments/webhooks/stripe`,
    SMTP_URL: `smtp://localhost:${ports.mail}`,
    MAIL_FROM: 'Edurise <no-reply@localhost>',
    FILES_URL: `file://${inData('files')}/`,
    // Types are stripped and code is compiled once, not at every start.
    NODE_COMPILE_CACHE: inData('compile-cache'),
    AUTH_SECRET: secrets.AUTH_SECRET,
    METRICS_TOKEN: secrets.METRICS_TOKEN,
    STRIPE_WEBHOOK_SECRET: secrets.STRIPE_WEBHOOK_SECRET,
    ...stripe,
    ...paypal,
  }
  const { DATABASE_OWNER_URL: _owner, EDURISE_BEGAN: _began, ...given } = withoutEmpty(env)
  return { ...made, ...given, DATABASE_URL: database.url, DATABASE_DIRECT_URL: database.directUrl }
}

/** The same with the owner's address, which only migrations, seeds and backups may have, and EMBEDDED, which a seed asks for. */
export function ownerEnvironment(server: NodeJS.ProcessEnv, database: Database): NodeJS.ProcessEnv {
  return {
    ...server,
    ...(database.ownerUrl === undefined ? {} : { DATABASE_OWNER_URL: database.ownerUrl }),
    EMBEDDED: database.embedded ? '1' : '0',
  }
}

function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
}

function port(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const value = env[name] ? Number(env[name]) : fallback
  if (Number.isInteger(value) && value > 0 && value < 65_533) return value
  throw new Refusal(`${name} has to be a port number between 1 and 65532.`)
}
