import type { Sandbox } from '../sandbox.ts'
import { paypalSettings, press } from '../testing.ts'

export interface Answered {
  readonly status: number
  readonly body: object
  readonly headers: Headers
}

/** The text at the end of a path through an answer. Throws when there is none. */
export function textAt(answer: unknown, ...path: readonly (string | number)[]): string {
  const found = path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Object.entries(at).find(([name]) => name === String(step))?.[1] : undefined),
    answer,
  )
  if (typeof found !== 'string') throw new Error(`no text at ${path.join('.')} of ${JSON.stringify(answer)}`)
  return found
}

interface Asking {
  readonly body?: unknown
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
}

function readJson(text: string): object {
  const value: object = text === '' ? {} : JSON.parse(text)
  return value
}

/** The shop's side of PayPal: a token, and calls that carry it. */
export async function paypalFor(sandbox: Sandbox) {
  const { token } = await askToken(sandbox)
  async function call(method: 'GET' | 'POST', path: string, { body, key, headers = {} }: Asking = {}): Promise<Answered> {
    const answer = await fetch(path.startsWith('http') ? path : `${sandbox.paypalBase}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...(key === undefined ? {} : { 'paypal-request-id': key }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: answer.status, body: readJson(await answer.text()), headers: answer.headers }
  }
  const get = (path: string) => call('GET', path)
  const post = (path: string, asking: Asking = {}) => call('POST', path, asking)

  /** An order as a shop makes it; answers its id. */
  async function create(unit: object = {}, key?: string): Promise<string> {
    const made = await post('/v2/checkout/orders', { body: anOrder(unit), ...(key === undefined ? {} : { key }) })
    if (made.status !== 201) throw new Error(`the order was refused: ${JSON.stringify(made.body)}`)
    return textAt(made.body, 'id')
  }

  /** An order whose money was taken; answers its capture's id too. */
  async function paid(unit: object = {}, approval: object = {}): Promise<{ orderId: string; captureId: string }> {
    const orderId = await create(unit)
    await press(sandbox, `/control/paypal/orders/${orderId}/approve`, approval)
    const { status, body } = await post(`/v2/checkout/orders/${orderId}/capture`)
    if (status !== 201) throw new Error(`nothing was captured: ${JSON.stringify(body)}`)
    return { orderId, captureId: textAt(body, 'purchase_units', 0, 'payments', 'captures', 0, 'id') }
  }

  return { call, get, post, create, paid }
}

export async function askToken(sandbox: Sandbox, secret = paypalSettings.clientSecret, grant = 'grant_type=client_credentials') {
  const answer = await fetch(`${sandbox.paypalBase}/v1/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${paypalSettings.clientId}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: grant,
  })
  const body = readJson(await answer.text())
  return { status: answer.status, body, token: answer.ok ? textAt(body, 'access_token') : '' }
}

export function anOrder(unit: object = {}) {
  return {
    intent: 'CAPTURE',
    purchase_units: [
      {
        reference_id: 'order-1',
        custom_id: 'payment-1',
        description: 'Sea navigation',
        amount: { currency_code: 'USD', value: '49.00', breakdown: { item_total: { currency_code: 'USD', value: '49.00' } } },
        items: [
          { name: 'Sea navigation', quantity: '1', unit_amount: { currency_code: 'USD', value: '49.00' }, category: 'DIGITAL_GOODS' },
        ],
        ...unit,
      },
    ],
    payment_source: {
      paypal: {
        email_address: 'amina@example.org',
        experience_context: {
          return_url: 'http://localhost:4000/orders/o1?lang=en',
          cancel_url: 'http://localhost:4000/courses/sea-navigation',
          user_action: 'PAY_NOW',
          shipping_preference: 'NO_SHIPPING',
        },
      },
    },
  }
}
