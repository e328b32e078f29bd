import { TransferState, type TenantId, type TransferId, type TransferView } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { sql } from 'kysely'

const statesOf: Record<TransferView, readonly string[] | null> = {
  to_check: ['proof_sent'],
  second_wanted: ['second_wanted'],
  part_paid: ['part_paid'],
  waiting: ['waiting', 'asked'],
  done: ['settled', 'refused', 'expired'],
  all: null,
}

export interface Search {
  reference?: string
  orderNumber?: number
  /** A buyer's mail address, or its beginning. */
  email?: string
}

const received = sql<number>`coalesce((select sum(r.amount_minor) from transfer_receipts r
  where r.tenant_id = t.tenant_id and r.transfer_id = t.id and r.state = 'received'), 0)::bigint`
const proofs = sql<number>`(select count(*) from transfer_proofs p where p.tenant_id = t.tenant_id and p.transfer_id = t.id)::int`

const rowColumns = [
  't.id',
  't.order_id as orderId',
  't.reference',
  't.state',
  't.amount_minor as amountMinor',
  't.currency',
  't.deadline_at as deadlineAt',
  't.updated_at as updatedAt',
  'o.number',
  'o.created_at as orderedAt',
  'o.buyer_name as buyerName',
  'o.buyer_email as buyerEmail',
  'o.offer_snapshot as offer',
] as const

