import { beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'
import { aCertificate } from './gateways/paypal/testing/certificates.ts'

const environment = {
  DATABASE_URL: 'postgres://app@localhost/edurise',
  AUTH_SECRET: 'a secret of the tests, long enough',
  STRIPE_SECRET_KEY: 'sk_test_of_the_settings',
  STRIPE_WEBHOOK_SECRET: 'whsec_of_the_settings',
  SMTP_URL: 'smtp://localhost:1025',
  METRICS_TOKEN: 'metrics of the tests',
}
const account = {
  PAYPAL_CLIENT_ID: 'client-of-the-settings',
  PAYPAL_CLIENT_SECRET: 'secret-of-the-settings',
  PAYPAL_WEBHOOK_ID: '1JE4291016473214C',
}
const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://learn.example.org',
  MAIL_FROM: 'Edurise <no-reply@example.org>',
  FILES_URL: 'file:///var/lib/edurise/',
}

let root: string

beforeAll(async () => {
  root = (await aCertificate({ name: 'CN=Root', authority: true })).pem
})

function complaint(settings: Record<string, string>): string {
  try {
    readConfig({ ...environment, ...settings })
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return ''
}

describe('PayPal', () => {
  it('is not offered while no account is set up', () => {
    expect(readConfig(environment).paypal).toBeNull()
  })

  it('is offered with an account; older notifications are off until they are switched on', () => {
    expect(readConfig({ ...environment, ...account }).paypal).toEqual({
      clientId: 'client-of-the-settings',
      clientSecret: 'secret-of-the-settings',
      webhookId: '1JE4291016473214C',
      apiBase: null,
      trustedRoot: null,
      ipn: false,
      ipnReceivers: [],
    })
    expect(
      readConfig({ ...environment, ...account, PAYPAL_IPN: 'true', PAYPAL_IPN_RECEIVER: 'shop@example.org, S9NDBXEDUR5EQ' }).paypal,
    ).toMatchObject({ ipn: true, ipnReceivers: ['shop@example.org', 'S9NDBXEDUR5EQ'] })
  })

  it.each(['PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET', 'PAYPAL_WEBHOOK_ID'] as const)('does not start without its %s alone', (name) => {
    const { [name]: _left, ...others } = account
    expect(complaint(others)).toContain(`${name}: is missing`)
  })

  it('takes the sandbox for PayPal, whose root may stand on one line', () => {
    const sandbox = { PAYPAL_API_BASE: 'http://localhost:4010/paypal', PAYPAL_TRUSTED_ROOT: root.replaceAll('\n', String.raw`\n`) }
    expect(readConfig({ ...environment, ...account, ...sandbox }).paypal).toMatchObject({
      apiBase: 'http://localhost:4010/paypal',
      trustedRoot: root,
    })
  })

  it.each([
    ['PAYPAL_API_BASE', () => 'http://localhost:4010/paypal'],
    ['PAYPAL_TRUSTED_ROOT', () => root],
  ])('never takes the sandbox for PayPal in production: %s', (name, value) => {
    expect(complaint({ ...production, ...account })).toBe('')
    expect(complaint({ ...production, ...account, [name]: value() })).toContain(`${name}: belongs to the sandbox`)
  })

  it('trusts no text that is not the certificate of an authority', async () => {
    const { pem } = await aCertificate()
    for (const value of [pem, 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])
      expect(complaint({ ...account, PAYPAL_TRUSTED_ROOT: value })).toContain(
        'PAYPAL_TRUSTED_ROOT: has to be the certificate of an authority',
      )
  })

  it('never writes a secret into its complaint', () => {
    const message = complaint({ PAYPAL_CLIENT_SECRET: account.PAYPAL_CLIENT_SECRET, PAYPAL_WEBHOOK_ID: 'wrong id' })
    expect(message).toContain('PAYPAL_WEBHOOK_ID')
    expect(message).not.toContain(account.PAYPAL_CLIENT_SECRET)
  })
})
