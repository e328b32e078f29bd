import { z } from 'zod'
import type { World } from '../world.ts'
import { badRequest } from './errors.ts'
import type { Cause } from './events.ts'
import { cardsOf, detachCard } from './customers.ts'
import { closeDispute, updateDispute } from './disputes.ts'
import { checkParams, flag, integer, listParams, metadata, retrieveParams, text } from './form.ts'
import type { Form } from './form.ts'
import { expireSession } from './payments.ts'
import { refundCharge } from './refunds.ts'
import { account } from './resources.ts'
import { createSession, createSessionParams, lineItemsOf } from './sessions.ts'
import type { Json } from './shapes.ts'
import { expandObject, findOrRefuse, listPage } from './view.ts'
import type { Where } from './view.ts'

type Tree = { readonly [field: string]: Json | undefined }

export interface Operation {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Runs in a transaction and must not wait. */
  readonly run: (world: World, id: string, form: Form, cause: Cause) => Tree
}

type Params = { readonly expand?: readonly string[] | undefined }

function operation<Schema extends z.ZodType<Params>>(
  method: Operation['method'],
  path: string,
  schema: Schema,
  run: (world: World, params: z.output<Schema>, id: string, cause: Cause) => Tree,
): Operation {
  return {
    method,
    path,
    run(world, id, form, cause) {
      const params = checkParams(schema, form)
      const result = run(world, params, id, cause)
      return result['object'] === 'list' ? result : expandObject(world, result, params.expand)
    },
  }
}

const equal = (column: string, value: string | undefined): Where | undefined => (value === undefined ? undefined : [`${column} = ?`, value])

const ofPayment = listParams.extend({ payment_intent: text.optional() })
const ofCharge = ofPayment.extend({ charge: text.optional() })
const evidence = z.record(z.string(), z.string()).optional()

const refundParams = z.strictObject({
  expand: z.array(text).optional(),
  charge: text.optional(),
  payment_intent: text.optional(),
  amount: integer.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata.optional(),
})

const eventParams = listParams.extend({ type: text.optional(), types: z.array(text).max(20).optional(), delivery_success: flag.optional() })

