import { randomBytes } from 'node:crypto'
import { appendFileSync, chmodSync, existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { inData, makeDataFolder } from './places.ts'

const makers = {
  AUTH_SECRET: () => random(),
  STRIPE_SECRET_KEY: () => `sk_test_${random().replaceAll(/[-_]/g, '')}`,
  STRIPE_WEBHOOK_SECRET: () => `whsec_${random().replaceAll(/[-_]/g, '')}`,
  PAYPAL_CLIENT_ID: () => random(),
  PAYPAL_CLIENT_SECRET: () => random(),
  PAYPAL_WEBHOOK_ID: () => randomBytes(8).toString('hex').toUpperCase(),
  METRICS_TOKEN: () => random(),
  DATABASE_PASSWORD: () => random(),
}

export type DevelopmentSecrets = Record<keyof typeof makers, string>

/** Secrets of this checkout, made once and kept in `.data/dev.env`, readable by its owner only. */
export function developmentSecrets(): DevelopmentSecrets {
  makeDataFolder()
  const file = inData('dev.env')
  const kept = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  const secret = (name: keyof typeof makers): string => {
    const known = kept[name]
    if (known !== undefined && known !== '') return known
    const made = makers[name]()
    appendFileSync(file, `${name}=${made}\n`, { mode: 0o600 })
    return made
  }
  const secrets = {
    AUTH_SECRET: secret('AUTH_SECRET'),
    STRIPE_SECRET_KEY: secret('STRIPE_SECRET_KEY'),
    STRIPE_WEBHOOK_SECRET: secret('STRIPE_WEBHOOK_SECRET'),
    PAYPAL_CLIENT_ID: secret('PAYPAL_CLIENT_ID'),
    PAYPAL_CLIENT_SECRET: secret('PAYPAL_CLIENT_SECRET'),
    PAYPAL_WEBHOOK_ID: secret('PAYPAL_WEBHOOK_ID'),
    METRICS_TOKEN: secret('METRICS_TOKEN'),
    DATABASE_PASSWORD: secret('DATABASE_PASSWORD'),
  }
  chmodSync(file, 0o600)
  return secrets
}

const random = () => randomBytes(32).toString('base64url')
