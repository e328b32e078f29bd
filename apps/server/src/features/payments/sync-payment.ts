import type { OrderId, PaymentId, TenantId } from '@edurise/contracts'
import { inTenant, type PaymentFacts, type TenantDb } from '@edurise/db'
import type { syncPayment as job } from '@edurise/jobs'
import type { Handler, Platform } from '../../context.ts'
import { gatewayOf, ProviderSilent, type Gateway } from '../../gateways/gateway.ts'
import { findCustomer } from './cards/queries.ts'
import { findRoute } from './inbox/queries.ts'
import { findOrder, findPayment, type OrderRecord, type PaymentRecord } from './queries.ts'
import { saleOf } from './sale.ts'
import { settlePayment, type Settled } from './settle-payment.ts'

/** The webhook, the return page, the sweep, the nightly proof and the admin's button all end here. */
export const syncPayment: Handler<typeof job> = async (platform, { paymentId }) => {
  const route = await findRoute(platform.db.open, paymentId)
  if (!route) throw new Error(`no payment ${paymentId} of ours`)
  await lookAndSettle(platform, route.tenantId, route.orderId, paymentId)
}

/** What looking at a payment and settling it takes of the platform. */
export type Settling = Pick<Platform, 'config' | 'db' | 'gateways' | 'enqueue' | 'now' | 'log'>

interface Stored {
  order: OrderRecord
  payment: PaymentRecord
}

/**
 * Reads the provider's facts with no lock held, then settles them in one transaction. Throws ProviderSilent when it does not answer.
 * Who has just committed order and payment hands them on as `stored`; they say only what to ask for, and are read anew to settle.
 * @param learned what the caller knows besides: that we closed the attempt, or that taking the money was refused
 */
export async function lookAndSettle(
  platform: Settling,
  tenantId: TenantId,
  orderId: OrderId,
  paymentId: PaymentId,
  { stored, learned = {} }: { stored?: Stored; learned?: Pick<PaymentFacts, 'closed' | 'failure'> } = {},
): Promise<Settled> {
  const { db, gateways, now } = platform
  const { order, payment } =
    stored ?? (await inTenant(db, tenantId, (trx) => readStored(trx, tenantId, orderId, paymentId), { readOnly: true }))
  const lookedAt = now()
  const facts = await factsNow(platform, gatewayOf(gateways, payment.provider), tenantId, order, payment, lookedAt, learned.closed === true)
  return inTenant(db, tenantId, (trx) =>
    settlePayment(trx, platform, { tenantId, orderId, paymentId, facts: { ...facts, ...learned }, lookedAt }),
  )
}

/** Reads an order and one of its payments as they stand. Throws when one of them is missing. */
export async function readStored(trx: TenantDb, tenantId: TenantId, orderId: OrderId, paymentId: PaymentId): Promise<Stored> {
  const order = await findOrder(trx, tenantId, orderId)
  const payment = await findPayment(trx, tenantId, paymentId)
  if (!order || !payment) throw new Error(`payment ${paymentId} has a route and no row`)
  return { order, payment }
}

/** What the provider says now. A payment whose call got no answer is asked for again: by its key while that is known, by its name later. */
async function factsNow(
  platform: Settling,
  gateway: Gateway,
  tenantId: TenantId,
  order: OrderRecord,
  payment: PaymentRecord,
  now: Date,
  closing: boolean,
): Promise<PaymentFacts> {
  const known = payment.facts.objectId
  const lookup = (objectId: string) => gateway.lookup({ tenantId, paymentId: payment.id, objectId })
  if (known) return asKnown(payment, await lookup(known))
  const age = now.getTime() - Date.parse(payment.createdAt)
  try {
    // An attempt that we close, or whose order is no longer wanted, is never opened: only found, if it came to be.
    const wanted = order.state === 'open' && !closing && !payment.facts.closed
    if (wanted && age < gateway.sameKeyHours * 3_600_000) {
      const customerId = await findCustomer(platform.db.open, payment.provider, payment.account, payment.personId)
      const { objectId } = await gateway.open(saleOf(tenantId, order, payment, customerId))
      return await lookup(objectId)
    }
  } catch (error) {
    if (error instanceof ProviderSilent) throw error
    // A refusal of the same call is no proof that the first one had no effect: only the provider's list is.
  }
  const found = await gateway.find({ tenantId, paymentId: payment.id, createdAt: new Date(payment.createdAt) })
  return found ? lookup(found.objectId) : { ended: true, observedAt: now.toISOString() }
}

/** A provider may forget an old object, and with it whose it was. What it took before is not undone by that: the last look stands. */
function asKnown(payment: PaymentRecord, facts: PaymentFacts): PaymentFacts {
  const forgotten = facts.ended && facts.orderEcho === undefined
  return forgotten && Object.keys(payment.facts.captures ?? {}).length > 0 ? payment.facts : facts
}
