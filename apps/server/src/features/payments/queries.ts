import {
  openPaymentStates,
  type CourseId,
  type DisputeId,
  type DisputeStatus,
  type EvidenceState,
  type OrderId,
  type PaymentId,
  type PaymentState,
  type PersonId,
  type Provider,
  type TenantId,
} from '@edurise/contracts'
import { json, newId, type OfferSnapshot, type PaymentFacts, type PersonDb, type PlatformDb, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

/** Written into the statement, so that the partial index on open payments is seen to cover it. */
function states(...names: PaymentState[]) {
  return names.map((name) => sql.lit(name))
}

const orderColumns = [
  'id',
  'number',
  'person_id as personId',
  'buyer_name as buyerName',
  'buyer_email as buyerEmail',
  'course_id as courseId',
  'state',
  'subtotal_minor as subtotalMinor',
  'discount_minor as discountMinor',
  'tax_minor as taxMinor',
  'total_minor as totalMinor',
  'currency',
  'offer_snapshot as offer',
  'locale',
  'return_origin as returnOrigin',
  'created_at as createdAt',
  'paid_at as paidAt',
] as const

const paymentColumns = [
  'id',
  'order_id as orderId',
  'person_id as personId',
  'provider',
  'account',
  'livemode',
  'state',
  'amount_minor as amountMinor',
  'captured_minor as capturedMinor',
  'refunded_minor as refundedMinor',
  'currency',
  'duplicate',
  'unfulfillable',
  'reopened',
  'idempotency_key as idempotencyKey',
  'facts',
  'checkout_url as checkoutUrl',
  'looked_at as lookedAt',
  'created_at as createdAt',
  'paid_at as paidAt',
] as const

export type OrderRecord = NonNullable<Awaited<ReturnType<typeof lockOrder>>>
export type PaymentRecord = NonNullable<Awaited<ReturnType<typeof findPayment>>>

/** Holds the order until the commit. Orders are always locked before their payments, payments before enrolments. */
export function lockOrder(db: TenantDb, tenantId: TenantId, id: OrderId) {
  return db.selectFrom('orders').select(orderColumns).where('tenant_id', '=', tenantId).where('id', '=', id).forUpdate().executeTakeFirst()
}

export function findOrder(db: TenantDb | PersonDb, tenantId: TenantId, id: OrderId) {
  return db.selectFrom('orders').select(orderColumns).where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst()
}

export function lockOpenOrder(db: TenantDb, tenantId: TenantId, personId: PersonId, courseId: CourseId) {
  return db
    .selectFrom('orders')
    .select(orderColumns)
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .where('course_id', '=', courseId)
    .where('state', '=', sql.lit('open'))
    .forUpdate()
    .executeTakeFirst()
}

export interface NewOrder {
  tenantId: TenantId
  personId: PersonId
  buyerName: string
  buyerEmail: string
  courseId: CourseId
  totalMinor: number
  currency: string
  offer: OfferSnapshot
  locale: 'en' | 'ar' | 'so'
  returnOrigin: string
  at: Date
}

/** The one open order of a person for a course, with its line: undefined when a second click was first. */
export function openOrder(db: TenantDb, order: NewOrder): Promise<OrderRecord | undefined> {
  const id = newId<OrderId>()
  const opened = db
    .insertInto('orders')
    .values({
      tenant_id: order.tenantId,
      id,
      person_id: order.personId,
      buyer_name: order.buyerName,
      buyer_email: order.buyerEmail,
      course_id: order.courseId,
      subtotal_minor: order.totalMinor,
      total_minor: order.totalMinor,
      currency: order.currency,
      offer_snapshot: json(order.offer),
      locale: order.locale,
      return_origin: order.returnOrigin,
      created_at: order.at,
    })
    .onConflict((again) => again.columns(['tenant_id', 'person_id', 'course_id']).where('state', '=', sql.lit('open')).doNothing())
    .returning(orderColumns)
  return db
    .with('opened', () => opened)
    .with('lined', (trx) =>
      trx
        .insertInto('order_lines')
        .columns(['tenant_id', 'id', 'order_id', 'kind', 'course_id', 'title', 'amount_minor'])
        .expression((eb) =>
          eb
            .selectFrom('opened')
            .select([
              sql<TenantId>`${order.tenantId}::uuid`.as('tenant_id'),
              sql<string>`${newId()}::uuid`.as('id'),
              'opened.id as order_id',
              sql<'course'>`'course'`.as('kind'),
              'opened.courseId as course_id',
              sql<string>`${order.offer.title}::text`.as('title'),
              'opened.totalMinor as amount_minor',
            ]),
        ),
    )
    .selectFrom('opened')
    .selectAll()
    .executeTakeFirst()
}

export function markOrder(db: TenantDb, tenantId: TenantId, id: OrderId, state: OrderRecord['state'], paidAt?: Date) {
  return db
    .updateTable('orders')
    .set({ state, ...(paidAt && { paid_at: sql<Date>`coalesce(paid_at, ${paidAt})` }) })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute()
}

export function listLines(db: TenantDb, tenantId: TenantId, orderId: OrderId) {
  return db
    .selectFrom('order_lines')
    .select(['id', 'kind', 'course_id as courseId', 'title', 'quantity', 'amount_minor as amountMinor'])
    .where('tenant_id', '=', tenantId)
    .where('order_id', '=', orderId)
    .orderBy('id')
    .execute()
}

export function findPayment(db: TenantDb, tenantId: TenantId, id: PaymentId) {
  return db.selectFrom('payments').select(paymentColumns).where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst()
}

export function lockPayment(db: TenantDb, tenantId: TenantId, id: PaymentId) {
  return db
    .selectFrom('payments')
    .select(paymentColumns)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export function listPayments(db: TenantDb | PersonDb, tenantId: TenantId, orderId: OrderId) {
  return db
    .selectFrom('payments')
    .select(paymentColumns)
    .where('tenant_id', '=', tenantId)
    .where('order_id', '=', orderId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export interface NewPayment {
  tenantId: TenantId
  orderId: OrderId
  personId: PersonId
  provider: Provider
  account: string
  livemode: boolean
  amountMinor: number
  currency: string
  at: Date
}

/** The order's one open payment with this provider: made now, or found. Its idempotency key is stored before any call. */
export async function openPayment(db: TenantDb, payment: NewPayment): Promise<PaymentRecord> {
  const { tenantId, orderId, provider } = payment
  const open = () =>
    db
      .selectFrom('payments')
      .select(paymentColumns)
      .where('tenant_id', '=', tenantId)
      .where('order_id', '=', orderId)
      .where('provider', '=', provider)
      .where('state', 'in', states(...openPaymentStates))
      .where('reopened', '=', sql.lit(false))
  const id = newId<PaymentId>()
  const inserted = db
    .insertInto('payments')
    .values({
      tenant_id: tenantId,
      id,
      order_id: orderId,
      person_id: payment.personId,
      provider,
      account: payment.account,
      livemode: payment.livemode,
      amount_minor: payment.amountMinor,
      currency: payment.currency,
      idempotency_key: `open:${id}`,
      created_at: payment.at,
    })
    .onConflict((again) =>
      again
        .columns(['tenant_id', 'order_id', 'provider'])
        .where('state', 'in', states(...openPaymentStates))
        .where('reopened', '=', sql.lit(false))
        .doNothing(),
    )
    .returning(paymentColumns)
  const opened = await db
    .with('opened', () => inserted)
    .with('routed', (trx) =>
      trx
        .insertInto('payment_routes')
        .columns(['payment_id', 'tenant_id', 'order_id', 'provider'])
        .expression((eb) =>
          eb
            .selectFrom('opened')
            .select(['opened.id', sql<TenantId>`${tenantId}::uuid`.as('tenant_id'), 'opened.orderId', 'opened.provider']),
        ),
    )
    .selectFrom('opened')
    .selectAll()
    .executeTakeFirst()
  return opened ?? (await open().executeTakeFirstOrThrow())
}

export interface PaymentChange {
  state: PaymentState
  facts: PaymentFacts
  capturedMinor: number
  refundedMinor: number
  duplicate: boolean
  unfulfillable: boolean
  /** It was given up, and is open after all. */
  reopened: boolean
  checkoutUrl: string | null
  lookedAt: Date
  paidAt: Date | null
}

/**
 * Writes what a look has shown, in one statement: the payment as it stands, the provider's objects that belong to it, and the messages about it that
 * this look has worked off, which are those that came before it.
 */
export async function writeLook(
  db: TenantDb,
  { tenantId, orderId, id, provider, account }: Pick<PaymentRecord, 'id' | 'orderId' | 'provider' | 'account'> & { tenantId: TenantId },
  change: PaymentChange,
  seen: { objectIds: string[]; at: Date },
): Promise<void> {
  const objects = seen.objectIds.map((objectId) => ({
    provider,
    account,
    object_id: objectId,
    tenant_id: tenantId,
    order_id: orderId,
    payment_id: id,
  }))
  const written = db
    .with('worked_off', (trx) =>
      trx
        .updateTable('webhook_inbox')
        .set({ state: 'done', done_at: seen.at })
        .where('payment_id', '=', id)
        .where('state', '=', 'stored')
        .where('received_at', '<=', change.lookedAt.toISOString())
        .returning('event_id'),
    )
    .with('recorded', (trx) =>
      objects.length
        ? trx
            .insertInto('provider_objects')
            .values(objects)
            .onConflict((known) => known.doNothing())
            .returning('object_id')
        : trx.selectFrom('provider_objects').select('object_id').where(sql.lit(false)),
    )
  await written
    .updateTable('payments')
    .set({
      state: change.state,
      facts: json(change.facts),
      captured_minor: change.capturedMinor,
      refunded_minor: change.refundedMinor,
      duplicate: change.duplicate,
      unfulfillable: change.unfulfillable,
      reopened: change.reopened,
      checkout_url: change.checkoutUrl,
      looked_at: change.lookedAt,
      paid_at: change.paidAt,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute()
}

/** Attempts of an order that money may still come through. */
export function listOpenPayments(db: TenantDb, tenantId: TenantId, orderId: OrderId) {
  return db
    .selectFrom('payments')
    .select(paymentColumns)
    .where('tenant_id', '=', tenantId)
    .where('order_id', '=', orderId)
    .where('state', 'in', states(...openPaymentStates))
    .limit(20)
    .execute()
}

/** Of the order's other payments, may one still be paid? */
export async function hasOtherOpen(db: TenantDb, tenantId: TenantId, orderId: OrderId, id: PaymentId): Promise<boolean> {
  return (await listOpenPayments(db, tenantId, orderId)).some((payment) => payment.id !== id)
}

/** Of the order's other payments, does one stand: paid, and neither wholly returned nor on its way back? */
export async function hasOtherPaid(db: TenantDb, tenantId: TenantId, orderId: OrderId, id: PaymentId): Promise<boolean> {
  const row = await db
    .selectFrom('payments')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('order_id', '=', orderId)
    .where('id', '<>', id)
    .where('captured_minor', '>', 0)
    .where('duplicate', '=', false)
    .where('unfulfillable', '=', false)
    .where('state', 'in', ['paid', 'partially_refunded', 'disputed', 'refund_pending'])
    .executeTakeFirst()
  return row !== undefined
}

/** Payments that money may still move on and that nobody has looked at since, longest unseen first. */
export async function listUnseen(
  db: PlatformDb,
  { openBefore, settledBefore, limit }: { openBefore: Date; settledBefore: Date; limit: number },
): Promise<PaymentId[]> {
  const rows = await db
    .selectFrom('payments')
    .select('id')
    .where((eb) =>
      eb.or([
        eb.and([
          eb('state', 'in', states(...openPaymentStates)),
          eb(eb.fn.coalesce('looked_at', 'created_at'), '<', openBefore.toISOString()),
        ]),
        eb.and([eb('state', 'in', states('refund_pending', 'disputed')), eb('looked_at', '<', settledBefore.toISOString())]),
      ]),
    )
    .where('state', 'in', states(...openPaymentStates, 'refund_pending', 'disputed'))
    .orderBy('looked_at', (order) => order.asc().nullsFirst())
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** The seller as papers name it. */
export function findSeller(db: TenantDb, tenantId: TenantId) {
  return db.selectFrom('tenants').select(['name', 'names', 'slug']).where('id', '=', tenantId).executeTakeFirstOrThrow()
}

/** The newest invoice of a payment: what a credit note corrects. */
export function findInvoiceOf(db: TenantDb, tenantId: TenantId, paymentId: PaymentId) {
  return db
    .selectFrom('invoices')
    .select(['id', 'series', 'number'])
    .where('tenant_id', '=', tenantId)
    .where('payment_id', '=', paymentId)
    .where('kind', '=', 'invoice')
    .orderBy('issued_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

export async function hasPaper(db: TenantDb, tenantId: TenantId, effectKey: string): Promise<boolean> {
  const row = await db
    .selectFrom('invoices')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('effect_key', '=', effectKey)
    .executeTakeFirst()
  return row !== undefined
}

export interface DisputeChange {
  tenantId: TenantId
  paymentId: PaymentId
  orderId: OrderId
  personId: PersonId
  provider: Provider
  providerRef: string
  status: DisputeStatus
  reason: string
  amountMinor: number
  feeMinor: number
  lostMinor: number
  currency: string
  openedAt: string
  dueAt: string | null
  closedAt: string | null
  /** Our evidence has reached the provider, in the stage in which the dispute is now. */
  answered: boolean
}

/** An inquiry that was answered has become a dispute, which wants an answer of its own: what was said to the inquiry is its draft. */
const escalated = sql`disputes.status = 'warning' and excluded.status = 'needs_response' and disputes.evidence_state in ('sending', 'submitted')`
const draftAgain = {
  evidence_state: sql<EvidenceState>`case when not (${escalated}) then disputes.evidence_state when disputes.evidence is null then 'none' else 'draft' end`,
  submitted_at: sql<Date | null>`case when not (${escalated}) then disputes.submitted_at end`,
  inquiry_answered_at: sql<Date | null>`case when ${escalated} then disputes.submitted_at else disputes.inquiry_answered_at end`,
}

/** A dispute as the provider has it now. When it closed is written once. */
export async function upsertDispute(db: TenantDb, dispute: DisputeChange): Promise<void> {
  await db
    .insertInto('disputes')
    .values({
      tenant_id: dispute.tenantId,
      id: newId<DisputeId>(),
      payment_id: dispute.paymentId,
      order_id: dispute.orderId,
      person_id: dispute.personId,
      provider: dispute.provider,
      provider_ref: dispute.providerRef,
      status: dispute.status,
      reason: dispute.reason,
      amount_minor: dispute.amountMinor,
      fee_minor: dispute.feeMinor,
      lost_minor: dispute.lostMinor,
      currency: dispute.currency,
      opened_at: dispute.openedAt,
      due_at: dispute.dueAt,
      closed_at: dispute.closedAt,
      evidence_state: dispute.answered ? 'submitted' : 'none',
    })
    .onConflict((known) =>
      known.columns(['tenant_id', 'payment_id', 'provider_ref']).doUpdateSet((eb) => ({
        status: eb.ref('excluded.status'),
        reason: eb.ref('excluded.reason'),
        amount_minor: eb.ref('excluded.amount_minor'),
        fee_minor: eb.ref('excluded.fee_minor'),
        lost_minor: eb.ref('excluded.lost_minor'),
        due_at: eb.ref('excluded.due_at'),
        closed_at: eb.fn.coalesce('disputes.closed_at', 'excluded.closed_at'),
        ...(dispute.answered ? { evidence_state: 'submitted' as const } : draftAgain),
      })),
    )
    .execute()
}
