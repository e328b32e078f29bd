import type { Db } from '@edurise/db'
import { sql, type RawBuilder } from 'kysely'
import type { Oracle, OraclePayment } from './oracle.ts'

export interface Violation {
  /** The invariant, by its number. */
  law: Law
  /** How it is broken. */
  how: string
  /** What breaks it. */
  ref: string
}

export type Law = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I11' | 'I12'

interface Check {
  law: Law
  how: string
  /** Of rows `ref`: each is a violation. */
  broken: RawBuilder<unknown>
}

const liveGrant = sql`g.source_kind = 'order_line' and g.ended_at is null`
const sold = sql`not p.duplicate and not p.unfulfillable and p.state <> 'mismatch'`

/** True of every committed moment, whatever is under way. */
const always: Check[] = [
  {
    law: 'I2',
    how: 'an active enrolment without a live grant',
    broken: sql`select e.id from enrolments e where e.state in ('active', 'completed') and not exists (select from grants g
      where g.tenant_id = e.tenant_id and g.person_id = e.person_id and g.course_id = e.course_id and g.ended_at is null)`,
  },
  {
    law: 'I2',
    how: 'a live grant without its enrolment',
    broken: sql`select g.id from grants g where g.ended_at is null and not exists (select from enrolments e
      where e.tenant_id = g.tenant_id and e.person_id = g.person_id and e.course_id = g.course_id and e.state in ('active', 'completed'))`,
  },
  {
    law: 'I2',
    how: 'a grant without its source',
    broken: sql`select g.id from grants g where g.source_kind = 'order_line'
      and not exists (select from order_lines l where l.tenant_id = g.tenant_id and l.id = g.source_id and l.course_id = g.course_id)`,
  },
  {
    law: 'I2',
    how: 'a live grant of an order that no payment has paid',
    broken: sql`select g.id from grants g join order_lines l on l.tenant_id = g.tenant_id and l.id = g.source_id
      join orders o on o.tenant_id = l.tenant_id and o.id = l.order_id
      where ${liveGrant} and o.total_minor > 0 and not exists (select from payments p where p.tenant_id = l.tenant_id and p.order_id = l.order_id
        and ${sold} and p.captured_minor > 0)`,
  },
  {
    law: 'I2',
    how: 'access that somebody gave, without a name or a reason',
    broken: sql`select g.id from grants g where g.source_kind = 'admin' and (g.actor_id is null or g.reason = '')`,
  },
  {
    law: 'I4',
    how: 'money that opened a course at another price',
    broken: sql`select p.id from payments p where p.captured_minor > 0 and p.state <> 'mismatch' and p.captured_minor <> p.amount_minor`,
  },
  {
    law: 'I8',
    how: 'a transaction of the books that does not sum to nothing',
    broken: sql`select b.transaction_id from ledger_entries b group by b.tenant_id, b.transaction_id, b.currency having sum(b.amount_minor) <> 0`,
  },
  {
    law: 'I9',
    how: 'more returned than taken',
    broken: sql`select p.id from payments p where p.refunded_minor > p.captured_minor`,
  },
  {
    law: 'I10',
    how: 'one effect twice',
    broken: sql`select effect_key from mails group by tenant_id, effect_key having count(*) > 1
      union all select effect_key from invoices group by tenant_id, effect_key having count(*) > 1
      union all select provider_ref from ledger_entries group by tenant_id, provider_ref, kind, account having count(*) > 1
      union all select source_id::text from grants group by tenant_id, source_kind, source_id, course_id, person_id having count(*) > 1
      union all select provider_ref from refund_requests where provider_ref is not null group by tenant_id, provider_ref having count(*) > 1`,
  },
  {
    law: 'I11',
    how: 'a mail that waits for no job',
    broken: sql`select m.id from mails m where m.state = 'queued' and not exists (select from pgboss.job j
      where j.name = 'notifications.sendMail' and j.state in ('created', 'retry', 'active') and j.data ->> 'mailId' = m.id::text)`,
  },
  {
    law: 'I12',
    how: 'a gap in a series of papers',
    broken: sql`select s.series from invoice_series s
      where s.last_number <> (select count(*) from invoices i where i.tenant_id = s.tenant_id and i.series = s.series)
        or s.last_number <> (select coalesce(max(i.number), 0) from invoices i where i.tenant_id = s.tenant_id and i.series = s.series)`,
  },
  {
    law: 'I12',
    how: 'an invoice without captured money',
    broken: sql`select i.id from invoices i join payments p on p.tenant_id = i.tenant_id and p.id = i.payment_id where p.captured_minor = 0`,
  },
]

