import { Refusal } from '../refusal.ts'

interface Fields {
  readonly type: string
  readonly code?: string
  readonly param?: string
  readonly [field: string]: unknown
}

/** A refusal in Stripe's words and shape. */
export class StripeRefusal extends Refusal {
  declare readonly fields: Fields
}

export function badRequest(message: string, code?: string, param?: string): StripeRefusal {
  return new StripeRefusal(400, message, {
    type: 'invalid_request_error',
    ...(code === undefined ? {} : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
    ...(param === undefined ? {} : { param }),
  })
}

const spoken: Readonly<Record<string, readonly [name: string, param: string]>> = {
  'checkout.session': ['checkout.session', 'session'],
  payment_intent: ['payment_intent', 'intent'],
  charge: ['charge', 'id'],
  refund: ['refund', 'id'],
  dispute: ['dispute', 'dispute'],
  balance_transaction: ['balance transaction', 'id'],
  event: ['event', 'id'],
}

export function missing(kind: string, id: string, param?: string): StripeRefusal {
  const [name, usual] = spoken[kind] ?? [kind, 'id']
  return new StripeRefusal(404, `No such ${name}: '${id}'`, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    doc_url: 'https://stripe.com/docs/error-codes/resource-missing',
    param: param ?? usual,
  })
}
