import { OrderId } from '@edurise/contracts'
import { AppError } from '@edurise/contracts/errors'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import CheckoutView from './CheckoutView.vue'
import { frameEnd, ids, offer, openOrder, order, payment } from './testing.ts'

const none = { state: 'none', orderId: null, nextLessonId: null, lessonsDone: 0 }
const url = 'https://pay.test/cs_1'
const show = (): Promise<VueWrapper> =>
  render(CheckoutView, { props: { slug: 'field-data' }, messages: ['payments'], path: '/checkout/field-data' })
const payButton = (view: VueWrapper) => view.findAll('button').find((button) => button.text().startsWith('Pay'))
const pay = async (view: VueWrapper) => {
  await payButton(view)?.trigger('click')
  await flushPromises()
}

let went: string[]
beforeEach(() => {
  localStorage.clear()
  frameEnd()
  went = []
  vi.spyOn(location, 'assign').mockImplementation((to) => void went.push(String(to)))
})
afterEach(() => void vi.restoreAllMocks())

const server = (more: Parameters<typeof fakeServer>[0]) =>
  fakeServer({
    'marketplace.bySlug': () => offer,
    'enrolments.standing': () => none,
    'payments.myOrders': () => ({ items: [], nextCursor: null }),
    'payments.methods': () => ({ currency: 'USD', providers: ['stripe', 'paypal', 'bank_transfer'] }),
    'payments.hurry': () => ({ asked: 1 }),
    ...more,
  })

it('two presses start one checkout, and the payment page opens once', async () => {
  const started = Promise.withResolvers<object>()
  const calls = server({ 'payments.startCheckout': () => started.promise })
  const view = await show()
  await pay(view)
  await pay(view)
  started.resolve({ orderId: ids.order, paymentId: ids.payment, url })
  await vi.waitFor(() => expect(went).toEqual([url]))
  await pay(view)
  expect(calls.filter(({ path }) => path === 'payments.startCheckout').map(({ input }) => input)).toEqual([
    { courseId: ids.course, provider: 'stripe' },
  ])
  expect(went).toEqual([url])
})

it('a silent provider takes nothing, and trying again goes on', async () => {
  let tries = 0
  server({
    'payments.startCheckout': () => {
      tries += 1
      if (tries === 1) throw new AppError('PROVIDER_SILENT', { orderId: OrderId.parse(ids.order) })
      return { orderId: ids.order, paymentId: ids.payment, url }
    },
  })
  const view = await show()
  await pay(view)
  expect(view.get('[role=alert]').text()).toContain('Nothing was taken')
  expect(view.get('[role=alert]').text()).toContain('goes on with the same payment')
  await press(view, 'Try again')
  expect(went).toEqual([url])
})

it('an owner is led into the course, before or after pressing', async () => {
  server({ 'enrolments.standing': () => ({ ...none, state: 'enrolled' }) })
  const owner = await show()
  expect(owner.get('h1').text()).toBe('This course is already yours')
  expect(owner.find('a[href="/learn/field-data"]').exists()).toBe(true)

  server({
    'payments.startCheckout': () => {
      throw new AppError('ALREADY_ENROLLED', { slug: 'field-data' })
    },
  })
  const late = await show()
  await pay(late)
  expect(late.get('h1').text()).toBe('This course is already yours')
})

it('a course taken off the market says so, and that nothing was taken', async () => {
  server({
    'payments.startCheckout': () => {
      throw new AppError('COURSE_NOT_FOR_SALE', { slug: 'field-data' })
    },
  })
  const view = await show()
  await pay(view)
  expect(view.text()).toContain('Nothing was taken from you')
})

it('too many tries name the time to wait', async () => {
  server({
    'payments.startCheckout': () => {
      throw new AppError('TOO_MANY_REQUESTS', { retryAfterSeconds: 40 })
    },
  })
  const view = await show()
  await pay(view)
  expect(view.get('[role=alert]').text()).toContain('Wait 40 s')
})

it('a lost connection keeps the button', async () => {
  server({
    'payments.startCheckout': () => {
      throw new TypeError('fetch failed')
    },
  })
  const view = await show()
  await pay(view)
  expect(view.get('[role=alert]').text()).toContain('We could not reach Edurise')
  expect(payButton(view)?.attributes('aria-busy')).toBeUndefined()
})

const begun = (state: 'awaiting_payer' | 'attempt_failed' | 'processing') =>
  server({
    'payments.myOrders': () => ({ items: [order(state)], nextCursor: null }),
    'payments.orderById': () =>
      order(state, { payments: [payment(state, { failure: state === 'attempt_failed' ? 'expired_card' : null, checkoutUrl: url })] }),
  })

it('whoever comes back without paying reads that nothing was taken, and can go on', async () => {
  begun('awaiting_payer')
  const view = await show()
  expect(view.get('[role=status]').text()).toContain('Nothing was taken')
  expect(payButton(view)?.exists()).toBe(true)
})