/** Of the role that the server works with. */
const ofTheRole: Check[] = [
  {
    law: 'I8',
    how: 'the server may change what is booked',
    broken: sql`select privilege from unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) privilege
      where has_table_privilege('edurise_app', 'ledger_entries', privilege)`,
  },
]

/** What the provider holds of a payment when nothing is on its way any more. */
const kept = sql`(o.captured - o.refunded - o.lost)`

/** True when everything has come to rest: no job waits, the sweep has been round. `oracle` is what the providers say. */
const atRest: Check[] = [
  {
    law: 'I1',
    how: 'money at the provider that no payment of ours answers to',
    broken: sql`select o."objectId" from oracle o where o.captured > 0 and not exists (select from payments p where p.id::text = o."paymentId")`,
  },
  {
    law: 'I1',
    how: 'the payment holds another amount than its provider',
    broken: sql`select p.id from payments p left join oracle o on o."paymentId" = p.id::text where p.provider in (select provider from known)
      and (p.captured_minor <> coalesce(o.captured, 0) or p.refunded_minor <> least(coalesce(o.refunded, 0), coalesce(o.captured, 0)))`,
  },
  {
    law: 'I1',
    how: 'paid, and not exactly one live grant for each line',
    broken: sql`select p.id from oracle o join payments p on p.id::text = o."paymentId"
      join order_lines l on l.tenant_id = p.tenant_id and l.order_id = p.order_id and l.course_id is not null
      where ${sold} and o.captured = p.amount_minor and o.currency = p.currency and ${kept} > 0
        and (select count(*) from grants g where g.tenant_id = l.tenant_id and ${liveGrant} and g.source_id = l.id and g.course_id = l.course_id
          and g.person_id = p.person_id) <> 1`,
  },
  {
    law: 'I1',
    how: 'paid, and not exactly one open enrolment for each course',
    broken: sql`select p.id from oracle o join payments p on p.id::text = o."paymentId"
      join order_lines l on l.tenant_id = p.tenant_id and l.order_id = p.order_id and l.course_id is not null
      where ${sold} and o.captured = p.amount_minor and o.currency = p.currency and ${kept} > 0
        and (select count(*) from enrolments e where e.tenant_id = l.tenant_id and e.course_id = l.course_id and e.person_id = p.person_id
          and e.state in ('active', 'completed')) <> 1`,
  },
  {
    law: 'I3',
    how: 'charged twice, and the surplus neither returned nor flagged',
    broken: sql`select p.order_id from oracle o join payments p on p.id::text = o."paymentId"
      join orders r on r.tenant_id = p.tenant_id and r.id = p.order_id
      group by p.tenant_id, p.order_id having sum(${kept} - o.underway) > max(r.total_minor)
        and not bool_or(o.disputed) and not bool_or(exists (select from refund_requests q where q.tenant_id = p.tenant_id and q.payment_id = p.id
          and q.state = 'failed'))`,
  },
  {
    law: 'I3',
    how: 'flagged as a surplus, although no other payment has paid',
    broken: sql`select p.id from payments p where p.duplicate and not exists (select from payments other where other.tenant_id = p.tenant_id
      and other.order_id = p.order_id and other.id <> p.id and other.captured_minor > 0)`,
  },
  {
    law: 'I4',
    how: 'another amount or currency than the price, and no mismatch',
    broken: sql`select p.id from oracle o join payments p on p.id::text = o."paymentId"
      where o.captured > 0 and p.provider <> 'bank_transfer' and (o.captured <> p.amount_minor or o.currency <> p.currency) <> (p.state = 'mismatch')`,
  },
  {
    law: 'I8',
    how: 'the books hold another balance than the provider',
    broken: sql`select coalesce(n.provider, b.provider) || ' ' || coalesce(n.currency, b.currency) || ': ' || coalesce(b.booked, 0) || ' booked, '
        || coalesce(n.net, 0) || ' there'
      from balances n full join (select p.provider, b.currency, sum(b.amount_minor) as booked from ledger_entries b
        join payments p on p.tenant_id = b.tenant_id and p.id = b.payment_id
        where b.account = 'provider_balance' and p.provider in (select provider from known) group by 1, 2) b
        on b.provider = n.provider and b.currency = n.currency
      where coalesce(n.net, 0) <> coalesce(b.booked, 0)`,
  },
  {
    law: 'I9',
    how: 'access of an order outlives its money',
    broken: sql`select l.order_id from grants g join order_lines l on l.tenant_id = g.tenant_id and l.id = g.source_id
      join orders r on r.tenant_id = l.tenant_id and r.id = l.order_id
      where ${liveGrant} and r.total_minor > 0 and not exists (select from oracle o join payments p on p.id::text = o."paymentId"
        where p.tenant_id = l.tenant_id and p.order_id = l.order_id and ${kept} > 0)`,
  },
  {
    law: 'I10',
    how: 'more than one object at the provider for one payment',
    broken: sql`select o."paymentId" from oracle o where o."paymentId" is not null group by o."paymentId" having count(*) > 1`,
  },
  {
    law: 'I10',
    how: 'a refund of ours more often at the provider than it was decided',
    broken: sql`select p.id from oracle o join payments p on p.id::text = o."paymentId" where p.provider <> 'bank_transfer' and o.ours <> (select count(*) from refund_requests q
      where q.tenant_id = p.tenant_id and q.payment_id = p.id and q.provider_ref is not null)`,
  },
  {
    law: 'I11',
    how: 'an event of a payment that nobody has worked off',
    broken: sql`select w.event_id from webhook_inbox w where w.state = 'stored' and w.payment_id is not null`,
  },
  { law: 'I10', how: 'a mail that was never sent', broken: sql`select m.id from mails m where m.state = 'queued'` },
  {
    law: 'I10',
    how: 'a refund that was decided and never asked for',
    broken: sql`select q.id from refund_requests q where q.state = 'requested'`,
  },
  {
    law: 'I1',
    how: 'money of a statement that the bank has not booked',
    broken: sql`select r.id from transfer_receipts r join statement_lines l on l.tenant_id = r.tenant_id and l.id = r.line_id
      where r.state = 'received' and not exists (select from bank b where b.ref = l.bank_ref and b.amount = r.amount_minor and b.currency = r.currency)`,
  },
  {
    law: 'I10',
    how: 'one booking of the bank counted twice',
    broken: sql`select l.bank_ref from transfer_receipts r join statement_lines l on l.tenant_id = r.tenant_id and l.id = r.line_id
      where r.state = 'received' group by l.tenant_id, l.bank_ref having count(*) > 1`,
  },
  {
    law: 'I12',
    // A bank may take the price though it had been returned: that is a loss in the books, and no paper credits more than was invoiced.
    how: 'papers that do not add up to the money',
    broken: sql`select p.id from oracle o join payments p on p.id::text = o."paymentId" where ${sold}
      and (select coalesce(sum(i.total_minor), 0) from invoices i where i.tenant_id = p.tenant_id and i.payment_id = p.id) <> greatest(${kept}, 0)`,
  },
  {
    law: 'I12',
    how: 'a refund without its credit note, or with two',
    broken: sql`select refund ->> 'id' from oracle o join payments p on p.id::text = o."paymentId", jsonb_array_elements(o.refunds) refund
      where ${sold} and refund ->> 'status' = 'succeeded' and (select count(*) from invoices i where i.tenant_id = p.tenant_id
        and i.kind = 'credit_note' and i.effect_key = 'credit:' || (refund ->> 'id')) <> 1`,
  },
]

