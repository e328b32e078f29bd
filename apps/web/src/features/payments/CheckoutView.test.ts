import { OrderId } from '@edurise/contracts'
import { AppError } from '@edurise/contracts/errors'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import CheckoutView from './CheckoutView.vue'
import { frameEnd, ids, offer, order, payment } from './testing.ts'

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
