import { AppError } from '@edurise/contracts/errors'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useSession } from '../../session.ts'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import RefundPanel from './RefundPanel.vue'

const paymentId = '01a20a79-faaa-73b3-8f96-91c2a17f0c01'
const refundId = '01a20a79-faaa-73b3-8f96-91c2a17f0c02'
const lines = ['01a20a79-faaa-73b3-8f96-91c2a17f0c03', '01a20a79-faaa-73b3-8f96-91c2a17f0c04']
const payment = {
  id: paymentId,
  provider: 'stripe',
  state: 'paid',
  amountMinor: 4_900,
  capturedMinor: 4_900,
  refundedMinor: 0,
  currency: 'USD',
  duplicate: false,
}
const refund = {
  id: refundId,
  paymentId,
  state: 'asked',
  reason: 'asked',
  amountMinor: 4_900,
  currency: 'USD',
  note: 'It is not for me',
  answer: '',
  failure: null,
  createdAt: '2026-11-20T10:00:00.000Z',
  decidedAt: null,
  settledAt: null,
}
const order = (refunds: object[] = [], payments: object[] = [payment]) => ({
  id: 'o',
  number: 'EDU-2026-000001',
  payments,
  refunds,
  currency: 'USD',
})
interface Choice {
  amountMinor: number
  lines: { lineId: string; amountMinor: number }[]
}
/** As the server answers: of 49.00 everything is left, and returning all of it ends the access. */
const previewOf = (input: unknown, values: object = {}) => {
  const { amountMinor } = input as Choice
  return {
    paymentId,
    capturedMinor: 4_900,
    takenMinor: 0,
    refundableMinor: 4_900,
    amountMinor,
    taxMinor: Math.round(amountMinor / 10),
    currency: 'USD',
    lines: lines.map((lineId, i) => ({ lineId, title: `Course ${i + 1}`, amountMinor: 2_450, refundableMinor: 2_450 })),
    access: amountMinor === 4_900 ? 'ends' : 'keeps',
    otherSources: [],
    credits: 'HARBOUR-2026-000017',
    byHand: false,
    ...values,
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

async function panel(answers: Parameters<typeof fakeServer>[0] = {}, of = order()) {
  const calls = fakeServer({ 'refunds.preview': (input) => previewOf(input), ...answers })
  const view = await render(RefundPanel, { messages: ['refunds'], path: '/admin/orders', props: { order: of } })
  Object.assign(useSession(), { me: { id: 'x', name: 'B', permissions: ['refunds.make'], platformPermissions: [], memberships: [] } })
  await flushPromises()
  return { view, callsOf: (name: string) => calls.filter(({ path }) => path === name) }
}
const dialog = () => document.querySelector('[role=dialog]')
const button = (label: string) =>
  [...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.trim().replaceAll(/[\u2066-\u2069]/g, '') === label)
async function act(label: string): Promise<void> {
  const one = button(label)
  if (!one) throw new Error(`nothing says "${label}" in ${dialog()?.textContent}`)
  one.click()
  await flushPromises()
}
async function type(selector: string, text: string, n = 0): Promise<void> {
  const field = dialog()?.querySelectorAll<HTMLInputElement>(selector)[n]
  if (!field) throw new Error(`no ${selector}`)
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await flushPromises()
  vi.advanceTimersByTime(400)
  await flushPromises()
}
async function mode(value: string): Promise<void> {
  dialog()?.querySelector<HTMLInputElement>(`input[value="${value}"]`)?.click()
  await flushPromises()
  vi.advanceTimersByTime(400)
  await flushPromises()
}
const said = () => (dialog()?.textContent ?? '').replaceAll(/[\u2066-\u2069]/g, '')

it('what a refund does to money, access and paper is said before it is made, and the button names the amount', async () => {
  const { view, callsOf } = await panel()
  await press(view, 'Refund…')
  expect(said()).toContain('$49.00 goes back, $4.90 of it tax.')
  expect(said()).toContain('$0.00 of $49.00 is left after it.')
  expect(said()).toContain('The course closes when the provider confirms.')
  expect(said()).toContain('A credit note for invoice HARBOUR-2026-000017 is issued.')
  expect(button('Return $49.00 and close access')).toBeDefined()
  expect(callsOf('refunds.make')).toEqual([])
})

it('a part of the money leaves the access open, and what is typed stays', async () => {
  const { view, callsOf } = await panel()
  await press(view, 'Refund…')
  await mode('amount')
  await type('input[inputmode="decimal"]', '10')
  expect(said()).toContain('Stays open.')
  expect(button('Return $10.00')).toBeDefined()
  expect(dialog()?.querySelector<HTMLInputElement>('input[inputmode="decimal"]')?.value).toBe('10')
  expect(callsOf('refunds.preview').map(({ input }) => (input as Choice).amountMinor)).toEqual([4_900, 1_000])
})

it('a double click makes one refund, and a second try after a broken line is the same one', async () => {
  const keys: string[] = []
  let broken = true
  const { view } = await panel({
    'refunds.make': (input) => {
      keys.push((input as { requestKey: string }).requestKey)
      if (broken) throw new TypeError('failed')
      return { ...refund, state: 'requested' }
    },
  })
  await press(view, 'Refund…')
  const one = button('Return $49.00 and close access')
  one?.click()
  one?.click()
  await flushPromises()
  expect(keys).toHaveLength(1)
  expect(said()).toContain('The connection broke on the way')
  broken = false
  await act('Return $49.00 and close access')
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(1)
  expect(view.text().replaceAll(/[\u2066-\u2069]/g, '')).toContain('$49.00 is being returned.')
})

it('more than is left is said beside the amount, and nothing is sent', async () => {
  const { view, callsOf } = await panel()
  await press(view, 'Refund…')
  await mode('amount')
  await type('input[inputmode="decimal"]', '60.00')
  expect(said()).toContain('At most $49.00 is left.')
  await act('Return $60.00')
  expect(callsOf('refunds.make')).toEqual([])
  await type('input[inputmode="decimal"]', 'ten')
  expect(said()).toContain('Enter an amount above zero')
})

it('when somebody else has returned a part meanwhile, all of it is less', async () => {
  const { view } = await panel({
    'refunds.preview': (input) => {
      if ((input as Choice).amountMinor > 2_000) throw new AppError('REFUND_TOO_LARGE', { refundableMinor: 2_000, currency: 'USD' })
      return previewOf(input, { takenMinor: 2_900, refundableMinor: 2_000, access: 'ends' })
    },
  })
  await press(view, 'Refund…')
  vi.advanceTimersByTime(400)
  await flushPromises()
  expect(button('Return $20.00 and close access')).toBeDefined()
})

it('amounts of lines are added up and sent line by line', async () => {
  const { view, callsOf } = await panel({ 'refunds.make': () => ({ ...refund, state: 'requested' }) })
  await press(view, 'Refund…')
  await mode('lines')
  await type('input[inputmode="decimal"]', '5', 0)
  await type('input[inputmode="decimal"]', '7.50', 1)
  await act('Return $12.50')
  expect(callsOf('refunds.make')[0]?.input).toMatchObject({
    amountMinor: 1_250,
    lines: [
      { lineId: lines[0], amountMinor: 500 },
      { lineId: lines[1], amountMinor: 750 },
    ],
  })
})

it('a gift needs its reason, and then the access stays', async () => {
  const { view, callsOf } = await panel({ 'refunds.make': () => ({ ...refund, state: 'requested' }) })
  await press(view, 'Refund…')
  dialog()?.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click()
  await flushPromises()
  expect(said()).toContain('Stays open as a gift of yours.')
  await act('Return $49.00')
  expect(said()).toContain('Say why the course stays open.')
  expect(callsOf('refunds.make')).toEqual([])
  await type('textarea', 'Goodwill')
  await act('Return $49.00')
  expect(callsOf('refunds.make')[0]?.input).toMatchObject({ keepAccess: true, note: 'Goodwill' })
})

it('access that another source carries, and money that goes back by hand, are said', async () => {
  const { view } = await panel({
    'refunds.preview': (input) => previewOf(input, { access: 'carried', otherSources: ['admin'], byHand: true }),
  })
  await press(view, 'Refund…')
  expect(said()).toContain('the course stays open: given by the school.')
  expect(said()).toContain('Send $49.00 back from your bank yourself.')
})

it('a learner’s wish is approved with its id, or declined with a reason', async () => {
  const { view, callsOf } = await panel(
    { 'refunds.make': () => ({ ...refund, state: 'requested' }), 'refunds.decline': () => ({ ...refund, state: 'declined' }) },
    order([refund]),
  )
  expect(view.text()).toContain('It is not for me')
  await press(view, 'Decline…')
  await act('Decline…')
  expect(callsOf('refunds.decline')).toEqual([])
  await type('textarea', 'The time is over')
  await act('Decline…')
  expect(callsOf('refunds.decline')[0]?.input).toEqual({ refundId, answer: 'The time is over' })
  await press(view, 'Approve…')
  await act('Return $49.00 and close access')
  expect(callsOf('refunds.make')[0]?.input).toMatchObject({ refundId, amountMinor: 4_900 })
})

it('a refund that failed says what the provider said, and can be tried again', async () => {
  const failed = { ...refund, state: 'failed', failure: 'expired_or_canceled_card' }
  const { view, callsOf } = await panel({ 'refunds.again': () => ({ ...failed, state: 'requested' }) }, order([failed]))
  expect(view.text()).toContain('expired_or_canceled_card')
  await press(view, 'Try again')
  expect(callsOf('refunds.again')[0]?.input).toMatchObject({ refundId })
})

it('who may not return money sees the refunds and no button', async () => {
  fakeServer({})
  const view = await render(RefundPanel, { messages: ['refunds'], path: '/admin/orders', props: { order: order([refund]) } })
  expect(view.text()).toContain('Asked for')
  expect(view.findAll('button')).toEqual([])
})
