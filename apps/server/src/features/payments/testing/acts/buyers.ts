import fc from 'fast-check'
import type { Fate } from '../fate.ts'
import { at, type History, type Sold } from '../history.ts'
import { befalls, fate, kind, provider, some, which, type Provider } from './act.ts'
import { approve } from './transfers.ts'

async function checkout(history: History, buyer: number, course: number, by: Provider, fateOf: Fate): Promise<string> {
  const { courseId } = at(history.school.courses, course)
  const { value, told } = await history.call(fateOf, 'checkout', () =>
    history.buyer(buyer).payments.startCheckout({ courseId, provider: by }),
  )
  if (value && !history.sales.some(({ paymentId }) => paymentId === value.paymentId)) {
    const { orderId, paymentId } = value
    history.sales.push({ orderId, paymentId, buyer, course, provider: by, objectId: '' })
  }
  return by === 'stripe' ? told : told.replace('checkout', `checkout by ${by}`)
}

export const startCheckout = kind({
  weight: 8,
  of: fc.record({ buyer: fc.nat(1), course: fc.nat(1), provider, fate }),
  say: ({ buyer, course, provider: by, fate: its }) => `buyer ${buyer} starts a checkout of course ${course} by ${by}${befalls(its)}`,
  run: (history, { buyer, course, provider: by, fate: its }) => checkout(history, buyer, course, by, its),
})

const cards = {
  good: '4242424242424242',
  declined: '4000000000009995',
  disputed: '4000000000000259',
  slow_refund: '4000000000007726',
} as const

export const pay = kind({
  weight: 10,
  of: fc.record({
    sale: some,
    card: fc.oneof(
      { weight: 8, arbitrary: fc.constant('good' as const) },
      { weight: 2, arbitrary: fc.constant('declined' as const) },
      { weight: 1, arbitrary: fc.constant('disputed' as const) },
      { weight: 2, arbitrary: fc.constant('slow_refund' as const) },
    ),
  }),
  say: ({ sale, card }) => `${which(sale, 'sale')} is paid with a ${card} card`,
  async run(history, { sale, card }) {
    const sold = history.sale(sale)
    return sold ? payFor(history, sold, card) : null
  },
})

/** What the buyer does at the provider. A transfer is made elsewhere: what matters here is what staff say of it. */
async function payFor(history: History, sold: Sold, card: keyof typeof cards): Promise<string | null> {
  const id = await history.objectOf(sold)
  if (!id || sold.provider === 'bank_transfer') return null
  const approval = { good: 'approved', slow_refund: 'approved', declined: 'declined', disputed: 'pending' } as const
  const answer =
    sold.provider === 'paypal'
      ? await history.town.control<{ outcome?: string }>(`/paypal/orders/${id}/approve`, {
          outcome: approval[card],
          slowRefunds: card === 'slow_refund',
        })
      : await history.town.control<{ outcome: string }>('/pay', { sessionId: id, card: cards[card] })
  await history.listen()
  if (sold.provider === 'paypal') return answer && `PayPal: ${approval[card]}`
  return `card ${card}: ${answer?.outcome ?? 'no'}`
}

/** A sale that goes as it should: what most histories begin with, so that there is something to return, to dispute and to give away. */
export const purchase = kind({
  weight: 5,
  of: fc.record({ buyer: fc.nat(1), course: fc.nat(1), provider, slow: fc.boolean() }),
  say: ({ buyer, course, provider: by, slow }) =>
    `buyer ${buyer} buys course ${course} by ${by}${slow ? ', where refunds are slow' : ''}, and is in`,
  async run(history, { buyer, course, provider: by, slow }) {
    const known = history.sales.length
    await checkout(history, buyer, course, by, {})
    const sold = history.sales[known]
    if (!sold) return null
    if (by === 'bank_transfer') await approve(history, sold, 0, 1, 1, {})
    else await payFor(history, sold, slow ? 'slow_refund' : 'good')
    for (let round = 0; round < 2; round++) {
      for (const event of history.held.splice(0)) {
        await history.deliver(event)
        history.delivered.push(event)
      }
      await history.workAll()
      await history.listen()
    }
    return `purchase by ${by}`
  },
})

export const doubleClick = kind({
  weight: 2,
  of: fc.record({ buyer: fc.nat(1), course: fc.nat(1), provider, times: fc.integer({ min: 2, max: 3 }) }),
  say: ({ buyer, course, provider: by, times }) => `buyer ${buyer} clicks ${times} times on course ${course}, by ${by}`,
  async run(history, { buyer, course, provider: by, times }) {
    await Promise.all(Array.from({ length: times }, () => checkout(history, buyer, course, by, {})))
    return 'checkout, clicked more than once'
  },
})

export const hurry = kind({
  weight: 4,
  of: fc.record({ sale: some, fate }),
  say: ({ sale, fate: its }) => `the buyer of ${which(sale, 'sale')} waits on the return page${befalls(its)}`,
  async run(history, { sale, fate: its }) {
    const sold = history.sale(sale)
    if (!sold) return null
    return (await history.call(its, 'return page', () => history.buyer(sold.buyer).payments.hurry({ orderId: sold.orderId }))).told
  },
})

export const cancel = kind({
  weight: 3,
  of: fc.record({ sale: some, fate }),
  say: ({ sale, fate: its }) => `the buyer of ${which(sale, 'sale')} gives the order up${befalls(its)}`,
  async run(history, { sale, fate: its }) {
    const sold = history.sale(sale)
    if (!sold) return null
    return (await history.call(its, 'cancel', () => history.buyer(sold.buyer).payments.cancel({ orderId: sold.orderId }))).told
  },
})

export const askRefund = kind({
  weight: 3,
  of: fc.record({ sale: some, fate }),
  say: ({ sale, fate: its }) => `the buyer of ${which(sale, 'sale')} asks for the money back${befalls(its)}`,
  async run(history, { sale, fate: its }) {
    const sold = history.sale(sale)
    if (!sold) return null
    const call = () => history.buyer(sold.buyer).refunds.ask({ orderId: sold.orderId, note: 'It is not for me' })
    return (await history.call(its, 'refund asked', call)).told
  },
})
