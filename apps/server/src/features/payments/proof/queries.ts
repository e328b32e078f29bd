import type { OrderId, PaymentId, PaymentState, TenantId } from '@edurise/contracts'
import type { PlatformDb } from '@edurise/db'
import { sql } from 'kysely'

export interface ProvenPayment {
  id: PaymentId
  tenantId: TenantId
  orderId: OrderId
  state: PaymentState
  duplicate: boolean
  unfulfillable: boolean
  capturedMinor: number
  refundedMinor: number
  objectId: string | null
  liveGrants: number
  courseLines: number
  openEnrolments: number
  /** What the books say the provider holds of it, fees left out. */
  booked: number
  invoices: number
  creditNotes: number
}

const proven = (where: ReturnType<typeof sql>) => sql<ProvenPayment>`
  select p.id, p.tenant_id as "tenantId", p.order_id as "orderId", p.state, p.duplicate, p.unfulfillable, p.captured_minor as "capturedMinor",
    p.refunded_minor as "refundedMinor", p.facts ->> 'objectId' as "objectId",
    (select count(*)::int from order_lines l where l.tenant_id = p.tenant_id and l.order_id = p.order_id and l.course_id is not null) as "courseLines",
    (select count(*)::int from order_lines l join grants g on g.tenant_id = l.tenant_id and g.source_kind = 'order_line' and g.source_id = l.id
      and g.course_id = l.course_id and g.person_id = p.person_id and g.ended_at is null
      where l.tenant_id = p.tenant_id and l.order_id = p.order_id) as "liveGrants",
    (select count(*)::int from order_lines l join enrolments e on e.tenant_id = l.tenant_id and e.course_id = l.course_id and e.person_id = p.person_id
      and e.state in ('active', 'completed') where l.tenant_id = p.tenant_id and l.order_id = p.order_id) as "openEnrolments",
    (select coalesce(sum(amount_minor), 0)::bigint from ledger_entries b where b.tenant_id = p.tenant_id and b.payment_id = p.id
      and b.account = 'provider_balance' and b.kind in ('capture', 'mismatch', 'refund', 'refund_reversal')) as booked,
    (select count(*)::int from invoices i where i.tenant_id = p.tenant_id and i.payment_id = p.id and i.kind = 'invoice') as invoices,
    (select count(*)::int from invoices i where i.tenant_id = p.tenant_id and i.payment_id = p.id and i.kind = 'credit_note') as "creditNotes"
  from payments p where ${where}`

export async function findProven(db: PlatformDb, id: PaymentId): Promise<ProvenPayment | undefined> {
  const { rows } = await proven(
    sql`p.id = ${id} and p.tenant_id = (select tenant_id from payment_routes where payment_id = ${id})`,
  ).execute(db)
  return rows[0]
}

/** Payments that took money since then, in portions by id. */
export async function listProven(db: PlatformDb, since: Date, after: PaymentId | null, limit: number): Promise<ProvenPayment[]> {
  const { rows } = await sql<ProvenPayment>`
    select * from (${proven(sql`p.captured_minor > 0 and p.created_at >= ${since} and (${after === null} or p.id > ${after}::uuid)`)}) proven
    order by id limit ${limit}`.execute(db)
  return rows
}

export interface Broken {
  law: string
  ref: string
}

/** The invariants of the design that one statement can ask for: each row is a violation. */
export async function listBroken(db: PlatformDb): Promise<Broken[]> {
  const { rows } = await sql<Broken>`
    select 'I2: an active enrolment without a live grant' as law, e.id::text as ref from enrolments e
      where e.state in ('active', 'completed') and not exists (select from grants g where g.tenant_id = e.tenant_id and g.person_id = e.person_id
        and g.course_id = e.course_id and g.ended_at is null)
    union all select 'I2: a live grant without its enrolment', g.id::text from grants g
      where g.ended_at is null and not exists (select from enrolments e where e.tenant_id = g.tenant_id and e.person_id = g.person_id
        and e.course_id = g.course_id and e.state in ('active', 'completed'))
    union all select 'I2: a grant without its source', g.id::text from grants g
      where g.source_kind = 'order_line' and not exists (select from order_lines l where l.tenant_id = g.tenant_id and l.id = g.source_id)
    union all select 'I3: an order charged twice', p.order_id::text from payments p
      where p.captured_minor > p.refunded_minor and not p.duplicate and p.state in ('paid', 'partially_refunded', 'disputed', 'refund_pending')
      group by p.tenant_id, p.order_id having count(*) > 1
    union all select 'I4: money that opened a course at another price', p.id::text from payments p
      where p.captured_minor > 0 and p.state <> 'mismatch' and p.captured_minor <> p.amount_minor
    union all select 'I8: a transaction of the books that does not sum to nothing', b.transaction_id::text from ledger_entries b
      group by b.tenant_id, b.transaction_id, b.currency having sum(b.amount_minor) <> 0
    union all select 'I9: more returned than taken', p.id::text from payments p where p.refunded_minor > p.captured_minor
    union all select 'I12: a gap in a series of papers', s.series from invoice_series s
      where s.last_number <> (select count(*) from invoices i where i.tenant_id = s.tenant_id and i.series = s.series)
        or s.last_number <> (select coalesce(max(i.number), 0) from invoices i where i.tenant_id = s.tenant_id and i.series = s.series)
    union all select 'I12: an invoice without captured money', i.id::text from invoices i join payments p on p.tenant_id = i.tenant_id and p.id = i.payment_id
      where p.captured_minor = 0`.execute(db)
  return rows
}
