import { AppError } from '@edurise/contracts/errors'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { fakeServer } from '../../../testing/fake-server.ts'
import { render } from '../../../testing/render.ts'
import { account } from '../testing.ts'
import AccountView from './AccountView.vue'

const own = {
  ...account,
  id: '0199d000-0000-7000-8000-000000000900',
  currency: 'USD',
  deadlineDays: 7,
  twoPersonAboveMinor: 50_000,
  active: true,
}
const show = () =>
  render(AccountView, {
    props: { currency: 'USD' },
    messages: ['ui/desk', 'transfers', 'transfers/accounts'],
    path: '/admin/payments/accounts/USD',
  })
const field = (view: VueWrapper, label: string) => {
  const found = view.findAll('label').find((one) => one.text() === label)
  return view.get<HTMLInputElement>(`#${CSS.escape(found?.attributes('for') ?? '')}`)
}
const submit = async (view: VueWrapper) => {
  await view.get('form').trigger('submit')
  await flushPromises()
}

it('an IBAN with a mistake is said beside the field, and nothing is sent', async () => {
  const calls = fakeServer({ 'transfers.accounts': () => [] })
  const view = await show()
  await field(view, 'IBAN').setValue('DE89 3704 0044 0532 0130 01')
  await field(view, 'IBAN').trigger('blur')
  expect(view.text()).toContain('The check digits do not hold')
  await submit(view)
  expect(view.findAll('[aria-invalid=true]').length).toBeGreaterThan(1)
  expect(calls.some(({ path }) => path === 'transfers.saveAccount')).toBe(false)
  await field(view, 'IBAN').setValue('DE89 3704 0044 0532 0130 00')
  expect(view.text()).toContain('The check digits hold.')
})

it('what is known fills the form, the payer’s view follows what is typed, and it is saved without spaces', async () => {
  const calls = fakeServer({ 'transfers.accounts': () => [own], 'transfers.saveAccount': () => own })
  const view = await show()
  expect(field(view, 'IBAN').element.value).toBe('DE89 3704 0044 0532 0130 00')
  expect(field(view, 'Two people decide above').element.value).toBe('500.00')
  await field(view, 'Account holder').setValue('Harbour Trust')
  expect(view.get('[aria-labelledby=look]').text()).toContain('Harbour Trust')
  await submit(view)
  expect(calls.find(({ path }) => path === 'transfers.saveAccount')?.input).toMatchObject({
    currency: 'USD',
    holder: 'Harbour Trust',
    iban: 'DE89370400440532013000',
    twoPersonAboveMinor: 50_000,
    deadlineDays: 7,
  })
  expect(view.text()).toContain('The account is saved.')
})

it('what the server finds wrong with an IBAN stands beside the field', async () => {
  fakeServer({
    'transfers.accounts': () => [own],
    'transfers.saveAccount': () => {
      throw new AppError('IBAN_INVALID', {})
    },
  })
  const view = await show()
  await submit(view)
  expect(field(view, 'IBAN').attributes('aria-invalid')).toBe('true')
})