it('whoever comes back after a failed try reads why', async () => {
  begun('attempt_failed')
  const view = await show()
  expect(view.get('[role=status]').text()).toContain('The card has expired')
})

it('whoever is back before the news reads it as it comes: a declined card, or a course that has opened', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  try {
    let now = order('awaiting_payer')
    let standing: object = none
    const calls = server({
      'payments.myOrders': () => ({ items: [now], nextCursor: null }),
      'payments.orderById': () => now,
      'enrolments.standing': () => standing,
    })
    const view = await show()
    const hurried = () => calls.filter(({ path }) => path === 'payments.hurry').map(({ input }) => input)
    expect(hurried()).toEqual([{ orderId: ids.order }])
    expect(view.get('[role=status]').text()).toContain('before paying')
    now = order('attempt_failed', { payments: [payment('attempt_failed', { failure: 'card_declined' })] })
    await vi.advanceTimersByTimeAsync(1001)
    await flushPromises()
    expect(view.get('[role=status]').text()).toContain('Your bank declined the card')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(hurried()).toHaveLength(1)

    now = order('awaiting_payer')
    const other = await show()
    now = openOrder()
    standing = { ...none, state: 'enrolled' }
    await vi.advanceTimersByTimeAsync(1001)
    await flushPromises()
    expect(other.get('h1').text()).toBe('This course is already yours')
  } finally {
    vi.useRealTimers()
  }
})

it('a payment that is on its way is not started again', async () => {
  begun('processing')
  const view = await show()
  expect(view.get('[role=status]').text()).toContain('on its way')
  expect(payButton(view)).toBeUndefined()
  expect(view.find(`a[href="/orders/${ids.order}"]`).exists()).toBe(true)
})

it('says the price, the tax of nothing, and until when the money can be had back', async () => {
  server({})
  const view = await show()
  expect(view.text()).toContain('$49.00')
  expect(view.text()).toContain('$0.00')
  expect(view.text()).toContain('Full refund until')
})

const choose = async (view: VueWrapper, way: string) => {
  await view.get(`input[value=${way}]`).setValue(true)
  await flushPromises()
}

it('each way to pay says what it means, and the button says what will be done', async () => {
  const calls = server({ 'payments.startCheckout': () => ({ orderId: ids.order, paymentId: ids.payment, url }) })
  const view = await show()
  expect(view.get('[role=radiogroup]').findAll('input')).toHaveLength(3)
  expect(view.text()).toContain('A person checks it within one working day.')
  await choose(view, 'paypal')
  expect(payButton(view)?.text()).toContain('with PayPal')
  await choose(view, 'bank_transfer')
  expect(view.text()).toContain('Nothing is taken now')
  await press(view, `Transfer \u2066$49.00\u2069`)
  expect(calls.find(({ path }) => path === 'payments.startCheckout')?.input).toEqual({ courseId: ids.course, provider: 'bank_transfer' })
})

it('the chosen way is remembered, as long as it is offered', async () => {
  server({})
  await choose(await show(), 'paypal')
  expect((await show()).get<HTMLInputElement>('input[value=paypal]').element.checked).toBe(true)
  server({ 'payments.methods': () => ({ currency: 'USD', providers: ['stripe', 'bank_transfer'] }) })
  const without = await show()
  expect(without.get<HTMLInputElement>('input[value=stripe]').element.checked).toBe(true)
  expect(without.text()).not.toContain('PayPal')
})

it('a way that was switched off meanwhile is said, and what is left is offered', async () => {
  let offered = ['stripe', 'paypal']
  server({
    'payments.methods': () => ({ currency: 'USD', providers: offered }),
    'payments.startCheckout': () => {
      offered = ['stripe']
      throw new AppError('METHOD_NOT_OFFERED', { provider: 'paypal' })
    },
  })
  const view = await show()
  await choose(view, 'paypal')
  await pay(view)
  expect(view.get('[role=alert]').text()).toContain('This way to pay is not offered here')
  expect(view.find('input[value=paypal]').exists()).toBe(false)
  expect(payButton(view)?.text()).toBe('Pay \u2066$49.00\u2069')
})

it('where nobody can pay, there is no button, and it is said why', async () => {
  server({ 'payments.methods': () => ({ currency: 'USD', providers: [] }) })
  const view = await show()
  expect(view.text()).toContain('Nobody can pay for this course at the moment')
  expect(payButton(view)).toBeUndefined()
})

it('a transfer that was begun is said to count still, and another way can be chosen', async () => {
  server({
    'payments.myOrders': () => ({ items: [order('awaiting_payer')], nextCursor: null }),
    'payments.orderById': () => order('awaiting_payer', { payments: [payment('awaiting_payer', { provider: 'bank_transfer' })] }),
  })
  const view = await show()
  expect(view.get('[role=status]').text()).toContain('do not pay again')
  expect(payButton(view)?.exists()).toBe(true)
})
