import type { OrderId, TenantId } from '@edurise/contracts'
import type { OfferSnapshot, TenantDb } from '@edurise/db'
import { sql } from 'kysely'

/** All that we know of a sale and of what the buyer did with it. Each list is in the order it happened, and bounded. */
export interface SaleRecord {
  number: number
  orderedAt: string
  paidAt: string | null
  buyerName: string
  buyerEmail: string
  totalMinor: number
  currency: string
  offer: OfferSnapshot
  tenantName: string
  provider: string
  providerRef: string
  capturedAt: string | null
  account: { createdAt: string; emailVerified: boolean } | null
  opened: { at: string; endedAt: string | null; source: string }[]
  openings: { day: string; firstAt: string; lastAt: string; lesson: string; ip: string; userAgent: string }[]
  completed: { at: string; lesson: string }[]
  attempts: { at: string; lesson: string; percent: number; passed: boolean }[]
  papers: { at: string; kind: 'invoice' | 'credit_note'; series: string; number: number; totalMinor: number }[]
  mails: { at: string; kind: string; to: string; sentAt: string | null }[]
  refunds: { at: string; state: string; amountMinor: number; reason: string }[]
}

/** Lines of each kind that evidence may hold: it is read by people, and cut to 20,000 characters. */
const most = 500

/** The sale behind a disputed payment, in one statement. */
export async function findSaleRecord(
  db: TenantDb,
  tenantId: TenantId,
  orderId: OrderId,
  paymentId: string,
): Promise<SaleRecord | undefined> {
  const { rows } = await sql<SaleRecord>`
    with o as (select * from orders where tenant_id = ${tenantId} and id = ${orderId}),
      e as (select e.id from enrolments e, o where e.tenant_id = ${tenantId} and e.course_id = o.course_id and e.person_id = o.person_id)
    select o.number, o.created_at as "orderedAt", o.paid_at as "paidAt", o.buyer_name as "buyerName", o.buyer_email as "buyerEmail",
      o.total_minor as "totalMinor", o.currency, o.offer_snapshot as offer, t.name as "tenantName", p.provider,
      coalesce(p.facts ->> 'intentId', p.facts ->> 'objectId', p.id::text) as "providerRef", p.paid_at as "capturedAt",
      (select jsonb_build_object('createdAt', u.created_at, 'emailVerified', u.email_verified) from people u where u.id = o.person_id) as account,
      (select coalesce(jsonb_agg(jsonb_build_object('at', g.starts_at, 'endedAt', g.ended_at, 'source', g.source_kind) order by g.starts_at), '[]')
        from (select * from grants where tenant_id = ${tenantId} and person_id = o.person_id and course_id = o.course_id order by starts_at limit ${most}) g) as opened,
      (select coalesce(jsonb_agg(to_jsonb(a) order by a."firstAt"), '[]') from (
        select a.day, a.first_at as "firstAt", a.last_at as "lastAt", l.title as lesson, a.ip, a.user_agent as "userAgent" from access_log a
        join lessons l on l.tenant_id = a.tenant_id and l.id = a.lesson_id
        where a.tenant_id = ${tenantId} and a.person_id = o.person_id and a.course_id = o.course_id order by a.day, a.lesson_id limit ${most}) a) as openings,
      (select coalesce(jsonb_agg(to_jsonb(r) order by r.at), '[]') from (
        select r.completed_at as at, l.title as lesson from lesson_progress r join lessons l on l.tenant_id = r.tenant_id and l.id = r.lesson_id
        where r.tenant_id = ${tenantId} and r.enrolment_id = (select id from e) and r.completed_at is not null order by r.lesson_id limit ${most}) r) as completed,
      (select coalesce(jsonb_agg(to_jsonb(q) order by q.at), '[]') from (
        select q.created_at as at, l.title as lesson, q.percent, q.passed from quiz_attempts q join lessons l on l.tenant_id = q.tenant_id and l.id = q.lesson_id
        where q.tenant_id = ${tenantId} and q.enrolment_id = (select id from e) order by q.lesson_id, q.created_at limit ${most}) q) as attempts,
      (select coalesce(jsonb_agg(jsonb_build_object('at', i.issued_at, 'kind', i.kind, 'series', i.series, 'number', i.number, 'totalMinor', i.total_minor) order by i.issued_at, i.number), '[]')
        from invoices i where i.tenant_id = ${tenantId} and i.order_id = o.id) as papers,
      (select coalesce(jsonb_agg(jsonb_build_object('at', m.created_at, 'kind', m.kind, 'to', m.to_email, 'sentAt', m.sent_at) order by m.created_at), '[]')
        from (select * from mails where tenant_id = ${tenantId} and order_id = o.id and person_id = o.person_id order by created_at limit ${most}) m) as mails,
      (select coalesce(jsonb_agg(jsonb_build_object('at', r.created_at, 'state', r.state, 'amountMinor', r.amount_minor, 'reason', r.reason) order by r.created_at), '[]')
        from refund_requests r where r.tenant_id = ${tenantId} and r.order_id = o.id) as refunds
    from o join tenants t on t.id = ${tenantId} join payments p on p.tenant_id = ${tenantId} and p.id = ${paymentId}`.execute(db)
  return rows[0]
}
