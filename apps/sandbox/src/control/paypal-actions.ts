import { z } from 'zod'
import { findCapture, refundCapture, settleCapture, settleRefund, findRefund } from '../paypal/captures.ts'
import { closeDispute, escalateDispute, findDispute, openDispute } from '../paypal/disputes.ts'
import { malformed, unprocessable } from '../paypal/errors.ts'
import { approveOrder, endOrder, findOrder } from '../paypal/orders.ts'
import type { PaypalCapture } from '../paypal/shapes.ts'
import type { World } from '../world.ts'

interface Action {
  readonly path: string
  readonly run: (world: World, id: string, body: unknown) => object
}

function action<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  run: (world: World, input: z.output<Schema>, id: string) => object,
): Action {
  return {
    path: `/control/paypal${path}`,
    run(world, id, body) {
      const parsed = schema.safeParse(body ?? {})
      if (!parsed.success) throw malformed('INVALID_PARAMETER_VALUE', parsed.error.issues[0]?.path.join('.') ?? '', 'body')
      return run(world, parsed.data, id)
    },
  }
}

/** Minor units as PayPal counts them; everything when left out. */
const amount = z.int().positive().optional()
const outcome = z.strictObject({ outcome: z.enum(['succeeded', 'failed']) })

/** What payers, banks and PayPal itself do, and what the seller does in PayPal's own pages. Orders are named by PayPal's id. */
export const paypalActions: readonly Action[] = [
  action(
    '/orders/:id/approve',
    z.strictObject({ outcome: z.enum(['approved', 'declined', 'pending']).default('approved'), slowRefunds: z.boolean().default(false) }),
    (world, input, id) => approveOrder(world, findOrder(world, id), input.outcome, input.slowRefunds),
  ),
  action('/orders/:id/expire', z.strictObject({}), (world, _input, id) => endOrder(world, findOrder(world, id))),
  action('/orders/:id/settle', outcome, (world, input, id) => settleCapture(world, captureOf(world, id), input.outcome === 'succeeded')),
  action('/orders/:id/refund', z.strictObject({ amount, pending: z.boolean().optional() }), (world, input, id) =>
    refundCapture(world, captureOf(world, id), input),
  ),
  action(
    '/orders/:id/dispute',
    z.strictObject({
      amount,
      reason: z.string().min(1).max(60).default('MERCHANDISE_OR_SERVICE_NOT_RECEIVED'),
      inquiry: z.boolean().default(false),
    }),
    (world, input, id) => openDispute(world, captureOf(world, id), input),
  ),
  action('/refunds/:id/settle', outcome, (world, input, id) => settleRefund(world, findRefund(world, id), input.outcome === 'succeeded')),
  action('/disputes/:id/escalate', z.strictObject({}), (world, _input, id) => escalateDispute(world, findDispute(world, id))),
  action('/disputes/:id/close', z.strictObject({ outcome: z.enum(['won', 'lost', 'partial', 'withdrawn']), amount }), (world, input, id) =>
    closeDispute(world, findDispute(world, id), input.outcome, input.amount),
  ),
  action('/ipn', z.strictObject({ url: z.url({ protocol: /^https?$/ }) }), (world, { url }) => {
    world.paypal.setIpnUrl(url)
    return { url }
  }),
]

function captureOf(world: World, orderId: string): PaypalCapture {
  const { captureId } = findOrder(world, orderId)
  if (captureId === null) throw unprocessable('ORDER_NOT_CAPTURED', { description: `Nothing was captured for ${orderId}.` })
  return findCapture(world, captureId)
}
