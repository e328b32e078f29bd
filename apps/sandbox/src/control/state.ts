import type { SQLOutputValue } from 'node:sqlite'
import { readKnobs } from '../knobs.ts'
import { freshOrder } from '../paypal/orders.ts'
import type { Row } from '../store.ts'
import type { World } from '../world.ts'
import type { Payment } from './payment.ts'
import { paypalPaymentOf } from './paypal-payment.ts'
import type { Charge, Json, Session } from '../stripe/shapes.ts'

interface Attempted {
  readonly attempt: number
  readonly at: string
  readonly status: number | null
  readonly error: string | null
  readonly ms: number
  readonly knobs: readonly string[]
}

export interface DeliveryState {
  readonly id: number
  readonly state: string
  readonly knobs: readonly string[]
  readonly dueAt: string
  readonly attempts: readonly Attempted[]
}

export function deliveriesOf(world: World, eventId: string): DeliveryState[] {
  return world.store.all('select id, state, knobs, due_at from deliveries where event_id = ? order by id', eventId).map((row) => ({
    id: Number(row['id']),
    state: String(row['state']),
    knobs: list(row['knobs']),
    dueAt: new Date(Number(row['due_at'])).toISOString(),
    attempts: world.store.all('select * from attempts where delivery_id = ? order by attempt', Number(row['id'])).map((attempt) => ({
      attempt: Number(attempt['attempt']),
      at: new Date(Number(attempt['at'])).toISOString(),
      status: attempt['status'] === null ? null : Number(attempt['status']),
      error: attempt['error'] === null ? null : String(attempt['error']),
      ms: Number(attempt['ms']),
      knobs: list(attempt['knobs']),
    })),
  }))
}

function list(value: SQLOutputValue | undefined): string[] {
  return typeof value === 'string' ? value.split(',').filter(Boolean) : []
}

/** What one checkout came to in money. */
export function paymentOf(world: World, session: Session): Payment {
  const { store } = world
  const intent = session.payment_intent === null ? undefined : store.find('payment_intent', session.payment_intent)
  const charge: Charge | undefined = intent?.latest_charge ? store.find('charge', intent.latest_charge) : undefined
  const [dispute] = charge === undefined ? [] : store.list('dispute', { where: 'charge = ?', values: [charge.id], limit: 1 })
  return {
    provider: 'stripe',
    session: session.id,
    client_reference_id: session.client_reference_id,
    metadata: session.metadata,
    customer_email: session.customer_details?.email ?? session.customer_email,
    status: session.status,
    payment_status: session.payment_status,
    amount: session.amount_total,
    currency: session.currency,
    captured: charge?.amount_captured ?? 0,
    refunded: charge?.amount_refunded ?? 0,
    disputed: charge?.disputed ?? false,
    dispute: dispute?.status ?? null,
    payment_intent: session.payment_intent,
    intent_status: intent?.status ?? null,
    charge: charge?.id ?? null,
    created: session.created,
  }
}

interface Slice {
  readonly limit: number
  /** Only what was made after this position. */
  readonly after?: number | undefined
  readonly reference?: string | undefined
}

/** Payments by where they stand in the store, whoever their provider is. */
function paymentsAt(world: World, rows: readonly Row[]): Payment[] {
  return rows.flatMap((row): Payment[] => {
    const id = String(row['id'])
    if (row['kind'] === 'paypal.order') {
      const order = freshOrder(world, id)
      return order === undefined ? [] : [paypalPaymentOf(world, order)]
    }
    const session = world.store.find('checkout.session', id)
    return session === undefined ? [] : [paymentOf(world, session)]
  })
}

const checkouts = `kind in ('checkout.session', 'paypal.order')`

/** Oldest first; `next` is the position to go on from, null at the end. */
export function listPayments(world: World, { limit, after = 0, reference }: Slice): { items: Payment[]; next: number | null } {
  const rows = world.store.all(
    `select seq, kind, id from objects where ${checkouts} and seq > ? and (? is null or reference = ?) order by seq limit ?`,
    after,
    reference ?? null,
    reference ?? null,
    limit + 1,
  )
  return { items: paymentsAt(world, rows.slice(0, limit)), next: rows.length > limit ? Number(rows[limit - 1]?.['seq']) : null }
}

/** Newest first, with `needle` anywhere in them; `older` is the position to go on from, null at the end. */
export function searchPayments(
  world: World,
  { needle, before = Number.MAX_SAFE_INTEGER, limit }: { needle: string; before?: number | undefined; limit: number },
): { items: Payment[]; older: number | null } {
  const rows = world.store.all(
    `select seq, kind, id from objects where ${checkouts} and seq < ? and (? = '' or instr(lower(body), lower(?)) > 0) order by seq desc limit ?`,
    before,
    needle,
    needle,
    limit + 1,
  )
  return { items: paymentsAt(world, rows.slice(0, limit)), older: rows.length > limit ? Number(rows[limit - 1]?.['seq']) : null }
}

const groups = {
  'checkout.session': 'sessions',
  payment_intent: 'payment_intents',
  charge: 'charges',
  refund: 'refunds',
  dispute: 'disputes',
  balance_transaction: 'balance_transactions',
  customer: 'customers',
  payment_method: 'payment_methods',
  'paypal.order': 'paypal_orders',
  'paypal.capture': 'paypal_captures',
  'paypal.refund': 'paypal_refunds',
  'paypal.dispute': 'paypal_disputes',
  'paypal.transaction': 'paypal_transactions',
} as const
const groupOf = new Map<string, string>(Object.entries(groups))
/** Events of all providers are one list. */
const providerOf = new Map([
  ['event', 'stripe'],
  ['paypal.event', 'paypal'],
  ['paypal.ipn', 'paypal_ipn'],
])

/** Everything an oracle needs, oldest first, in pages over all kinds together. */
export function readState(
  world: World,
  { limit, after = 0, kind }: Slice & { readonly kind?: string | undefined },
): Record<string, unknown> {
  const rows = world.store.all(
    'select seq, kind, id, body from objects where seq > ? and (? is null or kind = ?) order by seq limit ?',
    after,
    kind ?? null,
    kind ?? null,
    limit + 1,
  )
  const grouped: Record<string, Json[]> = Object.fromEntries(Object.values(groups).map((name) => [name, []]))
  const parts: Record<string, unknown> = grouped
  const events: unknown[] = []
  for (const row of rows.slice(0, limit)) {
    const id = String(row['id'])
    const body: Record<string, Json> = JSON.parse(String(row['body']))
    const provider = providerOf.get(String(row['kind']))
    if (provider === undefined) grouped[groupOf.get(String(row['kind'])) ?? '']?.push(body)
    else events.push({ ...body, provider, deliveries: deliveriesOf(world, id) })
  }
  parts['events'] = events
  const pending = Number(world.store.one(`select count(*) as n from deliveries where state = 'pending'`)?.['n'])
  return {
    knobs: readKnobs(world.store),
    webhookUrl: world.webhookUrl() ?? null,
    paypalWebhookUrl: world.paypal.webhookUrl() ?? null,
    pendingDeliveries: pending,
    ...parts,
    next: rows.length > limit ? Number(rows[limit - 1]?.['seq']) : null,
  }
}
