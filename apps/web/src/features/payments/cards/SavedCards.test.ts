import { AppError } from '@edurise/contracts/errors'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { fakeServer } from '../../../testing/fake-server.ts'
import { press, render } from '../../../testing/render.ts'
import SavedCards from './SavedCards.vue'

const cards = [
  { id: 'pm_1', brand: 'visa', last4: '4242', expMonth: 12, expYear: 2099 },
  { id: 'pm_2', brand: 'mastercard', last4: '4444', expMonth: 1, expYear: 2020 },
]
const show = () => render(SavedCards, { messages: ['payments/cards'] })
const plain = (text: string) => text.replaceAll(/[\u2066-\u2069]/g, '')

it('a card is forgotten after a question, and no other', async () => {
  let kept = cards
  const calls = fakeServer({
    'payments.cards': () => kept,
    'payments.forgetCard': () => {
      kept = cards.slice(1)
      return { left: 1 }
    },
  })
  const view = await show()
  expect(plain(view.text())).toContain('Visa ending in 4242')
  expect(view.text()).toContain('Expired 01/2020')
  await press(view, 'Forget')
  expect(calls.some(({ path }) => path === 'payments.forgetCard')).toBe(false)
  const buttons = Array.from(document.querySelectorAll<HTMLButtonElement>('[role=dialog] button'))
  buttons.find((button) => button.textContent?.trim() === 'Forget')?.click()
  await flushPromises()
  expect(calls.find(({ path }) => path === 'payments.forgetCard')?.input).toEqual({ cardId: 'pm_1' })
  expect(plain(view.text())).not.toContain('4242')
  expect(view.get('[role=status]').text()).toBe('The card is forgotten.')
})

it('where no card is kept, it is said how one comes to be', async () => {
  fakeServer({ 'payments.cards': () => [] })
  expect((await show()).text()).toContain('No card is kept')
})

it('a payment partner that does not answer can be asked again', async () => {
  let silent = true
  fakeServer({
    'payments.cards': () => {
      if (silent) throw new AppError('PROVIDER_SILENT', { orderId: null })
      return cards
    },
  })
  const view = await show()
  expect(view.get('[role=alert]').text()).toContain('does not answer')
  silent = false
  await press(view, 'Try again')
  expect(view.findAll('li')).toHaveLength(2)
})
