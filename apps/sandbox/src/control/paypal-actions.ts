import { z } from 'zod'
import { replayEvent } from '../outbox.ts'
import { findCapture, findRefund, refundCapture, settleCapture, settleRefund } from '../paypal/captures.ts'
import { closeDispute, escalateDispute, findDispute, openDispute } from '../paypal/disputes.ts'
import { unprocessable } from '../paypal/errors.ts'
import { minorOf } from '../paypal/money.ts'
import { approveOrder, cancelUrlOf, endOrder, findOrder, returnUrlOf } from '../paypal/orders.ts'
import { payer } from '../paypal/account.ts'
import type { PaypalCapture } from '../paypal/shapes.ts'
import { revokeTokens } from '../paypal/tokens.ts'
import { findEvent } from '../paypal/webhooks.ts'
import type { World } from '../world.ts'
import { WrongPress, action, money, nothing, yes } from './action.ts'
import type { Action } from './action.ts'

const settled = z.strictObject({
  outcome: z
    .enum(['succeeded', 'completed', 'failed', 'denied'])
    .transform((outcome) => outcome === 'succeeded' || outcome === 'completed'),
})
const url = z.url({ protocol: /^https?$/ })

/** What concerns the money of one payment, by the id of its order or of its capture. */
function onPayment<Schema extends z.ZodType>(
  verb: string,
  schema: Schema,
  run: (world: World, input: z.output<Schema>, capture: PaypalCapture) => object,
): Action[] {
  return ['orders', 'captures'].map((noun) =>
    action(`/control/paypal/${noun}/:id/${verb}`, schema, (world, input, id) => run(world, input, captureOf(world, id))),
  )
}

/** What payers, banks and PayPal itself do, and what the seller does in PayPal's own pages. */
export const paypalActions: readonly Action[] = [
  action(
    '/control/paypal/orders/:id/approve',
    z.strictObject({ outcome: z.enum(['approved', 'declined', 'pending']).default('approved'), slowRefunds: yes.default(false) }),
    (world, input, id) => {
      const order = approveOrder(world, findOrder(world, id), input.outcome, input.slowRefunds)
      return { ...order, redirect: returnUrlOf(order, payer.id) }
    },
  ),
  action('/control/paypal/orders/:id/cancel', nothing, (world, _input, id) => {
    const order = findOrder(world, id)
    return { ...order, redirect: cancelUrlOf(order) }
  }),
  action('/control/paypal/orders/:id/expire', nothing, (world, _input, id) => endOrder(world, findOrder(world, id))),
  ...onPayment('settle', settled, (world, { outcome }, capture) => settleCapture(world, capture, outcome)),
  ...onPayment('refund', z.strictObject({ amount: money, pending: yes.optional() }), (world, input, capture) =>
    refundCapture(world, capture, { amount: amountOf(input.amount, capture.currency), pending: input.pending ?? false }),
  ),
  ...onPayment(
    'dispute',
    z.strictObject({
      amount: money,
      reason: z
        .string()
        .regex(/^[A-Z_]{1,255}$/, 'capitals')
        .default('MERCHANDISE_OR_SERVICE_NOT_RECEIVED'),
      inquiry: yes.default(false),
    }),
    (world, input, capture) => openDispute(world, capture, { ...input, amount: amountOf(input.amount, capture.currency) }),
  ),
  action('/control/paypal/refunds/:id/settle', settled, (world, { outcome }, id) => settleRefund(world, findRefund(world, id), outcome)),
  action('/control/paypal/disputes/:id/escalate', nothing, (world, _input, id) => escalateDispute(world, findDispute(world, id))),
  action(
    '/control/paypal/disputes/:id/close',
    z.strictObject({ outcome: z.enum(['won', 'lost', 'partial', 'withdrawn']), amount: money }),
    (world, input, id) => {
      const dispute = findDispute(world, id)
      return closeDispute(world, dispute, input.outcome, amountOf(input.amount, dispute.currency))
    },
  ),
  action('/control/paypal/events/:id/replay', nothing, (world, _input, id) => {
    replayEvent(world, 'paypal', findEvent(world, id).id)
    return { replayed: 1 }
  }),
  action('/control/paypal/endpoint', z.strictObject({ url }), (world, input) => {
    world.paypal.setWebhookUrl(input.url)
    return input
  }),
  action('/control/paypal/ipn', z.strictObject({ url: url.nullable() }), (world, input) => {
    world.paypal.setIpnUrl(input.url ?? undefined)
    return input
  }),
  action('/control/paypal/tokens/revoke', nothing, (world) => {
    revokeTokens(world)
    return { revoked: true }
  }),
]

function captureOf(world: World, id: string): PaypalCapture {
  const order = world.store.find('paypal.order', id)
  if (order === undefined) return findCapture(world, id)
  if (order.captureId === null) throw unprocessable('ORDER_NOT_CAPTURED', { description: `Nothing was captured for ${id}.` })
  return findCapture(world, order.captureId)
}

function amountOf(given: number | string | undefined, currency: string): number | undefined {
  if (typeof given !== 'string') return given
  if (given.trim() === '') return undefined
  const minor = minorOf(given.trim(), currency)
  if (minor === undefined) throw new WrongPress(`"${given}" is not an amount in ${currency}.`)
  return minor
}
