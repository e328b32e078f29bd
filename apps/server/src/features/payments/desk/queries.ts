import type { OrderId, PaymentState, Provider, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { sql, type Expression, type SqlBool } from 'kysely'

/** What the desk was asked to find; one of them at most. */
export type Search = { email: string } | { number: number } | { orderId: OrderId } | { objectId: string } | { amountMinor: number }

export interface DeskQuery {
  view: 'needs_you' | 'paid' | 'open' | 'returned' | 'all'
  search: Search | null
  after: { at: string; id: OrderId } | null
  limit: number
  /** Paid without access is looked for among payments since then: the nightly proof covers the rest. */
  since: Date
}

export interface DeskRow {
  id: OrderId
  number: number
  buyerName: string
  buyerEmail: string
  courseTitle: string
  provider: Provider | null
  totalMinor: number
  currency: string
  state: 'open' | 'paid' | 'expired' | 'superseded' | 'refunded'
  paymentState: PaymentState | null
  needsYou: boolean
  createdAt: string
}

/** A line of a paid order whose course is not open. `offset 0`: looked for payment by payment, never by reading all lines and grants. */
const withoutAccess = (tenantId: TenantId) => sql`
  select from order_lines l where l.tenant_id = ${tenantId} and l.order_id = p.order_id and l.course_id is not null and not exists (
    select from grants g where g.tenant_id = ${tenantId} and g.source_kind = 'order_line' and g.source_id = l.id
    and g.course_id = l.course_id and g.person_id = p.person_id and g.ended_at is null) offset 0`

const paidSince = (since: Date) =>
  sql<SqlBool>`p.created_at >= ${since} and p.state in ('paid', 'partially_refunded') and not p.duplicate and not p.unfulfillable`

/** Orders whose money and access disagree, or whose money somebody has to answer for. */
function needsYou(tenantId: TenantId, since: Date) {
  return sql<OrderId>`
    select p.order_id from payments p
    where p.tenant_id = ${tenantId} and p.provider in ('stripe', 'paypal', 'bank_transfer') and p.state in ('mismatch', 'disputed')
    union
    select p.order_id from payments p, lateral (${withoutAccess(tenantId)}) l where p.tenant_id = ${tenantId} and ${paidSince(since)}`
}

/** The same, asked of one order. */
function needsYouOne(tenantId: TenantId, since: Date) {
  return sql<boolean>`exists (select from payments p where p.tenant_id = ${tenantId} and p.order_id = o.id
    and (p.state in ('mismatch', 'disputed') or ${paidSince(since)} and exists (${withoutAccess(tenantId)})))`
}

/** Orders to list from: for those that need somebody, each is fetched by its id. */
function ordersOf(tenantId: TenantId, view: DeskQuery['view'], since: Date) {
  if (view !== 'needs_you') return sql`orders o`
  return sql`(${needsYou(tenantId, since)}) y, lateral (select * from orders where tenant_id = ${tenantId} and id = y.order_id offset 0) o`
}

function inView(view: DeskQuery['view']): Expression<SqlBool> {
  if (view === 'needs_you') return sql<SqlBool>`true`
  if (view === 'paid') return sql<SqlBool>`o.state = 'paid'`
  if (view === 'open') return sql<SqlBool>`o.state = 'open'`
  return view === 'returned' ? sql<SqlBool>`o.state = 'refunded'` : sql<SqlBool>`o.state <> 'superseded'`
}

function found(tenantId: TenantId, search: Search | null): Expression<SqlBool> {
  if (!search) return sql<SqlBool>`true`
  if ('email' in search) return sql<SqlBool>`lower(o.buyer_email) like ${`${search.email.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`}`
  if ('number' in search) return sql<SqlBool>`o.number = ${search.number}`
  if ('orderId' in search) return sql<SqlBool>`o.id = ${search.orderId}`
  if ('amountMinor' in search) return sql<SqlBool>`o.total_minor = ${search.amountMinor}`
  return sql<SqlBool>`o.id in (select r.order_id from provider_objects r where r.tenant_id = ${tenantId} and r.object_id = ${search.objectId})`
}

/** Orders of one view, newest first, each with its newest payment. */
export async function listDeskOrders(
  db: TenantDb,
  tenantId: TenantId,
  { view, search, after, limit, since }: DeskQuery,
): Promise<DeskRow[]> {
  const { rows } = await sql<DeskRow>`
    with o as materialized (
      select o.* from ${ordersOf(tenantId, view, since)} where o.tenant_id = ${tenantId} and ${inView(view)} and ${found(tenantId, search)}
        and (${after === null} or (o.created_at, o.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by o.created_at desc, o.id desc limit ${limit})
    select o.id, o.number, o.buyer_name as "buyerName", o.buyer_email as "buyerEmail", o.offer_snapshot ->> 'title' as "courseTitle", p.provider,
      o.total_minor as "totalMinor", o.currency, o.state, p.state as "paymentState", ${needsYouOne(tenantId, since)} as "needsYou", o.created_at as "createdAt"
    from o left join lateral (
      select provider, state from payments where tenant_id = ${tenantId} and order_id = o.id order by created_at desc, id desc limit 1) p on true
    order by o.created_at desc, o.id desc`.execute(db)
  return rows
}

/** How many orders each view has, counted to 1,000 and no further. */
export async function countDeskOrders(
  db: TenantDb,
  tenantId: TenantId,
  since: Date,
): Promise<{ view: DeskQuery['view']; count: number }[]> {
  // In an order that an index has: one tenant's orders are counted without reading all tenants'.
  const ofView = (view: DeskQuery['view']) =>
    sql`select from orders o where o.tenant_id = ${tenantId} and ${inView(view)} order by o.created_at desc limit 1000`
  const counted = (view: DeskQuery['view']) =>
    sql`select ${view}::text as view, (select count(*)::int from (${view === 'needs_you' ? sql`select from (${needsYou(tenantId, since)}) y limit 1000` : ofView(view)}) n) as count`
  const { rows } = await sql<{ view: DeskQuery['view']; count: number }>`
    ${counted('needs_you')} union all ${counted('paid')} union all ${counted('open')} union all ${counted('returned')} union all ${counted('all')}`.execute(
    db,
  )
  return rows
}

export interface Happening {
  source: 'grant' | 'grant_end' | 'ledger' | 'paper' | 'mail' | 'event' | 'audit' | 'progress'
  at: string
  /** The state, kind or type that the source itself writes. */
  name: string
  detail: string | null
  amountMinor: number | null
  ref: string | null
}

/** All that happened to an order, from every table that knows of it, newest first. */
export async function listHappenings(db: TenantDb, tenantId: TenantId, orderId: OrderId): Promise<Happening[]> {
  const { rows } = await sql<Happening>`
    with o as (select id, person_id, course_id from orders where tenant_id = ${tenantId} and id = ${orderId}),
      p as (select id from payments where tenant_id = ${tenantId} and order_id = ${orderId}),
      g as (select g.* from grants g join order_lines l on l.tenant_id = g.tenant_id and l.id = g.source_id
        where g.tenant_id = ${tenantId} and l.order_id = ${orderId} and g.source_kind = 'order_line')
    select * from (
      select 'grant' as source, starts_at as at, 'opened' as name, null as detail, null::bigint as "amountMinor", id::text as ref from g
      union all select 'grant_end', ended_at, 'ended', ended_reason, null, id::text from g where ended_at is not null
      union all select 'ledger', created_at, kind, provider_ref, (sum(abs(amount_minor)) / 2)::bigint, provider_ref from ledger_entries
        where tenant_id = ${tenantId} and payment_id in (select id from p) group by transaction_id, created_at, kind, provider_ref
      union all select 'paper', issued_at, kind, series || '-' || lpad(number::text, 6, '0'), total_minor, id::text from invoices
        where tenant_id = ${tenantId} and order_id = ${orderId}
      union all select 'mail', coalesce(sent_at, created_at), state, kind || ' · ' || to_email, null, id::text from mails where tenant_id = ${tenantId} and order_id = ${orderId}
      union all select 'event', received_at, state, type, null, event_id from webhook_inbox where payment_id in (select id from p)
      union all select 'audit', at, action, null, null, id::text from audit_log where tenant_id = ${tenantId} and object = 'order:' || ${orderId}
      union all select 'progress', min(r.updated_at), 'opened', null, null, null from lesson_progress r, enrolments e, o
        where e.tenant_id = ${tenantId} and e.course_id = o.course_id and e.person_id = o.person_id and r.tenant_id = ${tenantId} and r.enrolment_id = e.id having count(*) > 0
    ) happened order by at desc limit 300`.execute(db)
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }))
}
