import type { OrderId, PaymentId, PersonId, RefundId, RefundReason, RefundState, TenantId } from '@edurise/contracts'
import { json, newId, type PersonDb, type PlatformDb, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

const columns = [
  'id',
  'order_id as orderId',
  'payment_id as paymentId',
  'person_id as personId',
  'state',
  'reason',
  'amount_minor as amountMinor',
  'lines',
  'note',
  'answer',
  'failure',
  'idempotency_key as idempotencyKey',
  'provider_ref as providerRef',
  'created_at as createdAt',
  'decided_at as decidedAt',
  'settled_at as settledAt',
] as const

export type RefundRecord = NonNullable<Awaited<ReturnType<typeof findRefund>>>

export interface NewRefund {
  tenantId: TenantId
  orderId: OrderId
  paymentId: PaymentId
  personId: PersonId
  amountMinor: number
  reason: RefundReason
  state: 'asked' | 'requested'
  lines?: RefundRecord['lines']
  note?: string
  askedBy?: PersonId
  decidedBy?: PersonId
  requestKey?: string
  at: Date
}

/** A new refund, or undefined when its reason or its key has one already. Its idempotency key is stored before any call. */
export function insertRefund(db: TenantDb, refund: NewRefund): Promise<RefundRecord | undefined> {
  const id = newId<RefundId>()
  return db
    .insertInto('refund_requests')
    .values({
      tenant_id: refund.tenantId,
      id,
      order_id: refund.orderId,
      payment_id: refund.paymentId,
      person_id: refund.personId,
      amount_minor: refund.amountMinor,
      reason: refund.reason,
      state: refund.state,
      lines: json(refund.lines ?? []),
      note: refund.note ?? '',
      asked_by: refund.askedBy ?? null,
      decided_by: refund.decidedBy ?? null,
      decided_at: refund.state === 'requested' ? refund.at : null,
      request_key: refund.requestKey ?? null,
      idempotency_key: `refund:${id}`,
      created_at: refund.at,
    })
    .onConflict((known) => known.doNothing())
    .returning(columns)
    .executeTakeFirst()
}

export function findRefund(db: TenantDb, tenantId: TenantId, id: RefundId) {
  return db.selectFrom('refund_requests').select(columns).where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst()
}

export function findRefundByKey(db: TenantDb, tenantId: TenantId, requestKey: string) {
  return db
    .selectFrom('refund_requests')
    .select(columns)
    .where('tenant_id', '=', tenantId)
    .where('request_key', '=', requestKey)
    .executeTakeFirst()
}

/** Every refund of a payment that we know by a row of ours, oldest first. */
export function listRefundsOf(db: TenantDb, tenantId: TenantId, paymentId: PaymentId) {
  return db
    .selectFrom('refund_requests')
    .select(columns)
    .where('tenant_id', '=', tenantId)
    .where('payment_id', '=', paymentId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** The same of an order, for whoever may see the order. */
export function listRefundsOfOrder(db: TenantDb | PersonDb, tenantId: TenantId, orderId: OrderId) {
  return db
    .selectFrom('refund_requests')
    .select(columns)
    .where('tenant_id', '=', tenantId)
    .where('order_id', '=', orderId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export interface RefundChange {
  state: RefundState
  providerRef?: string
  failure?: string | null
  answer?: string
  decidedBy?: PersonId
  decidedAt?: Date
  settledAt?: Date | null
}

export function writeRefund(db: TenantDb, tenantId: TenantId, id: RefundId, change: RefundChange) {
  return db
    .updateTable('refund_requests')
    .set({
      state: change.state,
      ...(change.providerRef !== undefined && { provider_ref: change.providerRef }),
      ...(change.failure !== undefined && { failure: change.failure }),
      ...(change.answer !== undefined && { answer: change.answer }),
      ...(change.decidedBy !== undefined && { decided_by: change.decidedBy }),
      ...(change.decidedAt !== undefined && { decided_at: change.decidedAt }),
      ...(change.settledAt !== undefined && { settled_at: change.settledAt }),
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow()
}

/** refunds.list: newest first, with what a row has to say. */
export function listRefunds(
  db: TenantDb,
  filter: { tenantId: TenantId; state: RefundState | undefined; after: { at: string; id: RefundId } | undefined; limit: number },
) {
  const { tenantId, state, after, limit } = filter
  return db
    .selectFrom('refund_requests as r')
    .innerJoin('orders as o', (join) => join.onRef('o.tenant_id', '=', 'r.tenant_id').onRef('o.id', '=', 'r.order_id'))
    .innerJoin('payments as p', (join) => join.onRef('p.tenant_id', '=', 'r.tenant_id').onRef('p.id', '=', 'r.payment_id'))
    .select([
      'r.id',
      'r.order_id as orderId',
      'r.payment_id as paymentId',
      'r.state',
      'r.reason',
      'r.amount_minor as amountMinor',
      'r.note',
      'r.answer',
      'r.failure',
      'r.created_at as createdAt',
      'r.decided_at as decidedAt',
      'r.settled_at as settledAt',
      'p.currency',
      'p.captured_minor as capturedMinor',
      'p.refunded_minor as refundedMinor',
      'o.number',
      'o.created_at as orderedAt',
      'o.buyer_name as buyerName',
      'o.buyer_email as buyerEmail',
      'o.offer_snapshot as offer',
    ])
    .where('r.tenant_id', '=', tenantId)
    .where((eb) => (state ? eb('r.state', '=', state) : eb.lit(true)))
    .where((eb) => (after ? eb(eb.refTuple('r.created_at', 'r.id'), '<', eb.tuple(after.at, after.id)) : eb.lit(true)))
    .orderBy('r.created_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute()
}

/** payments.sweep: decided, and not yet answered by the provider. */
export function listUnansweredRefunds(db: PlatformDb, before: Date, limit: number) {
  return db
    .selectFrom('refund_requests')
    .select(['tenant_id as tenantId', 'id'])
    .where('state', '=', sql.lit('requested'))
    .where('created_at', '<', before.toISOString())
    .orderBy('created_at')
    .limit(limit)
    .execute()
}
