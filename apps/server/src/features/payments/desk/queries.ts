import type { OrderId, OrderNeed, OrderView, PaymentState, Provider, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { sql, type Expression, type SqlBool } from 'kysely'

/**
 * What the desk was asked to find; one of them at most. A number may be an order's, or an amount: both are found, in minor units of a currency with
 * two decimals.
 */
export type Search =
  | { email: string }
  | { number: number | null; amountMinor: number | null }
  | { orderId: OrderId }
  | { objectId: string }
  | { reference: string }

/** From when on things are late. */
export interface Watch {
  /** Paid without access is looked for among payments since then: the nightly proof covers the rest. */
  paidSince: Date
  /** A transfer that waits to be checked since before this has waited too long. */
  toCheckBefore: Date
}

export interface DeskQuery {
  view: OrderView
  search: Search | null
  after: { at: string; id: OrderId } | null
  limit: number
  watch: Watch
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
  needs: OrderNeed | null
  createdAt: string
}

/** A line of a paid order whose course is not open. `offset 0`: looked for payment by payment, never by reading all lines and grants. */
const withoutAccess = (tenantId: TenantId) => sql`
  select from order_lines l where l.tenant_id = ${tenantId} and l.order_id = p.order_id and l.course_id is not null and not exists (
    select from grants g where g.tenant_id = ${tenantId} and g.source_kind = 'order_line' and g.source_id = l.id
    and g.course_id = l.course_id and g.person_id = p.person_id and g.ended_at is null) offset 0`

const paidAfter = (since: Date) =>
  sql<SqlBool>`p.created_at >= ${since} and p.state in ('paid', 'partially_refunded') and not p.duplicate and not p.unfulfillable`

/** Orders of which each of these is true, found by its own index. `of` narrows all of them to one order. */
const disputed = (tenantId: TenantId, of = sql``) => sql`
  select d.order_id from disputes d where d.tenant_id = ${tenantId} and d.closed_at is null ${of}`
const refundAsked = (tenantId: TenantId) => sql`
  select r.order_id from refund_requests r where r.tenant_id = ${tenantId} and r.state = 'asked'`

/** Orders that somebody has to do something about. */
function needsYou(tenantId: TenantId, { paidSince, toCheckBefore }: Watch) {
  return sql`${refundAsked(tenantId)}
    union ${disputed(tenantId, sql`and ${unanswered}`)}
    union select r.order_id from refund_requests r where r.tenant_id = ${tenantId} and r.state = 'failed' and ${notRepeated(tenantId)}
    union select p.order_id from payments p where p.tenant_id = ${tenantId} and p.provider in ('stripe', 'paypal', 'bank_transfer') and p.state = 'mismatch'
    union select f.order_id from transfers f where f.tenant_id = ${tenantId} and f.state in ('proof_sent', 'second_wanted') and f.updated_at < ${toCheckBefore}
    union select p.order_id from payments p, lateral (${withoutAccess(tenantId)}) l where p.tenant_id = ${tenantId} and ${paidAfter(paidSince)}`
}

const unanswered = sql`d.status in ('warning', 'needs_response') and d.evidence_state in ('none', 'draft', 'failed')`

/** A refund that failed and was decided anew is over. */
const notRepeated = (
  tenantId: TenantId,
) => sql`not exists (select from refund_requests n where n.tenant_id = ${tenantId} and n.payment_id = r.payment_id
  and n.created_at > r.created_at and n.state in ('requested', 'pending', 'succeeded'))`

/** The same, asked of one order: why somebody has to look, or null. */
function needOf(tenantId: TenantId, { paidSince, toCheckBefore }: Watch) {
  const payment = (holds: Expression<SqlBool>) =>
    sql`exists (select from payments p where p.tenant_id = ${tenantId} and p.order_id = o.id and ${holds})`
  const refund = (holds: Expression<SqlBool>) =>
    sql`exists (select from refund_requests r where r.tenant_id = ${tenantId} and r.order_id = o.id and ${holds})`
  return sql<OrderNeed | null>`(case
    when ${payment(sql<SqlBool>`p.state = 'mismatch'`)} then 'mismatch'
    when ${payment(sql<SqlBool>`${paidAfter(paidSince)} and exists (${withoutAccess(tenantId)})`)} then 'no_access'
    when exists (${disputed(tenantId, sql`and d.order_id = o.id and ${unanswered}`)}) then 'dispute'
    when ${refund(sql<SqlBool>`r.state = 'failed' and ${notRepeated(tenantId)}`)} then 'refund_failed'
    when ${refund(sql<SqlBool>`r.state = 'asked'`)} then 'refund_asked'
    when exists (select from transfers f where f.tenant_id = ${tenantId} and f.order_id = o.id and f.state in ('proof_sent', 'second_wanted')
      and f.updated_at < ${toCheckBefore}) then 'transfer' end)`
}

/** The orders of a view that few orders are in: those are found first, and each is fetched by its id. Null for the others. */
function fewOf(tenantId: TenantId, view: OrderView, watch: Watch) {
  if (view === 'needs_you') return needsYou(tenantId, watch)
  if (view === 'refund_asked') return refundAsked(tenantId)
  return view === 'disputed' ? disputed(tenantId) : null
}

function ordersOf(tenantId: TenantId, view: OrderView, watch: Watch) {
  const few = fewOf(tenantId, view, watch)
  if (!few) return sql`orders o`
  return sql`(select distinct order_id from (${few}) f) y, lateral (select * from orders where tenant_id = ${tenantId} and id = y.order_id offset 0) o`
}

function inView(view: OrderView): Expression<SqlBool> {
  if (view === 'paid') return sql<SqlBool>`o.state = 'paid'`
  if (view === 'open') return sql<SqlBool>`o.state = 'open'`
  if (view === 'returned') return sql<SqlBool>`o.state = 'refunded'`
  return view === 'all' ? sql<SqlBool>`o.state <> 'superseded'` : sql<SqlBool>`true`
}

const before = (after: DeskQuery['after']) =>
  sql<SqlBool>`(${after === null} or (o.created_at, o.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))`

function found(tenantId: TenantId, { search, view, after, limit, watch }: DeskQuery): Expression<SqlBool> {
  if (!search) return sql<SqlBool>`true`
  if ('email' in search) return sql<SqlBool>`lower(o.buyer_email) like ${`${search.email.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`}`
  if ('orderId' in search) return sql<SqlBool>`o.id = ${search.orderId}`
  if ('reference' in search)
    return sql<SqlBool>`o.id in (select f.order_id from transfers f where f.tenant_id = ${tenantId} and f.reference = ${search.reference})`
  if ('objectId' in search)
    return sql<SqlBool>`o.id in (select r.order_id from provider_objects r where r.tenant_id = ${tenantId} and r.object_id = ${search.objectId})`
  const { number, amountMinor } = search
  if (number === null) return sql<SqlBool>`o.total_minor = ${amountMinor}`
  if (amountMinor === null) return sql<SqlBool>`o.number = ${number}`
  if (fewOf(tenantId, view, watch)) return sql<SqlBool>`(o.number = ${number} or o.total_minor = ${amountMinor})`
  // Two conditions, two indexes: of the amount's orders no more than the page could show.
  return sql<SqlBool>`o.id in ((select o.id from orders o where o.tenant_id = ${tenantId} and o.number = ${number}) union all (
    select o.id from orders o where o.tenant_id = ${tenantId} and o.total_minor = ${amountMinor} and ${inView(view)} and ${before(after)}
    order by o.created_at desc, o.id desc limit ${limit}))`
}

/** Orders of one view, newest first, each with its newest payment. */
export async function listDeskOrders(db: TenantDb, tenantId: TenantId, query: DeskQuery): Promise<DeskRow[]> {
  const { view, after, limit, watch } = query
  const { rows } = await sql<DeskRow>`
    with o as materialized (
      select o.* from ${ordersOf(tenantId, view, watch)} where o.tenant_id = ${tenantId} and ${inView(view)} and ${found(tenantId, query)}
        and ${before(after)} order by o.created_at desc, o.id desc limit ${limit})
    select o.id, o.number, o.buyer_name as "buyerName", o.buyer_email as "buyerEmail", o.offer_snapshot ->> 'title' as "courseTitle", p.provider,
      o.total_minor as "totalMinor", o.currency, o.state, p.state as "paymentState", ${needOf(tenantId, watch)} as needs, o.created_at as "createdAt"
    from o left join lateral (
      select provider, state from payments where tenant_id = ${tenantId} and order_id = o.id order by created_at desc, id desc limit 1) p on true
    order by o.created_at desc, o.id desc`.execute(db)
  return rows
}

/** How many orders each view has, counted to 1,000 and no further. */
export async function countDeskOrders(db: TenantDb, tenantId: TenantId, watch: Watch): Promise<{ view: OrderView; count: number }[]> {
  const inOrder = (view: OrderView) => {
    const few = fewOf(tenantId, view, watch)
    // In an order that an index has: one tenant's orders are counted without reading all tenants'.
    return few
      ? sql`select distinct order_id from (${few}) f limit 1000`
      : sql`select from orders o where o.tenant_id = ${tenantId} and ${inView(view)} order by o.created_at desc limit 1000`
  }
  const counted = (view: OrderView) => sql`select ${view}::text as view, (select count(*)::int from (${inOrder(view)}) n) as count`
  const views: OrderView[] = ['needs_you', 'refund_asked', 'disputed', 'paid', 'open', 'returned', 'all']
  const { rows } = await sql<{ view: OrderView; count: number }>`${sql.join(views.map(counted), sql` union all `)}`.execute(db)
  return rows
}

export interface Happening {
  source: 'access' | 'ledger' | 'paper' | 'mail' | 'event' | 'audit' | 'progress' | 'refund' | 'dispute' | 'transfer' | 'company'
  at: string
  /** What happened, in the word of its source: a state, kind, type or action. */
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
      f as (select id from transfers where tenant_id = ${tenantId} and order_id = ${orderId}),
      g as (select g.*, l.order_id is not distinct from ${orderId}::uuid as own from o
        join grants g on g.tenant_id = ${tenantId} and g.person_id = o.person_id and g.course_id in (
          select o.course_id union select course_id from order_lines where tenant_id = ${tenantId} and order_id = ${orderId})
        left join order_lines l on l.tenant_id = ${tenantId} and l.id = g.source_id and g.source_kind = 'order_line'),
      r as (select * from refund_requests where tenant_id = ${tenantId} and order_id = ${orderId}),
      d as (select * from disputes where tenant_id = ${tenantId} and order_id = ${orderId}),
      i as (select * from invoices where tenant_id = ${tenantId} and order_id = ${orderId})
    select * from (
      select 'access' as source, starts_at as at, case source_kind when 'admin' then 'access_given' else 'access_opened' end as name,
        case when source_kind = 'admin' then reason when own then null else source_kind end as detail, null::bigint as "amountMinor", id::text as ref from g
      union all select 'access', ended_at, case source_kind when 'admin' then 'access_taken' else 'access_ended' end, ended_reason, null, id::text from g
        where ended_at is not null
      union all select 'ledger', created_at, kind, provider_ref, (sum(abs(amount_minor)) / 2)::bigint, provider_ref from ledger_entries
        where tenant_id = ${tenantId} and payment_id in (select id from p) group by transaction_id, created_at, kind, provider_ref
      union all select 'paper', issued_at, kind, series || '-' || lpad(number::text, 6, '0'), total_minor, id::text from i
      union all select 'company', v.created_at, 'company_added', v.snapshot -> 'buyer' -> 'company' ->> 'name', null, v.invoice_id::text
        from invoice_versions v where v.tenant_id = ${tenantId} and v.invoice_id in (select id from i)
      union all select 'refund', created_at, 'refund_asked', nullif(note, ''), amount_minor, id::text from r where asked_by is not null
      union all select 'refund', coalesce(decided_at, created_at), 'refund_requested', reason, amount_minor, id::text from r
        where state in ('requested', 'pending', 'succeeded', 'failed')
      union all select 'refund', coalesce(decided_at, settled_at, created_at), 'refund_declined', nullif(answer, ''), amount_minor, id::text from r
        where state = 'declined'
      union all select 'refund', coalesce(settled_at, created_at), 'refund_failed', failure, amount_minor, id::text from r where state = 'failed'
      union all select 'dispute', opened_at, 'dispute_opened', reason, amount_minor, provider_ref from d
      union all select 'dispute', submitted_at, 'dispute_answered', evidence_state, null, provider_ref from d
        where submitted_at is not null and evidence_state in ('sending', 'submitted', 'failed')
      union all select 'dispute', inquiry_answered_at, 'dispute_answered', 'submitted', null, provider_ref from d where inquiry_answered_at is not null
      union all select 'dispute', closed_at, 'dispute_closed', status, case when lost_minor > 0 then lost_minor else amount_minor end, provider_ref from d
        where closed_at is not null
      union all select 'transfer', created_at, 'transfer_proof', name, null, id::text from transfer_proofs
        where tenant_id = ${tenantId} and transfer_id in (select id from f)
      union all select 'transfer', received_at, 'transfer_approved', null, amount_minor, id::text from transfer_receipts
        where tenant_id = ${tenantId} and transfer_id in (select id from f) and received_at is not null
      union all select 'transfer', withdrawn_at, 'transfer_undone', nullif(reason, ''), amount_minor, id::text from transfer_receipts
        where tenant_id = ${tenantId} and transfer_id in (select id from f) and withdrawn_at is not null
      union all select 'mail', coalesce(sent_at, case state when 'failed' then last_attempt_at end, created_at), state, kind || ' · ' || to_email, null, id::text from mails
        where tenant_id = ${tenantId} and order_id = ${orderId}
      union all select 'event', received_at, state, type, null, event_id from webhook_inbox where payment_id in (select id from p)
      union all select 'audit', at, action, after ->> 'message', null, id::text from audit_log
        where tenant_id = ${tenantId} and object = 'order:' || ${orderId} and action in ('order.checked_again', 'transfers.ask', 'transfers.refuse')
      union all select 'progress', min(r.updated_at), 'opened', null, null, null from lesson_progress r, enrolments e, o
        where e.tenant_id = ${tenantId} and e.course_id = o.course_id and e.person_id = o.person_id and r.tenant_id = ${tenantId} and r.enrolment_id = e.id having count(*) > 0
    ) happened order by at desc limit 300`.execute(db)
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }))
}
