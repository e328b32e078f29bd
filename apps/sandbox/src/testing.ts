import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { Stripe } from 'stripe'
import type { Payment } from './control/payment.ts'
import type { DeliveryState } from './control/state.ts'
import { startSandbox } from './sandbox.ts'
import type { Sandbox, SandboxOptions } from './sandbox.ts'

export const secretKey = 'sk_test_sandbox_tests'
export const webhookSecret = 'whsec_sandbox_tests'
export const paypalSettings = {
  clientId: 'client-of-the-tests',
  clientSecret: 'secret-of-the-tests',
  webhookId: '1JE4291016473214C',
  strict: true,
}

export interface Told {
  readonly body: string
  readonly headers: IncomingHttpHeaders
}

/** A shop's webhook address that answers as it is told and keeps what it heard. */
export async function aShop(answer: (told: Told, count: number) => number = () => 200) {
  const told: Told[] = []
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const heard = { body: Buffer.concat(chunks).toString(), headers: request.headers }
      told.push(heard)
      response.statusCode = answer(heard, told.length)
      response.end()
      for (const check of waiting) check()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/webhooks/stripe`,
    told,
    types: () => told.map(({ body }) => typeOf(body)),
    /** Resolves when the condition holds, looked at after each webhook. */
    until: (condition: () => boolean) =>
      new Promise<void>((resolve) => {
        const check = () => {
          if (!condition()) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function typeOf(body: string): string {
  try {
    const event: { type?: string; event_type?: string } = JSON.parse(body)
    return event.type ?? event.event_type ?? 'unnamed'
  } catch {
    return 'unreadable'
  }
}

export function aSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  return startSandbox({ port: 0, data: ':memory:', secretKey, webhookSecrets: [webhookSecret], paypal: paypalSettings, ...options })
}

/** The official SDK, pointed at a sandbox the way the server points it. */
export function sdkFor(sandbox: Sandbox, key = secretKey): Stripe {
  const { hostname, port } = new URL(sandbox.stripeBase)
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false })
}

export const order = {
  mode: 'payment',
  line_items: [{ price_data: { currency: 'usd', unit_amount: 4_900, product_data: { name: 'Sea navigation' } }, quantity: 1 }],
  success_url: 'http://localhost:4000/orders/o1?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://localhost:4000/courses/sea-navigation',
  client_reference_id: 'order-1',
  customer_email: 'amina@example.org',
  metadata: { orderId: 'order-1' },
  payment_intent_data: { metadata: { orderId: 'order-1' } },
} as const satisfies Stripe.Checkout.SessionCreateParams

/** Presses a button of the control as a program does. */
export async function press(sandbox: Sandbox, path: string, body: object = {}): Promise<Record<string, unknown>> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const result: Record<string, unknown> = JSON.parse(await answer.text())
  return { ...result, httpStatus: answer.status }
}

export async function readPayments(sandbox: Sandbox, reference?: string): Promise<Payment[]> {
  const answer = await fetch(`${sandbox.url}/control/payments.json${reference === undefined ? '' : `?reference=${reference}`}`)
  const { items }: { items: Payment[] } = JSON.parse(await answer.text())
  return items
}

interface State {
  readonly pendingDeliveries: number
  readonly events: readonly { readonly id: string; readonly type: string; readonly deliveries: readonly DeliveryState[] }[]
  readonly next: number | null
}

export async function readState(sandbox: Sandbox): Promise<State> {
  const state: State = JSON.parse(await (await fetch(`${sandbox.url}/control/state`)).text())
  return state
}
