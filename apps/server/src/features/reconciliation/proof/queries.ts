import type { OrderId, PaymentId, PaymentState, Provider, TenantId } from '@edurise/contracts'
import type { PlatformDb } from '@edurise/db'
import { sql } from 'kysely'

export interface ProvenPayment {
  id: PaymentId
  tenantId: TenantId
  orderId: OrderId
  state: PaymentState
  duplicate: boolean
  unfulfillable: boolean
  /** Another payment of the order has been paid since: what is open is that one's. */
  replaced: boolean
  capturedMinor: number
  refundedMinor: number
  provider: Provider
  account: string
  currency: string
  objectId: string | null
  createdAt: string
  liveGrants: number
  courseLines: number
  openEnrolments: number
  /** What the books hold of it as money of the sale, or, where it answers to no sale, as waiting to go back. */
  booked: number
  invoices: number
  creditNotes: number
}

const proven = (where: ReturnType<typeof sql>) => sql<ProvenPayment>`
  select p.id, p.tenant_id as "tenantId", p.order_id as "orderId", p.state, p.duplicate, p.unfulfillable, p.captured_minor as "capturedMinor",
    exists (select from payments q where q.tenant_id = p.tenant_id and q.order_id = p.order_id and q.id <> p.id and not q.duplicate
      and q.captured_minor > 0 and q.state in ('paid', 'partially_refunded', 'disputed', 'refund_pending')) as replaced,
    p.refunded_minor as "refundedMinor", p.provider, p.account, p.currency, p.facts ->> 'objectId' as "objectId", p.created_at as "createdAt",
    (select count(*)::int from order_lines l where l.tenant_id = p.tenant_id and l.order_id = p.order_id and l.course_id is not null) as "courseLines",
    (select count(*)::int from order_lines l join grants g on g.tenant_id = l.tenant_id and g.source_kind = 'order_line' and g.source_id = l.id
      and g.course_id = l.course_id and g.person_id = p.person_id and g.ended_at is null
      where l.tenant_id = p.tenant_id and l.order_id = p.order_id) as "liveGrants",
    (select count(*)::int from order_lines l join enrolments e on e.tenant_id = l.tenant_id and e.course_id = l.course_id and e.person_id = p.person_id
      and e.state in ('active', 'completed') where l.tenant_id = p.tenant_id and l.order_id = p.order_id) as "openEnrolments",
    (select -coalesce(sum(amount_minor), 0)::bigint from ledger_entries b where b.tenant_id = p.tenant_id and b.payment_id = p.id
      and (b.account in ('sales', 'refunds') or p.state = 'mismatch' and b.account = 'suspense')) as booked,
    (select count(*)::int from invoices i where i.tenant_id = p.tenant_id and i.payment_id = p.id and i.kind = 'invoice') as invoices,
    (select count(*)::int from invoices i where i.tenant_id = p.tenant_id and i.payment_id = p.id and i.kind = 'credit_note') as "creditNotes"
  from payments p where ${where}`

export async function findProven(db: PlatformDb, id: PaymentId): Promise<ProvenPayment | undefined> {
  const { rows } = await proven(
    sql`p.id = ${id} and p.tenant_id = (select tenant_id from payment_routes where payment_id = ${id})`,
  ).execute(db)
  return rows[0]
}

/** Payments of one account that took money since then, in portions by id. */
export async function listProven(
  db: PlatformDb,
  { provider, account, since, after, limit }: { provider: Provider; account: string; since: Date; after: PaymentId | null; limit: number },
): Promise<ProvenPayment[]> {
  const { rows } = await sql<ProvenPayment>`
    select * from (${proven(
      sql`p.provider = ${provider} and p.account = ${account} and p.captured_minor > 0 and p.created_at >= ${since} and (${after === null} or p.id > ${after}::uuid)`,
    )}) proven order by id limit ${limit}`.execute(db)
  return rows
}

export interface Broken {
  law: string
  ref: string
  tenantId: TenantId
}

const uuid = /^[0-9a-f-]{36}$/

/** One thing that a law may speak of; null: everything. */
export type Suspect = { tenantId: TenantId; ref: string } | null

/** The invariants of money and access that one statement can ask for: each row is a violation. */
export async function listBroken(db: PlatformDb, suspect: Suspect = null): Promise<Broken[]> {
  const of = (alias: string, id: string) => {
    if (!suspect) return sql`true`
    const { tenantId, ref } = suspect
    if (id !== 'series' && !uuid.test(ref)) return sql`false`
    return sql`${sql.ref(`${alias}.tenant_id`)} = ${tenantId} and ${sql.ref(`${alias}.${id}`)} = ${ref}`
  }
  const { rows } = await sql<Broken>`
    select 'I2: an active enrolment without a live grant' as law, e.id::text as ref, e.tenant_id as "tenantId" from enrolments e
      where ${of('e', 'id')} and e.state in ('active', 'completed') and not exists (select from grants g where g.tenant_id = e.tenant_id
        and g.person_id = e.person_id and g.course_id = e.course_id and g.ended_at is null)
    union all select 'I2: a live grant without its enrolment', g.id::text, g.tenant_id from grants g
      where ${of('g', 'id')} and g.ended_at is null and not exists (select from enrolments e where e.tenant_id = g.tenant_id
        and e.person_id = g.person_id and e.course_id = g.course_id and e.state in ('active', 'completed'))
    union all select 'I2: a grant without its source', g.id::text, g.tenant_id from grants g
      where ${of('g', 'id')} and g.source_kind = 'order_line'
        and not exists (select from order_lines l where l.tenant_id = g.tenant_id and l.id = g.source_id)
    union all select 'I3: an order charged twice', p.order_id::text, p.tenant_id from payments p
      where ${of('p', 'order_id')} and p.captured_minor > p.refunded_minor and not p.duplicate
        and p.state in ('paid', 'partially_refunded', 'disputed', 'refund_pending')
      group by p.tenant_id, p.order_id having count(*) > 1
    union all select 'I4: money that opened a course at another price', p.id::text, p.tenant_id from payments p
      where ${of('p', 'id')} and p.captured_minor > 0 and p.state <> 'mismatch' and p.captured_minor <> p.amount_minor
    union all select 'I8: a transaction of the books that does not sum to nothing', b.transaction_id::text, b.tenant_id from ledger_entries b
      where ${of('b', 'transaction_id')} group by b.tenant_id, b.transaction_id, b.currency having sum(b.amount_minor) <> 0
    union all select 'I9: more returned than taken', p.id::text, p.tenant_id from payments p
      where ${of('p', 'id')} and p.refunded_minor > p.captured_minor
    union all select 'I12: a gap in a series of papers', s.series, s.tenant_id from invoice_series s
      where ${of('s', 'series')} and (s.last_number <> (select count(*) from invoices i where i.tenant_id = s.tenant_id and i.series = s.series)
        or s.last_number <> (select coalesce(max(i.number), 0) from invoices i where i.tenant_id = s.tenant_id and i.series = s.series))
    union all select 'I12: an invoice without captured money', i.id::text, i.tenant_id from invoices i
      join payments p on p.tenant_id = i.tenant_id and p.id = i.payment_id where ${of('i', 'id')} and p.captured_minor = 0`.execute(db)
  return rows
}
