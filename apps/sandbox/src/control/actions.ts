import { z } from 'zod'
import { Knobs, KnobsChange, readKnobs, resetKnobs, writeKnobs } from '../knobs.ts'
import { replayAll, replayEvent } from '../outbox.ts'
import { bankDebit, cardByNumber, offered } from '../stripe/cards.ts'
import { keepCard } from '../stripe/customers.ts'
import { closeDispute, escalateDispute, openDispute } from '../stripe/disputes.ts'
import { badRequest } from '../stripe/errors.ts'
import { readMoney } from '../stripe/money.ts'
import { expireSession, pay, settleDebit } from '../stripe/payments.ts'
import { refundCharge, settleRefund } from '../stripe/refunds.ts'
import { successUrlOf } from '../stripe/sessions.ts'
import { kindOf } from '../stripe/shapes.ts'
import type { Charge } from '../stripe/shapes.ts'
import { findOrRefuse } from '../stripe/view.ts'
import type { World } from '../world.ts'
import { action, money, nothing, yes } from './action.ts'
import type { Action } from './action.ts'

const outcome = z.strictObject({ outcome: z.enum(['succeeded', 'failed']) })

/** Everything that can be done "in the provider's dashboard", and the knobs. */
export const actions: readonly Action[] = [
  action('/control/knobs', KnobsChange, (world, change) => {
    const knobs = Knobs.parse({ ...readKnobs(world.store), ...change })
    writeKnobs(world.store, knobs)
    return knobs
  }),
  action('/control/knobs/reset', nothing, (world) => resetKnobs(world.store)),
  action('/control/endpoint', z.strictObject({ url: z.url({ protocol: /^https?$/ }) }), (world, { url }) => {
    world.setWebhookUrl(url)
    return { url }
  }),
  action('/control/reset', nothing, (world) => {
    world.store.wipe()
    return { reset: true }
  }),
  action(
    '/control/pay',
    z.strictObject({ sessionId: z.string(), card: z.string().optional(), email: z.email().optional(), keep: yes.optional() }),
    (world, input) => {
      const session = findOrRefuse(world, 'checkout.session', input.sessionId)
      const card = input.card === undefined ? offered.success : cardByNumber(input.card)
      if (card === undefined) throw badRequest('Your card number is incorrect.', 'incorrect_number', 'card')
      const attempt = pay(
        world,
        session,
        card,
        { number: card.number, expMonth: 12, expYear: 2034 },
        { email: session.customer_email ?? input.email ?? 'buyer@example.org', name: null },
      )
      if (attempt.outcome === 'paid' && input.keep) keepCard(world, session.id, { number: card.number, expMonth: 12, expYear: 2034 })
      return {
        outcome: attempt.outcome,
        code: attempt.outcome === 'declined' ? (attempt.card.declineCode ?? attempt.card.code) : null,
        sessionId: session.id,
        redirect: successUrlOf(session),
      }
    },
  ),
  action('/control/sessions/:id/expire', nothing, (world, _input, id) => expireSession(world, findOrRefuse(world, 'checkout.session', id))),
  action('/control/sessions/:id/debit', nothing, (world, _input, id) => {
    const session = findOrRefuse(world, 'checkout.session', id)
    return pay(world, session, bankDebit, { number: '', expMonth: 0, expYear: 0 }, { email: session.customer_email, name: null })
  }),
  action('/control/sessions/:id/settle', outcome, (world, input, id) =>
    settleDebit(world, findOrRefuse(world, 'checkout.session', id), input.outcome === 'succeeded'),
  ),
  action(
    '/control/payments/:id/refund',
    z.strictObject({
      amount: money,
      pending: yes.optional(),
      reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
    }),
    (world, input, id) => {
      const charge = chargeOf(world, id)
      return refundCharge(world, charge, { amount: amountOf(input.amount, charge), reason: input.reason, pending: input.pending ?? false })
    },
  ),
  action('/control/refunds/:id/settle', outcome, (world, input, id) =>
    settleRefund(world, findOrRefuse(world, 'refund', id), input.outcome === 'succeeded'),
  ),
  action(
    '/control/payments/:id/dispute',
    z.strictObject({ amount: money, reason: z.string().min(1).max(40).optional(), inquiry: yes.optional() }),
    (world, input, id) => {
      const charge = chargeOf(world, id)
      return openDispute(world, charge, {
        amount: amountOf(input.amount, charge) ?? charge.amount_captured,
        reason: input.reason ?? 'fraudulent',
        inquiry: input.inquiry ?? false,
      })
    },
  ),
  action(
    '/control/disputes/:id/close',
    z.strictObject({ outcome: z.enum(['won', 'lost', 'withdrawn', 'prevented']) }),
    (world, input, id) => closeDispute(world, findOrRefuse(world, 'dispute', id), input.outcome),
  ),
  action('/control/disputes/:id/escalate', nothing, (world, _input, id) => escalateDispute(world, findOrRefuse(world, 'dispute', id))),
  action('/control/events/:id/replay', nothing, (world, _input, id) => {
    const event = findOrRefuse(world, 'event', id)
    replayEvent(world, 'stripe', event.id)
    return { replayed: 1 }
  }),
  action('/control/replay-all', nothing, (world) => ({ replayed: replayAll(world) })),
]

/** The charge behind a session, payment intent or charge id. */
function chargeOf(world: World, id: string): Charge {
  const kind = kindOf(id)
  if (kind === 'charge') return findOrRefuse(world, 'charge', id)
  const intentId = kind === 'checkout.session' ? findOrRefuse(world, 'checkout.session', id).payment_intent : id
  const chargeId = intentId === null ? null : findOrRefuse(world, 'payment_intent', intentId).latest_charge
  if (chargeId === null) throw badRequest(`Nothing was charged for ${id}.`)
  return findOrRefuse(world, 'charge', chargeId)
}

function amountOf(given: number | string | undefined, charge: Charge): number | undefined {
  if (typeof given !== 'string') return given
  if (given.trim() === '') return undefined
  const minor = readMoney(given, charge.currency)
  if (minor === undefined) throw badRequest(`"${given}" is not an amount in ${charge.currency.toUpperCase()}.`, undefined, 'amount')
  return minor
}
