import { AppError } from '@edurise/contracts/errors'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { fakeServer } from '../../../testing/fake-server.ts'
import { render } from '../../../testing/render.ts'
import PaymentSettings from './PaymentSettings.vue'

const methods = (paypal: boolean, account: boolean) => [
  { currency: 'USD', provider: 'stripe', enabled: true, missing: null },
  { currency: 'USD', provider: 'paypal', enabled: paypal, missing: null },
  { currency: 'USD', provider: 'bank_transfer', enabled: false, missing: account ? null : 'bank_account' },
]
const show = () => render(PaymentSettings, { messages: ['ui/desk', 'payments', 'payments/settings'], path: '/admin/payments' })

it('a way to pay is switched with one press', async () => {
  let paypal = false
  const calls = fakeServer({
    'payments.settings': () => methods(paypal, true),
    'payments.switchMethod': () => {
      paypal = true
      return { enabled: true }
    },
  })
  const view = await show()
  await view.get('[role=switch][aria-label="PayPal in USD"]').trigger('click')
  await flushPromises()
  expect(calls.find(({ path }) => path === 'payments.switchMethod')?.input).toEqual({ currency: 'USD', provider: 'paypal', enabled: true })
  expect(view.get('[role=switch][aria-label="PayPal in USD"]').attributes('aria-checked')).toBe('true')
})

it('what is missing is said, and linked', async () => {
  fakeServer({ 'payments.settings': () => methods(false, false) })
  const view = await show()
  expect(view.text()).toContain('You have named no account that the money can be sent to.')
  expect(view.find('a[href="/admin/payments/accounts/USD"]').text()).toBe('Name the account')
  expect(view.get('[role=switch][aria-label="Bank transfer in USD"]').attributes('disabled')).toBeDefined()
  expect(view.text()).toContain('With this off, nobody can pay in USD.')
})

it('what could not be switched goes back, and is said beside it', async () => {
  fakeServer({
    'payments.settings': () => methods(false, true),
    'payments.switchMethod': () => {
      throw new AppError('METHOD_NOT_OFFERED', { provider: 'paypal' })
    },
  })
  const view = await show()
  await view.get('[role=switch][aria-label="PayPal in USD"]').trigger('click')
  await flushPromises()
  expect(view.get('[role=switch][aria-label="PayPal in USD"]').attributes('aria-checked')).toBe('false')
  expect(view.get('[role=alert]').text()).toContain('This way to pay is not offered here')
})
