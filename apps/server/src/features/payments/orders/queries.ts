import type {
  DisputeRow,
  GrantId,
  GrantSource,
  OrderId,
  PaymentId,
  PaymentState,
  PersonId,
  Provider,
  RefundId,
  RefundReason,
  RefundState,
  TenantId,
} from '@edurise/contracts'
import type { PersonDb, TenantDb } from '@edurise/db'
import { sql } from 'kysely'

/** Orders with what the public knows of their course; a course that was never listed has only its snapshot. */
function orders(db: PersonDb | TenantDb) {
  return db
    .selectFrom('orders as o')
    .innerJoin('tenants as t', 't.id', 'o.tenant_id')
    .leftJoin('course_listings as c', 'c.course_id', 'o.course_id')
    .select([
      'o.id',
      'o.tenant_id as tenantId',
      'o.number',
      'o.person_id as personId',
      'o.buyer_name as buyerName',
      'o.buyer_email as buyerEmail',
      'o.state',
      'o.course_id as courseId',
      'o.subtotal_minor as subtotalMinor',
      'o.discount_minor as discountMinor',
      'o.tax_minor as taxMinor',
      'o.total_minor as totalMinor',
      'o.currency',
      'o.offer_snapshot as offer',
      'o.created_at as createdAt',
      'o.paid_at as paidAt',
      'c.subject',
      'c.cover',
      'c.outline',
      't.name as tenantName',
      't.names as tenantNames',
      't.slug as tenantSlug',
    ])
}

export interface PaperOrAccess {
  what: 'invoice' | 'credit_note' | 'enrolment'
  id: string
  series: string | null
  number: number | null
  issuedAt: string | null
}

/** The papers of an order, and the enrolment if the course is open to the buyer: they come with the order, in its own statement. */
const papersAndAccess = sql<PaperOrAccess[]>`(
  select coalesce(jsonb_agg(to_jsonb(r) order by r.what, r.number), '[]') from (
    select kind as what, id, series, number, issued_at as "issuedAt" from invoices where tenant_id = o.tenant_id and order_id = o.id
    union all
    select 'enrolment', id, null, null, null from enrolments
    where tenant_id = o.tenant_id and course_id = o.course_id and person_id = o.person_id and state in ('active', 'completed')) r)`

export type OrderWithCourse = Awaited<ReturnType<ReturnType<typeof orders>['execute']>>[number]
export type OrderWithPapers = NonNullable<Awaited<ReturnType<typeof findMyOrder>>>

export function findMyOrder(db: PersonDb, personId: PersonId, id: OrderId) {
  return orders(db).select(papersAndAccess.as('papers')).where('o.person_id', '=', personId).where('o.id', '=', id).executeTakeFirst()
}

export interface SourceOfCourse {
  id: GrantId
  source: GrantSource
  own: boolean
  reason: string
  startsAt: string
  endedAt: string | null
  endedReason: string | null
}

/** Every source of access that the buyer has had for the order's courses: this order's, and any other. */
const sources = sql<SourceOfCourse[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'source', g.source_kind, 'own', l.order_id is not distinct from o.id, 'reason', g.reason,
    'startsAt', g.starts_at, 'endedAt', g.ended_at, 'endedReason', g.ended_reason) order by g.starts_at desc, g.id desc), '[]')
  from (select g.* from grants g where g.tenant_id = o.tenant_id and g.person_id = o.person_id and g.course_id in (
      select o.course_id union select course_id from order_lines where tenant_id = o.tenant_id and order_id = o.id)
    order by g.starts_at desc, g.id desc limit 200) g
  left join order_lines l on l.tenant_id = g.tenant_id and l.id = g.source_id and g.source_kind = 'order_line')`

export type DisputeOfOrder = Omit<DisputeRow, 'orderId' | 'orderNumber' | 'buyerName' | 'buyerEmail' | 'courseTitle'>

const disputesOfOrder = sql<DisputeOfOrder[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'paymentId', d.payment_id, 'provider', d.provider, 'providerRef', d.provider_ref,
    'status', d.status, 'reason', d.reason, 'amountMinor', d.amount_minor, 'feeMinor', d.fee_minor, 'lostMinor', d.lost_minor,
    'currency', d.currency, 'evidence', d.evidence_state, 'openedAt', d.opened_at, 'dueAt', d.due_at, 'closedAt', d.closed_at)
    order by d.opened_at desc, d.id desc), '[]')
  from disputes d where d.tenant_id = o.tenant_id and d.order_id = o.id)`