function told(checks: Check[]): RawBuilder<{ law: Law; how: string; ref: string }> {
  const parts = checks.map(
    ({ law, how, broken }) => sql`(select ${sql.lit(law)} as law, ${sql.lit(how)} as how, broken::text as ref from (${broken}) t(broken))`,
  )
  return sql`${sql.join(parts, sql` union all `)}`
}

/** The laws that hold after every commit, each as one query. */
export async function brokenNow(owner: Pick<Db, 'open'>): Promise<Violation[]> {
  return (await told(always).execute(owner.open)).rows
}

/** All laws that one query can ask for, held against the providers' own records; `ours` counts the refunds that were made by us. */
export async function brokenAtRest(owner: Db, oracle: Oracle<OraclePayment & { ours: number }>): Promise<Violation[]> {
  const query = sql<Violation>`
    with oracle as (select * from jsonb_to_recordset(${JSON.stringify(oracle.payments)}::text::jsonb) as o(provider text, "paymentId" text,
        "objectId" text, currency text, captured bigint, refunded bigint, underway bigint, lost bigint, disputed boolean, ours bigint, refunds jsonb)),
      balances as (select * from jsonb_to_recordset(${JSON.stringify(oracle.balances)}::text::jsonb) as b(provider text, currency text, net bigint)),
      bank as (select * from jsonb_to_recordset(${JSON.stringify(oracle.bookings)}::text::jsonb) as b(ref text, currency text, amount bigint)),
      known as (select unnest(array['stripe', 'paypal', 'bank_transfer']) as provider)
    ${told([...always, ...ofTheRole, ...atRest])}`
  return (await query.execute(owner.open)).rows
}
