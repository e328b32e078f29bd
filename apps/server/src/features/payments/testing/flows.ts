import { unwatched } from '../../../testing/calls.ts'
import { at, type History } from './history.ts'

/** One thing that happens on the way of money: `us` is what this system does, and can be killed in. */
export interface Step {
  who: 'us' | 'them'
  what: string
  run: (history: History) => Promise<unknown>
}

const us = (what: string, run: Step['run']): Step => ({ who: 'us', what, run })
const them = (what: string, run: Step['run']): Step => ({ who: 'them', what, run })

const priceMinor = 4_900
const sold = (history: History) => at(history.sales, 0)
const objectOf = async (history: History) => (await history.objectOf(sold(history))) ?? ''

const checkout = (provider: 'stripe' | 'paypal' | 'bank_transfer') =>
  us('the buyer starts a checkout', async (history) => {
    const { courseId } = at(history.school.courses, 0)
    const { orderId, paymentId } = await history.buyer(0).payments.startCheckout({ courseId, provider })
    if (!history.sales.length) history.sales.push({ orderId, paymentId, buyer: 0, course: 0, provider, objectId: '' })
  })

const pay = them('the buyer pays by card', async (history) => history.town.control('/pay', { sessionId: await objectOf(history) }))
const approve = them('the buyer approves at PayPal', async (history) =>
  history.town.control(`/paypal/orders/${await objectOf(history)}/approve`),
)

const events = us('the provider tells of it', async (history) => {
  await history.listen()
  for (const event of Array.from(history.held)) await history.deliver(event)
  history.delivered.push(...history.held.splice(0))
})
const jobs = us('the jobs run', (history) => history.workAll())

const purchase: Step[] = [
  checkout('stripe'),
  pay,
  them('and is let in', async (history) => {
    await events.run(history)
    await jobs.run(history)
  }),
]

const requestKey = '0f8fad5b-d9cb-469f-a165-70867728950e'

/** The five ways of money, from the first click to the last job. */
export const flows = {
  card: [checkout('stripe'), pay, events, jobs],
  PayPal: [checkout('paypal'), approve, events, jobs, events, jobs],
  transfer: [
    checkout('bank_transfer'),
    us('an admin says that it came', async (history) => {
      const transfer = await unwatched(() => history.transferOf(sold(history).orderId))
      if (!transfer) throw new Error('there is no transfer')
      await history.admin(0).transfers.approve({ transferId: transfer.id, amountMinor: priceMinor, requestKey, reason: '' })
    }),
    jobs,
  ],
  refund: [
    ...purchase,
    us('an admin refunds a part', (history) =>
      history.admin(0).refunds.make({ paymentId: sold(history).paymentId, amountMinor: 1_900, lines: [], requestKey, note: '' }),
    ),
    jobs,
    events,
    jobs,
  ],
  dispute: [
    ...purchase,
    them('the bank disputes', async (history) => history.town.control(`/payments/${await objectOf(history)}/dispute`)),
    events,
    jobs,
    us('an admin answers', async (history) => {
      const [disputeId] = await unwatched(() => history.disputes())
      if (!disputeId) throw new Error('there is no dispute')
      const pack = {
        productDescription: 'A course',
        serviceDate: '2026-01-01',
        accessLog: 'Opened',
        refundPolicy: '14 days',
        correspondence: 'None',
      }
      await history.admin(0).disputes.submitEvidence({ disputeId, requestKey, pack })
    }),
    jobs,
    them('the bank sides with the buyer', async (history) => {
      const [dispute] = await history.town.disputes()
      await history.town.control(`/disputes/${dispute?.id ?? ''}/close`, { outcome: 'lost' })
    }),
    events,
    jobs,
  ],
} satisfies Record<string, Step[]>

export type FlowName = keyof typeof flows