export const operations: readonly Operation[] = [
  operation('GET', '/v1/customers/:id', retrieveParams, (world, _params, id) => findOrRefuse(world, 'customer', id)),
  operation('GET', '/v1/customers/:id/payment_methods', listParams.extend({ type: z.literal('card').optional() }), (world, params, id) => {
    const cards = cardsOf(world, findOrRefuse(world, 'customer', id).id)
    const limit = params.limit ?? 10
    return { object: 'list', data: cards.slice(0, limit), has_more: cards.length > limit, url: `/v1/customers/${id}/payment_methods` }
  }),
  operation('POST', '/v1/payment_methods/:id/detach', retrieveParams, (world, _params, id) => detachCard(world, id)),
  operation('POST', '/v1/checkout/sessions', createSessionParams, (world, params) => createSession(world, params)),
  operation(
    'GET',
    '/v1/checkout/sessions',
    ofPayment.extend({ status: z.enum(['open', 'complete', 'expired']).optional() }),
    (world, params) =>
      listPage(world, 'checkout.session', '/v1/checkout/sessions', params, [
        equal('payment_intent', params.payment_intent),
        equal('status', params.status),
      ]),
  ),
  operation('GET', '/v1/checkout/sessions/:id', retrieveParams, (world, _params, id) => findOrRefuse(world, 'checkout.session', id)),
  operation('GET', '/v1/checkout/sessions/:id/line_items', listParams, (world, params, id) => {
    const session = findOrRefuse(world, 'checkout.session', id)
    const items = lineItemsOf(world, session.id)
    const limit = params.limit ?? 10
    return { object: 'list', data: items.slice(0, limit), has_more: items.length > limit, url: `/v1/checkout/sessions/${id}/line_items` }
  }),
  operation('POST', '/v1/checkout/sessions/:id/expire', retrieveParams, (world, _params, id, cause) =>
    expireSession(world, findOrRefuse(world, 'checkout.session', id), cause),
  ),

  operation('GET', '/v1/payment_intents', listParams, (world, params) =>
    listPage(world, 'payment_intent', '/v1/payment_intents', params, []),
  ),
  operation('GET', '/v1/payment_intents/:id', retrieveParams, (world, _params, id) => findOrRefuse(world, 'payment_intent', id)),
  operation(
    'POST',
    '/v1/payment_intents/:id/cancel',
    retrieveParams.extend({ cancellation_reason: text.optional() }),
    (world, _params, id) => {
      const intent = findOrRefuse(world, 'payment_intent', id)
      if (intent.status === 'requires_payment_method') {
        throw badRequest(
          'You cannot cancel this PaymentIntent because it was created by a Checkout Session. Expire the Checkout Session instead.',
          'payment_intent_unexpected_state',
        )
      }
      throw badRequest(
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.`,
        'payment_intent_unexpected_state',
      )
    },
  ),

  operation('GET', '/v1/charges', ofPayment, (world, params) =>
    listPage(world, 'charge', '/v1/charges', params, [equal('payment_intent', params.payment_intent)]),
  ),
  operation('GET', '/v1/charges/:id', retrieveParams, (world, _params, id) => findOrRefuse(world, 'charge', id)),

  operation('POST', '/v1/refunds', refundParams, (world, params, _id, cause) =>
    refundCharge(world, chargeToRefund(world, params), params, cause),
  ),
  operation('GET', '/v1/refunds', ofCharge, (world, params) =>
    listPage(world, 'refund', '/v1/refunds', params, [equal('charge', params.charge), equal('payment_intent', params.payment_intent)]),
  ),
  operation('GET', '/v1/refunds/:id', retrieveParams, (world, _params, id) => findOrRefuse(world, 'refund', id)),

  operation('GET', '/v1/disputes', ofCharge, (world, params) =>
    listPage(world, 'dispute', '/v1/disputes', params, [equal('charge', params.charge), equal('payment_intent', params.payment_intent)]),
  ),
  operation('GET', '/v1/disputes/:id', retrieveParams, (world, _params, id) => findOrRefuse(world, 'dispute', id)),
  operation(
    'POST',
    '/v1/disputes/:id',
    retrieveParams.extend({ evidence, metadata: metadata.optional(), submit: flag.optional() }),
    (world, params, id, cause) =>
      updateDispute(
        world,
        findOrRefuse(world, 'dispute', id),
        { evidence: params.evidence, metadata: params.metadata, submit: params.submit ?? true },
        cause,
      ),
  ),
  operation('POST', '/v1/disputes/:id/close', retrieveParams, (world, _params, id, cause) =>
    closeDispute(world, findOrRefuse(world, 'dispute', id), 'lost', cause),
  ),

  operation(
    'GET',
    '/v1/balance_transactions',
    listParams.extend({ currency: text.optional(), source: text.optional(), type: text.optional() }),
    (world, params) =>
      listPage(world, 'balance_transaction', '/v1/balance_transactions', params, [
        equal(`json_extract(body, '$.currency')`, params.currency),
        equal(`json_extract(body, '$.source')`, params.source),
        equal('type', params.type),
      ]),
  ),
  operation('GET', '/v1/balance_transactions/:id', retrieveParams, (world, _params, id) => findOrRefuse(world, 'balance_transaction', id)),
  operation('GET', '/v1/balance', retrieveParams, (world) => balance(world)),

  operation('GET', '/v1/events', eventParams, (world, params) => {
    const types = [...(params.types ?? []), ...(params.type === undefined ? [] : [params.type])]
    const where: Where | undefined =
      types.length === 0
        ? undefined
        : [`(${types.map(() => 'type glob ?').join(' or ')})`, ...types.map((type) => type.replace(/[[\]?]/g, ''))]
    return listPage(world, 'event', '/v1/events', params, [where])
  }),
  operation('GET', '/v1/events/:id', retrieveParams, (world, _params, id) => findOrRefuse(world, 'event', id)),
  operation('GET', '/v1/account', retrieveParams, () => account),
]

function chargeToRefund(world: World, params: z.output<typeof refundParams>) {
  if (params.charge !== undefined) return findOrRefuse(world, 'charge', params.charge, 'charge')
  if (params.payment_intent === undefined)
    throw badRequest('One of the following params should be provided for this request: payment_intent or charge.')
  const intent = findOrRefuse(world, 'payment_intent', params.payment_intent, 'payment_intent')
  if (intent.latest_charge === null || intent.status !== 'succeeded') {
    throw badRequest(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      'payment_intent_unexpected_state',
      'payment_intent',
    )
  }
  return findOrRefuse(world, 'charge', intent.latest_charge, 'charge')
}

function balance(world: World): Tree {
  const rows = world.store.all(
    `select json_extract(body, '$.currency') as currency, sum(json_extract(body, '$.net')) as net from objects where kind = 'balance_transaction' group by 1 order by 1`,
  )
  const amounts = rows.map((row) => ({
    amount: Number(row['net']),
    currency: String(row['currency']),
    source_types: { card: Number(row['net']) },
  }))
  const zero = (currency: string) => ({ amount: 0, currency, source_types: { card: 0 } })
  const available = amounts.length === 0 ? [zero('usd')] : amounts
  return { object: 'balance', available, livemode: false, pending: available.map(({ currency }) => zero(currency)) }
}
