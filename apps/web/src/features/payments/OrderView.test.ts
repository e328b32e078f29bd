import { AppError } from '@edurise/contracts/errors'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { render } from '../../testing/render.ts'
import OrderView from './OrderView.vue'
import { frameEnd, ids, offer, openOrder, order, payment, type PlainOrder } from './testing.ts'

let now: PlainOrder
let calls: { path: string }[]
const count = (path: string) => calls.filter((call) => call.path === path).length
const reads = () => count('payments.orderById')
const hurries = () => count('payments.hurry')

function answer(first: PlainOrder): void {
  now = first
  calls = fakeServer({
    'payments.orderById': () => now,
    'payments.hurry': () => ({ asked: 1 }),
    'marketplace.bySlug': () => offer,
  })
}
const show = (locale: 'en' | 'ar' | 'so' = 'en') =>
  render(OrderView, { props: { id: ids.order }, messages: ['payments', 'transfers'], locale })

async function after(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await flushPromises()
}

function see(state: 'visible' | 'hidden'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'requestAnimationFrame', 'cancelAnimationFrame', 'performance'] })
  frameEnd()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('while a payment is being confirmed', () => {
  it('the order is read again after a second and the provider asked at 0, 3 and 13 seconds', async () => {
    answer(order('created'))
    const view = await show()
    expect([reads(), hurries()]).toEqual([1, 1])
    await after(1001)
    expect(reads()).toBe(2)
    await after(2000)
    expect(hurries()).toBe(2)
    await after(9900)
    expect(hurries()).toBe(2)
    await after(200)
    expect(hurries()).toBe(3)
    expect(view.text()).toContain('Asked 3 times, last at')
    expect(view.text()).toContain('You may close this page')
  })

  it('nothing is asked any more once the course is open', async () => {
    answer(order('created'))
    const view = await show()
    now = openOrder()
    await after(1001)
    expect(view.get('h1').text()).toMatch(/^You’re in/)
    expect(view.find('a[href="/learn/field-data"]').text()).toBe('Start lesson 1')
    const before = [reads(), hurries()]
    await after(60_000)
    expect([reads(), hurries()]).toEqual(before)
  })

  it('a page that nobody looks at asks nothing, and asks at once when somebody does', async () => {
    answer(order('created'))
    await show()
    see('hidden')
    const before = [reads(), hurries()]
    await after(30_000)
    expect([reads(), hurries()]).toEqual(before)
    see('visible')
    await flushPromises()
    expect(reads()).toBe((before[0] ?? 0) + 1)
    expect(hurries()).toBe((before[1] ?? 0) + 1)
  })

  it('the order is read less and less often, but each five seconds at least', async () => {
    answer(order('processing'))
    await show()
    await after(60_000)
    const before = reads()
    await after(10_100)
    expect(reads() - before).toBe(2)
  })

  it('a lost connection is said beside what is known, and reading goes on', async () => {
    answer(order('created'))
    const view = await show()
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    await after(1001)
    expect(view.text()).toContain('goes on asking by itself')
    answer(openOrder())
    await after(5000)
    expect(view.get('h1').text()).toMatch(/^You’re in/)
  })

  it('says that nothing was paid as soon as the provider has said so', async () => {
    answer(order('awaiting_payer', { payments: [payment('awaiting_payer', { checkoutUrl: 'https://pay.test/1' })] }))
    const view = await show()
    expect(view.get('h1').text()).toBe('Confirming with your bank')
    now = order('awaiting_payer', {
      payments: [payment('awaiting_payer', { checkoutUrl: 'https://pay.test/1', lookedAt: '2026-11-23T20:14:05.000Z' })],
    })
    await after(1001)
    expect(view.get('h1').text()).toBe('Not paid yet')
    expect(view.find('a[href="https://pay.test/1"]').exists()).toBe(true)
  })
})

describe('a payment that failed', () => {
  it.each([
    ['card_declined', 'Your bank declined the card. Nothing was taken.'],
    ['insufficient_funds', 'There is not enough money on the card. Nothing was taken.'],
    ['expired_card', 'The card has expired. Nothing was taken.'],
    ['authentication', 'Your bank could not make sure that it is you. Nothing was taken.'],
    ['other', 'The payment did not go through. Nothing was taken.'],
  ] as const)('because of %s says so in plain words, with the way back to the payment', async (failure, words) => {
    answer(order('attempt_failed', { payments: [payment('attempt_failed', { failure, checkoutUrl: 'https://pay.test/1' })] }))
    const view = await show()
    expect(view.text()).toContain(words)
    expect(view.find('a[href="https://pay.test/1"]').text()).toContain('Try again')
  })
})

describe('an order', () => {
  it('of somebody else, or of nobody, is not among yours', async () => {
    fakeServer({
      'payments.orderById': () => {
        throw new AppError('ORDER_NOT_FOUND', {})
      },
    })
    const view = await show()
    expect(view.get('h1').text()).toBe('This order is not among yours')
  })

  it('that was paid long ago keeps its lines and papers, and moves nothing', async () => {
    answer({ ...openOrder(), paidAt: '2026-01-05T10:00:00.000Z' })
    const view = await show()
    expect(view.get('h1').text()).toBe('This course is yours')
    expect(view.find(`a[href="/invoices/${ids.invoice}"]`).exists()).toBe(true)
    expect(hurries()).toBe(0)
  })

  it('speaks Arabic and Somali', async () => {
    answer(openOrder())
    expect((await show('ar')).text()).toContain('ابدأ الدرس الأول')
    expect((await show('so')).text()).toContain('Bilow casharka 1aad')
  })
})

describe('whoever comes straight from the payment page', () => {
  const paid = (more: Parameters<typeof payment>[1]) =>
    order('attempt_failed', {
      payments: [payment('attempt_failed', { failure: 'card_declined', checkoutUrl: 'https://pay.test/1', ...more })],
    })

  it('is not told of an earlier try that failed until the provider has been looked at again', async () => {
    vi.spyOn(document, 'referrer', 'get').mockReturnValue('https://pay.test/')
    answer(paid({}))
    const view = await show()
    expect(view.get('h1').text()).toBe('Confirming with your bank')
    expect(view.get('[aria-current=step]').text()).toBe('Confirmed to us')
    now = paid({ lookedAt: '2026-11-23T20:15:00.000Z' })
    await after(1001)
    expect(view.get('h1').text()).toBe('That did not go through')
  })
})
