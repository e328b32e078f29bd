import { AppError } from '@edurise/contracts/errors'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import OrderView from './OrderView.vue'
import { frameEnd, ids, offer, openOrder, order, payment, refund, type PlainOrder } from './testing.ts'

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

describe('money back', () => {
  const wish = (more: Partial<PlainOrder>) => ({ ...openOrder(), ...more })
  const none = { may: false, until: null, amountMinor: 0, currency: 'USD' } as const

  it('can be asked for until a day that is said, with a note, once', async () => {
    now = openOrder()
    calls = fakeServer({
      'payments.orderById': () => now,
      'marketplace.bySlug': () => offer,
      'refunds.ask': () => {
        now = wish({ refunds: [refund('asked')], eligibility: { ...none, because: 'asked_already' } })
        return refund('asked')
      },
    })
    const view = await show()
    expect(view.text()).toContain('You can ask for your money back until 7 December 2099')
    await press(view, 'Ask for your money back')
    await view.get('textarea').setValue('Too early for me')
    await view.get('form').trigger('submit')
    await flushPromises()
    expect(calls.find(({ path }) => path === 'refunds.ask')).toMatchObject({ input: { orderId: ids.order, note: 'Too early for me' } })
    expect(view.text()).toContain('The school has been told and decides')
    expect(view.text()).not.toContain('Ask for your money back')
  })

  it('that was asked for can be taken back', async () => {
    now = wish({ refunds: [refund('asked')], eligibility: { ...none, because: 'asked_already' } })
    calls = fakeServer({
      'payments.orderById': () => now,
      'marketplace.bySlug': () => offer,
      'refunds.withdraw': () => {
        now = wish({ refunds: [refund('withdrawn')] })
        return refund('withdrawn')
      },
    })
    const view = await show()
    await press(view, 'Take the request back')
    expect(calls.find(({ path }) => path === 'refunds.withdraw')).toMatchObject({
      input: { orderId: ids.order, refundId: refund('asked').id },
    })
    expect(view.text()).toContain('You took the request back')
    expect(view.findAll('button').some((button) => button.text() === 'Ask for your money back')).toBe(true)
  })

  it.each([
    [refund('declined', { answer: 'You have finished all lessons.' }), 'You have finished all lessons.'],
    [refund('pending'), 'is on its way back to you'],
    [refund('succeeded', { settledAt: '2026-11-25T10:00:00.000Z' }), 'went back on 25 November 2026'],
    [refund('failed'), 'could not be sent back'],
  ])('says how it stands: $state', async (last, words) => {
    answer(wish({ refunds: [last], eligibility: { ...none, because: 'on_its_way' } }))
    expect((await show()).text()).toContain(words)
  })

  it('that cannot be asked for says why', async () => {
    answer(wish({ eligibility: { ...none, because: 'window_over', until: '2026-11-01T10:00:00.000Z' } }))
    expect((await show()).text()).toContain('A refund was possible until 1 November 2026')
    answer(wish({ eligibility: { ...none, because: 'no_window' } }))
    expect((await show()).text()).toContain('without a time for refunds')
  })

  it('that came back ends this access, keeps the progress, and leaves the way to buy again', async () => {
    answer(order('refunded', { state: 'refunded', access: 'closed', refunds: [refund('succeeded')] }))
    const view = await show()
    expect(view.text()).toContain('Your progress is kept')
    expect(view.find('a[href="/checkout/field-data"]').text()).toBe('Buy the course again')
  })
})

describe('an order that is not paid', () => {
  const failed = () => order('attempt_failed', { payments: [payment('attempt_failed', { checkoutUrl: 'https://pay.test/1' })] })

  it('can be cancelled after a question, and says then that it is', async () => {
    answer(failed())
    calls = fakeServer({
      'payments.orderById': () => now,
      'payments.hurry': () => ({ asked: 1 }),
      'marketplace.bySlug': () => offer,
      'payments.cancel': () => {
        now = order('expired', { state: 'expired', access: 'closed' })
        return { state: 'expired' }
      },
    })
    const view = await show()
    await press(view, 'Cancel the order')
    expect(count('payments.cancel')).toBe(0)
    const dialog = document.querySelector('[role=dialog]')
    expect(dialog?.textContent).toContain('Nobody can pay it after that')
    Array.from(dialog?.querySelectorAll('button') ?? [])
      .find((button) => button.textContent?.trim() === 'Cancel the order')
      ?.click()
    await flushPromises()
    expect(count('payments.cancel')).toBe(1)
    expect(view.get('h1').text()).toBe('You cancelled this order')
  })

  it('leads to the other ways to pay', async () => {
    answer(failed())
    expect((await show()).find('a[href="/checkout/field-data"]').text()).toBe('Pay another way')
  })

  it('speaks of PayPal where PayPal confirms it', async () => {
    answer(order('authorized', { payments: [payment('authorized', { provider: 'paypal' })] }))
    expect((await show()).get('h1').text()).toBe('Confirming with PayPal')
  })
})

it('whoever paid twice reads that the second payment goes back by itself', async () => {
  answer({
    ...openOrder(),
    payments: [
      payment('paid', { paidAt: '2026-11-23T20:15:00.000Z' }),
      payment('refund_pending', { duplicate: true, paidAt: '2026-11-23T20:16:00.000Z' }),
    ],
  })
  expect((await show()).text()).toContain('You paid twice. The second payment goes back by itself')
})

it('what happened is told newest first, with papers and refunds', async () => {
  answer({
    ...openOrder(),
    payments: [payment('paid', { paidAt: '2026-11-23T20:15:00.000Z' })],
    refunds: [
      refund('declined', {
        createdAt: '2026-11-24T08:00:00.000Z',
        decidedAt: '2026-11-24T09:00:00.000Z',
        note: 'Too early',
        answer: 'Too late',
      }),
    ],
    invoices: [{ id: ids.invoice, name: 'H-1', kind: 'invoice', issuedAt: '2026-11-23T20:15:01.000Z' }],
  })
  const view = await show()
  const lines = view
    .get('[aria-labelledby=happened]')
    .findAll('li')
    .map((line) =>
      line
        .get('p')
        .text()
        .replaceAll(/[\u2066-\u2069]/g, ''),
    )
  expect(lines).toEqual([
    'The school declined',
    'You asked for $49.00 back',
    'Invoice issued H-1',
    '$49.00 arrived: Card',
    'Payment begun: Card',
    'Order made',
  ])
})