/** The longest waiting first; what is over, newest first. A page of transfers is found by itself; their orders are read one by one. */
export function listInbox(
  db: TenantDb,
  tenantId: TenantId,
  {
    view,
    search,
    after,
    limit,
  }: { view: TransferView; search: Search | null; after: { at: string; id: TransferId } | undefined; limit: number },
) {
  const states = statesOf[view]
  const newestFirst = view === 'done' || view === 'all'
  const direction = newestFirst ? 'desc' : 'asc'
  const found = db
    .selectFrom('transfers as f')
    .select([
      'f.tenant_id',
      'f.id',
      'f.order_id',
      'f.reference',
      'f.state',
      'f.amount_minor',
      'f.currency',
      'f.deadline_at',
      'f.updated_at',
    ])
    .where('f.tenant_id', '=', tenantId)
    .where((eb) => (states ? eb('f.state', '=', sql<'waiting'>`any(${states}::text[])`) : eb.lit(true)))
    .where((eb) => {
      if (search?.reference) return eb('f.reference', '=', search.reference)
      if (search?.orderNumber)
        return eb('f.order_id', '=', (orders) =>
          orders
            .selectFrom('orders as w')
            .select('w.id')
            .where('w.tenant_id', '=', tenantId)
            .where('w.number', '=', search.orderNumber ?? 0),
        )
      if (!search?.email) return eb.lit(true)
      const beginning = `${search.email.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
      return sql<boolean>`(select lower(w.buyer_email) from orders w where w.tenant_id = f.tenant_id and w.id = f.order_id) like ${beginning}`
    })
    .where((eb) => (after ? eb(eb.refTuple('f.updated_at', 'f.id'), newestFirst ? '<' : '>', eb.tuple(after.at, after.id)) : eb.lit(true)))
    .orderBy('f.updated_at', direction)
    .orderBy('f.id', direction)
    .limit(limit)
  return db
    .selectFrom(found.as('t'))
    .innerJoin('orders as o', (join) => join.onRef('o.tenant_id', '=', 't.tenant_id').onRef('o.id', '=', 't.order_id'))
    .select(rowColumns)
    .select([received.as('receivedMinor'), proofs.as('proofs')])
    .where('o.tenant_id', '=', tenantId)
    .orderBy('t.updated_at', direction)
    .orderBy('t.id', direction)
    .execute()
}

/** A desk needs no count beyond this. */
const mostCounted = 1_000

/** How many are in each view; of each state at most a thousand are counted. */
export async function countInbox(db: TenantDb, tenantId: TenantId): Promise<Record<TransferView, number>> {
  const { rows } = await sql<{ state: string; count: number }>`
    select s.state, (select count(*) from (select from transfers t where t.tenant_id = ${tenantId} and t.state = s.state order by t.updated_at, t.id limit ${mostCounted}) counted)::int as count
    from unnest(${TransferState.options}::text[]) s (state)`.execute(db)
  const countOf = (view: TransferView) =>
    rows.reduce((sum, { state, count }) => ((statesOf[view]?.includes(state) ?? true) ? sum + count : sum), 0)
  return {
    to_check: countOf('to_check'),
    second_wanted: countOf('second_wanted'),
    part_paid: countOf('part_paid'),
    waiting: countOf('waiting'),
    done: countOf('done'),
    all: countOf('all'),
  }
}

export function findRow(db: TenantDb, tenantId: TenantId, id: TransferId) {
  return db
    .selectFrom('transfers as t')
    .innerJoin('orders as o', (join) => join.onRef('o.tenant_id', '=', 't.tenant_id').onRef('o.id', '=', 't.order_id'))
    .innerJoin('bank_accounts as a', (join) => join.onRef('a.tenant_id', '=', 't.tenant_id').onRef('a.id', '=', 't.account_id'))
    .select(rowColumns)
    .select(['t.account', 't.message', 'a.two_person_above_minor as twoPersonAboveMinor'])
    .select([received.as('receivedMinor'), proofs.as('proofs')])
    .where('t.tenant_id', '=', tenantId)
    .where('t.id', '=', id)
    .executeTakeFirst()
}

/** Receipts of a transfer with the names of who approved them, and the bank's words where a statement shows them. */
export function listNamedReceipts(db: TenantDb, tenantId: TenantId, transferId: TransferId) {
  return db
    .selectFrom('transfer_receipts as r')
    .select(['r.id', 'r.state', 'r.amount_minor as amountMinor', 'r.proposed_by as proposedById', 'r.reason', 'r.created_at as createdAt'])
    .select([
      sql<string | null>`(select name from people where id = r.proposed_by)`.as('proposedBy'),
      sql<string | null>`(select name from people where id = r.approved_by)`.as('approvedBy'),
      sql<string | null>`(select remittance from statement_lines l where l.tenant_id = r.tenant_id and l.id = r.line_id)`.as('remittance'),
    ])
    .where('r.tenant_id', '=', tenantId)
    .where('r.transfer_id', '=', transferId)
    .orderBy('r.created_at')
    .orderBy('r.id')
    .limit(200)
    .execute()
}

const returnColumns = [
  'r.id',
  't.order_id as orderId',
  't.reference',
  'r.of',
  'r.state',
  'r.amount_minor as amountMinor',
  'r.currency',
  'r.bank_ref as bankRef',
  'r.created_at as createdAt',
  'r.done_at as doneAt',
  'o.number',
  'o.created_at as orderedAt',
  'o.buyer_name as buyerName',
  'o.buyer_email as buyerEmail',
] as const

/** What is to be sent back, the oldest first. */
export function listReturns(
  db: TenantDb,
  tenantId: TenantId,
  { state, after, limit }: { state: 'pending' | 'sent' | 'failed'; after: { at: string; id: string } | undefined; limit: number },
) {
  return returnsOf(db, tenantId)
    .where('r.state', '=', state)
    .where((eb) => (after ? eb(eb.refTuple('r.created_at', 'r.id'), '>', eb.tuple(after.at, after.id)) : eb.lit(true)))
    .orderBy('r.created_at')
    .orderBy('r.id')
    .limit(limit)
    .execute()
}

export function findReturn(db: TenantDb, tenantId: TenantId, id: string) {
  return returnsOf(db, tenantId).where('r.id', '=', id).executeTakeFirst()
}

function returnsOf(db: TenantDb, tenantId: TenantId) {
  return db
    .selectFrom('transfer_returns as r')
    .innerJoin('transfers as t', (join) => join.onRef('t.tenant_id', '=', 'r.tenant_id').onRef('t.id', '=', 'r.transfer_id'))
    .innerJoin('orders as o', (join) => join.onRef('o.tenant_id', '=', 't.tenant_id').onRef('o.id', '=', 't.order_id'))
    .select(returnColumns)
    .select('t.payment_id as paymentId')
    .where('r.tenant_id', '=', tenantId)
}
