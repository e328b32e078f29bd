import type {
  DisputeId,
  DisputeStatus,
  DisputeView,
  EvidenceState,
  OrderId,
  PaymentId,
  PersonId,
  Provider,
  TenantId,
} from '@edurise/contracts'
import { json, type OfferSnapshot, type PlatformDb, type StoredEvidence, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

export interface DisputeRecord {
  id: DisputeId
  orderId: OrderId
  paymentId: PaymentId
  provider: Provider
  providerRef: string
  status: DisputeStatus
  reason: string
  amountMinor: number
  feeMinor: number
  lostMinor: number
  currency: string
  evidence: EvidenceState
  openedAt: string
  dueAt: string | null
  closedAt: string | null
  submittedAt: string | null
  inquiryAnsweredAt: string | null
  pack: StoredEvidence | null
  evidenceKey: string | null
  number: number
  orderedAt: string
  buyerName: string
  buyerEmail: string
  offer: OfferSnapshot
  returnOrigin: string
}

function disputes(db: TenantDb, tenantId: TenantId) {
  return db
    .selectFrom('disputes as d')
    .innerJoin('orders as o', (join) => join.onRef('o.tenant_id', '=', 'd.tenant_id').onRef('o.id', '=', 'd.order_id'))
    .select([
      sql<DisputeId>`d.id`.as('id'),
      'd.order_id as orderId',
      'd.payment_id as paymentId',
      sql<Provider>`d.provider`.as('provider'),
      'd.provider_ref as providerRef',
      'd.status',
      'd.reason',
      'd.amount_minor as amountMinor',
      'd.fee_minor as feeMinor',
      'd.lost_minor as lostMinor',
      'd.currency',
      'd.evidence_state as evidence',
      'd.opened_at as openedAt',
      'd.due_at as dueAt',
      'd.closed_at as closedAt',
      'd.submitted_at as submittedAt',
      'd.inquiry_answered_at as inquiryAnsweredAt',
      'd.evidence as pack',
      'd.evidence_key as evidenceKey',
      'o.number',
      'o.created_at as orderedAt',
      'o.buyer_name as buyerName',
      'o.buyer_email as buyerEmail',
      'o.offer_snapshot as offer',
      'o.return_origin as returnOrigin',
    ])
    .where('d.tenant_id', '=', tenantId)
}

export function findDispute(db: TenantDb, tenantId: TenantId, id: DisputeId): Promise<DisputeRecord | undefined> {
  return disputes(db, tenantId).where('d.id', '=', id).executeTakeFirst()
}

/** Holds the dispute until the commit: of two who answer at once, the second sees what the first has sent. */
export function lockDispute(db: TenantDb, tenantId: TenantId, id: DisputeId): Promise<DisputeRecord | undefined> {
  return disputes(db, tenantId).where('d.id', '=', id).forUpdate('d').executeTakeFirst()
}

export interface DisputePage {
  view: DisputeView
  after: { at: string | null; id: DisputeId } | undefined
  limit: number
}

/** Open ones by the day until which an answer is heard, those without one last; others newest first. */
export function listDisputes(db: TenantDb, tenantId: TenantId, { view, after, limit }: DisputePage): Promise<DisputeRecord[]> {
  const all = disputes(db, tenantId).limit(limit)
  if (view === 'open') {
    return all
      .where('d.closed_at', 'is', null)
      .$if(after !== undefined && after.at === null, (query) => query.where(sql<boolean>`d.due_at is null and d.id > ${after?.id}::uuid`))
      .$if(after !== undefined && after.at !== null, (query) =>
        query.where(sql<boolean>`((d.due_at, d.id) > (${after?.at}::timestamptz, ${after?.id}::uuid) or d.due_at is null)`),
      )
      .orderBy('d.due_at', (order) => order.asc().nullsLast())
      .orderBy('d.id')
      .execute()
  }
  return all
    .$if(view === 'closed', (query) => query.where('d.closed_at', 'is not', null))
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(d.opened_at, d.id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`))
    .orderBy('d.opened_at', 'desc')
    .orderBy('d.id', 'desc')
    .execute()
}

/** Open disputes, and those of them that have to be answered before `soon`; counted up to 1,000. */
export async function countDisputes(db: TenantDb, tenantId: TenantId, now: Date, soon: Date): Promise<{ open: number; dueSoon: number }> {
  const { rows } = await sql<{ open: number; dueSoon: number }>`
    select count(*)::int as open,
      count(*) filter (where due_at between ${now} and ${soon} and status in ('warning', 'needs_response') and evidence_state in ('none', 'draft', 'failed'))::int as "dueSoon"
    from (select due_at, status, evidence_state from disputes where tenant_id = ${tenantId} and closed_at is null order by due_at limit 1000) d`.execute(
    db,
  )
  return rows[0] ?? { open: 0, dueSoon: 0 }
}

export function writeDraft(db: TenantDb, tenantId: TenantId, id: DisputeId, pack: StoredEvidence) {
  return db
    .updateTable('disputes')
    .set({ evidence: json(pack), evidence_state: 'draft' })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute()
}

export interface Answer {
  pack: StoredEvidence
  /** From the browser: the key of the call to the provider, stored before it. */
  key: string
  actorId: PersonId
  at: Date
}

export function writeAnswer(db: TenantDb, tenantId: TenantId, id: DisputeId, { pack, key, actorId, at }: Answer) {
  return db
    .updateTable('disputes')
    .set({ evidence: json(pack), evidence_state: 'sending', evidence_key: key, submitted_by: actorId, submitted_at: at })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute()
}

/** What became of an answer on its way; nothing happens once it has arrived or failed, or the dispute wants another. */
export function markAnswer(db: TenantDb, tenantId: TenantId, id: DisputeId, key: string, state: 'submitted' | 'failed') {
  return db
    .updateTable('disputes')
    .set({ evidence_state: state })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('evidence_key', '=', key)
    .where('evidence_state', '=', 'sending')
    .execute()
}

/** Answers that were decided and have not arrived, longest ago first. */
export function listSending(db: PlatformDb, before: Date, limit: number) {
  return db
    .selectFrom('disputes')
    .select(['tenant_id as tenantId', sql<DisputeId>`id`.as('id')])
    .where('evidence_state', '=', sql.lit('sending'))
    .where('submitted_at', '<', before.toISOString())
    .orderBy('submitted_at')
    .limit(limit)
    .execute()
}

/** Open disputes that nobody has answered and whose time runs out until then, the most urgent first. */
export function listDue(db: PlatformDb, { from, until, limit }: { from: Date; until: Date; limit: number }) {
  return db
    .selectFrom('disputes')
    .select(['tenant_id as tenantId', sql<DisputeId>`id`.as('id')])
    .where('closed_at', 'is', null)
    .where('due_at', '>', from.toISOString())
    .where('due_at', '<=', until.toISOString())
    .where('status', 'in', ['warning', 'needs_response'])
    .where('evidence_state', 'in', ['none', 'draft', 'failed'])
    .orderBy('due_at')
    .limit(limit)
    .execute()
}
