import { inTenant } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import { useWorld } from '../../testing/world.ts'
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