/** With all that the desk shows of it besides its payments. */
export function findDeskOrder(db: TenantDb, tenantId: TenantId, id: OrderId) {
  return orders(db)
    .select([papersAndAccess.as('papers'), sources.as('sources'), disputesOfOrder.as('disputes')])
    .where('o.tenant_id', '=', tenantId)
    .where('o.id', '=', id)
    .executeTakeFirst()
}

export function findOrderOfTenant(db: TenantDb, tenantId: TenantId, id: OrderId) {
  return orders(db).select(papersAndAccess.as('papers')).where('o.tenant_id', '=', tenantId).where('o.id', '=', id).executeTakeFirst()
}

/** The last attempt to pay that is no mistake, and the last refund that somebody wished or decided. */
const lastPayment = sql<{ provider: Provider; state: PaymentState } | null>`(
  select jsonb_build_object('provider', provider, 'state', state) from payments
  where tenant_id = o.tenant_id and order_id = o.id and not duplicate order by created_at desc, id desc limit 1)`
const lastRefund = sql<RefundState | null>`(
  select state from refund_requests
  where tenant_id = o.tenant_id and order_id = o.id and reason not in ('duplicate', 'surplus') order by created_at desc, id desc limit 1)`

/** Newest first; `after` is where the last page ended. */
export function listMyOrders(db: PersonDb, personId: PersonId, after: { at: string; id: OrderId } | null, limit: number) {
  return orders(db)
    .select([papersAndAccess.as('papers'), lastPayment.as('payment'), lastRefund.as('refund')])
    .where('o.person_id', '=', personId)
    .where('o.state', '<>', sql.lit('superseded'))
    .$if(after !== null, (query) => query.where(sql<boolean>`(o.created_at, o.id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`))
    .orderBy('o.created_at', 'desc')
    .orderBy('o.id', 'desc')
    .limit(limit)
    .execute()
}

const paymentColumns = [
  'id',
  'order_id as orderId',
  'provider',
  'state',
  'amount_minor as amountMinor',
  'captured_minor as capturedMinor',
  'refunded_minor as refundedMinor',
  'currency',
  'duplicate',
  'unfulfillable',
  'facts',
  'checkout_url as checkoutUrl',
  'created_at as createdAt',
  'paid_at as paidAt',
  'looked_at as lookedAt',
] as const

/** Refunds that we know by rows of ours, with the payment they are of: one statement for both. */
const refundRows = sql<RefundRow[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'paymentId', r.payment_id, 'state', r.state, 'reason', r.reason,
    'amountMinor', r.amount_minor, 'lines', r.lines, 'note', r.note, 'answer', r.answer, 'failure', r.failure, 'providerRef', r.provider_ref,
    'createdAt', r.created_at, 'decidedAt', r.decided_at, 'settledAt', r.settled_at) order by r.created_at, r.id), '[]')
  from refund_requests r where r.tenant_id = payments.tenant_id and r.payment_id = payments.id)`

interface RefundRow {
  id: RefundId
  paymentId: PaymentId
  state: RefundState
  reason: RefundReason
  amountMinor: number
  lines: { lineId: string; amountMinor: number }[]
  note: string
  answer: string
  failure: string | null
  providerRef: string | null
  createdAt: string
  decidedAt: string | null
  settledAt: string | null
}

export type PaymentOfOrder = Awaited<ReturnType<typeof listPaymentsOf>>[number]

export function listPaymentsOf(db: PersonDb | TenantDb, tenantId: TenantId, orderId: OrderId) {
  return db
    .selectFrom('payments')
    .select(paymentColumns)
    .select(refundRows.as('refundRows'))
    .where('tenant_id', '=', tenantId)
    .where('order_id', '=', orderId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export function findMyPayment(db: PersonDb, personId: PersonId, id: PaymentId) {
  return db
    .selectFrom('payments')
    .select(paymentColumns)
    .select(refundRows.as('refundRows'))
    .where('person_id', '=', personId)
    .where('id', '=', id)
    .executeTakeFirst()
}
