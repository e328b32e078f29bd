import { inTenant } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import type { Platform } from '../../context.ts'
import { useWorld } from '../../testing/world.ts'
import { sweepPayments } from './inbox/sweep-payments.ts'
import { settlePayment } from './settle-payment.ts'
import { paypalTillOf } from './testing/paypal-till.ts'
import { tillOf, type Sale } from './testing/till.ts'

const world = useWorld()
const till = tillOf(world)

/**
 * An attempt that its provider did not find for a moment was given up here; the order was still open, for the sake of another attempt, and the buyer
 * began one more with the same provider. Then the first one is found after all.
 */
async function twoAttempts() {
  const { tenant, learner, course } = await paypalTillOf(world).aShop()
  const { tenantId } = tenant
  const first = await till.startCheckout(learner, course)
  const elsewhere = await learner.api.payments.startCheckout({ courseId: course.courseId, provider: 'paypal' })
  const { orderId, paymentId } = first
  const lookedAt = world.clock.now()
  // The card's provider tells the time of its own looks.
  const facts = { ended: true, observedAt: new Date().toISOString() }
  await inTenant(world.platform.db, tenantId, (trx) =>
    settlePayment(trx, world.platform, { tenantId, orderId, paymentId, facts, lookedAt }),
  )
  expect(await stateOf(first)).toBe('expired')
  const second = await till.startCheckout(learner, course)
  expect([second.orderId, second.paymentId === paymentId, elsewhere.orderId]).toEqual([orderId, false, orderId])
  return { learner, course, first, second, elsewhere }
}

const stateOf = async (sale: Pick<Sale, 'orderId' | 'paymentId'>) => (await till.factsOf(sale)).payment.state

describe('an attempt that was given up and is found after all', () => {
  it('is open again beside the one that was begun meanwhile, and a further click finds that one', async () => {
    const { learner, course, first, second } = await twoAttempts()
    await till.sync(first)
    expect([await stateOf(first), await stateOf(second)]).toEqual(['awaiting_payer', 'awaiting_payer'])
    await till.sync(first)
    await till.sync(second)
    expect([await stateOf(first), await stateOf(second)]).toEqual(['awaiting_payer', 'awaiting_payer'])
    expect((await till.startCheckout(learner, course)).paymentId).toBe(second.paymentId)
  })

  it.each(['first', 'second'] as const)('opens the course when the %s is paid, and the others are closed', async (which) => {
    const { first, second, elsewhere } = await twoAttempts()
    await till.sync(first)
    const [paid, other] = which === 'first' ? [first, second] : [second, first]
    await till.pay(paid)
    await till.sync(paid)
    expect(await till.factsOf(paid)).toMatchObject({ order: 'paid', payment: { state: 'paid', duplicate: false }, live: 1 })
    expect([await stateOf(other), await stateOf(elsewhere)]).toEqual(['expired', 'expired'])
    expect(await till.pay(other)).toMatchObject({ outcome: 'expired' })
  })

  it('and is paid as well as the other is taken for what it is: one opens the course, the other goes back', async () => {
    const { first, second } = await twoAttempts()
    await till.pay(first)
    await till.pay(second)
    await till.sync(second)
    await till.sync(first)
    expect(await till.factsOf(second)).toMatchObject({ payment: { state: 'paid', duplicate: false }, live: 1, sum: 0 })
    expect(await till.factsOf(first)).toMatchObject({ payment: { state: 'refunded', duplicate: true, refunded: 4_900 }, sum: 0 })
  })
})

describe('money that came twice for one order', () => {
  /** Webhooks never come, and the card's provider lists no events either: what is left is looking. */
  const deaf = (): Platform => {
    const { gateways } = world.platform
    return { ...world.platform, gateways: { ...gateways, stripe: { ...gateways.stripe, messagesSince: async () => [] } } }
  }

  /** Lets minutes pass, each with its sweep, until it is so: the first minute in which it was, or null after ten. */
  async function minutesUntil(platform: Platform, isSo: () => Promise<boolean>): Promise<number | null> {
    const began = world.clock.peek()
    for (let minute = 1; minute <= 10; minute += 1) {
      world.clock.advance(began + minute * 60_000 - world.clock.peek())
      await sweepPayments(platform, {})
      await world.runJobs()
      if (await isSo()) return minute
    }
    return null
  }

  const settledOnce = (sales: readonly Sale[]) => async () => {
    const [one, other] = await Promise.all(sales.map((sale) => till.factsOf(sale)))
    const flagged = [one, other].filter((facts) => facts?.payment.duplicate)
    return flagged.length === 1 && flagged[0]?.payment.refunded === 4_900 && one?.live === 1 && other?.live === 1
  }

  it('is known as such and has gone back within ten minutes, though no webhook ever comes and no event is listed', async () => {
    const { first, second } = await twoAttempts()
    await till.sync(first)
    await till.pay(first)
    await till.pay(second)
    expect(await minutesUntil(deaf(), settledOnce([first, second]))).toBeLessThanOrEqual(5)
    const { payment } = await till.factsOf(second)
    const { payment: other } = await till.factsOf(first)
    expect(payment.captured + other.captured - payment.refunded - other.refunded).toBe(4_900)
  })

  it('through an attempt that had been given up here is found in the list of events, and goes back within ten minutes', async () => {
    const { first, second } = await twoAttempts()
    await till.pay(second)
    await till.sync(second)
    await till.pay(first)
    expect(await stateOf(first)).toBe('expired')
    expect(await minutesUntil(world.platform, settledOnce([first, second]))).toBeLessThanOrEqual(2)
    expect(await till.factsOf(second)).toMatchObject({ order: 'paid', payment: { state: 'paid', duplicate: false }, live: 1 })
  })
})
