import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const secrets = { STRIPE_SECRET_KEY: 'sk_test_12345678', STRIPE_WEBHOOK_SECRET: 'whsec_new_secret,whsec_old_secret' }

test('names every wrong variable and shows no value', () => {
  expect(() => readConfig({ SANDBOX_PORT: '99999', STRIPE_SECRET_KEY: 'short1', SANDBOX_WEBHOOK_URL: 'nowhere' })).toThrow(
    /SANDBOX_PORT.*SANDBOX_WEBHOOK_URL.*STRIPE_SECRET_KEY.*STRIPE_WEBHOOK_SECRET/,
  )
  expect(() => readConfig({ STRIPE_SECRET_KEY: 'short1' })).not.toThrow(/short1/)
})

test('refuses to start in production', () => {
  expect(() => readConfig({ ...secrets, NODE_ENV: 'production' })).toThrow('refuses to start in production')
})

test('takes two webhook secrets during a rotation', () => {
  expect(readConfig({ ...secrets, SANDBOX_DATA: ':memory:' })).toMatchObject({
    port: 4010,
    data: ':memory:',
    webhookSecrets: ['whsec_new_secret', 'whsec_old_secret'],
  })
})

test('takes a PayPal app whole or not at all', () => {
  const app = {
    PAYPAL_CLIENT_ID: 'client-of-the-tests',
    PAYPAL_CLIENT_SECRET: 'secret-of-the-tests',
    PAYPAL_WEBHOOK_ID: '1JE4291016473214C',
  }
  expect(readConfig(secrets).paypal).toBeUndefined()
  expect(readConfig({ ...secrets, ...app, SANDBOX_PAYPAL_IPN_URL: 'http://localhost:4000/ipn' }).paypal).toEqual({
    clientId: 'client-of-the-tests',
    clientSecret: 'secret-of-the-tests',
    webhookId: '1JE4291016473214C',
    ipnUrl: 'http://localhost:4000/ipn',
  })
  expect(() => readConfig({ ...secrets, ...app, PAYPAL_WEBHOOK_ID: '' })).toThrow('all three or none')
  expect(() => readConfig({ ...secrets, ...app, PAYPAL_WEBHOOK_ID: 'WH-1' })).toThrow(/PAYPAL_WEBHOOK_ID/)
})
