import type { PersonId, TenantId, TransferId } from '@edurise/contracts'
import { json, newId, type PlatformDb, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

const receiptColumns = [
  'id',
  'transfer_id as transferId',
  'line_id as lineId',
  'amount_minor as amountMinor',
  'currency',
  'state',
  'proposed_by as proposedBy',
  'approved_by as approvedBy',
  'reason',
  'request_key as requestKey',
  'created_at as createdAt',
  'received_at as receivedAt',
] as const

const returnColumns = [
  'id',
  'transfer_id as transferId',
  'of',
  'state',
  'amount_minor as amountMinor',
  'currency',
  'bank_ref as bankRef',
  'created_at as createdAt',
  'done_at as doneAt',
] as const

export type ReceiptRecord = Awaited<ReturnType<typeof listReceipts>>[number]
export type ReturnRecord = Awaited<ReturnType<typeof listReturns>>[number]

export function listReceipts(db: TenantDb, tenantId: TenantId, ids: readonly TransferId[]) {
  return db
    .selectFrom('transfer_receipts')
    .select(receiptColumns)
    .where('tenant_id', '=', tenantId)
    .where('transfer_id', '=', sql<TransferId>`any(${ids}::uuid[])`)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export function listReturns(db: TenantDb, tenantId: TenantId, ids: readonly TransferId[]) {
  return db
    .selectFrom('transfer_returns')
    .select(returnColumns)
    .where('tenant_id', '=', tenantId)
    .where('transfer_id', '=', sql<TransferId>`any(${ids}::uuid[])`)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export interface NewReceipt {
  transferId: TransferId
  lineId: string | null
  amountMinor: number
  currency: string
  state: 'proposed' | 'received'
  proposedBy: PersonId
  approvedBy?: PersonId | null
  reason: string
  requestKey: string
}

/** However many they are, one statement. Throws when a line pays another transfer already. */
export async function insertReceipts(db: TenantDb, tenantId: TenantId, receipts: readonly NewReceipt[], at: Date): Promise<void> {
  if (!receipts.length) return
  const rows = receipts.map((receipt) => ({
    id: newId<string>(),
    transfer_id: receipt.transferId,
    line_id: receipt.lineId,
    amount_minor: receipt.amountMinor,
    currency: receipt.currency,
    state: receipt.state,
    proposed_by: receipt.proposedBy,
    approved_by: receipt.approvedBy ?? null,
    reason: receipt.reason,
    request_key: receipt.requestKey,
    received_at: receipt.state === 'received' ? at.toISOString() : null,
  }))
  await sql`
    insert into transfer_receipts (tenant_id, id, transfer_id, line_id, amount_minor, currency, state, proposed_by, approved_by, reason, request_key, created_at, received_at)
    select ${tenantId}, r.id, r.transfer_id, r.line_id, r.amount_minor, r.currency, r.state, r.proposed_by, r.approved_by, r.reason, r.request_key, ${at}, r.received_at
    from jsonb_to_recordset(${json(rows)}) as r (id uuid, transfer_id uuid, line_id uuid, amount_minor bigint, currency text, state text,
      proposed_by uuid, approved_by uuid, reason text, request_key uuid, received_at timestamptz)`.execute(db)
}

/** An approval by the key that the browser gave it. */
export function findReceiptByKey(db: TenantDb, tenantId: TenantId, requestKey: string) {
  return db
    .selectFrom('transfer_receipts')
    .select(['id', 'transfer_id as transferId'])
    .where('tenant_id', '=', tenantId)
    .where('request_key', '=', requestKey)
    .executeTakeFirst()
}

export async function approveReceipt(db: TenantDb, tenantId: TenantId, id: string, approvedBy: PersonId, at: Date): Promise<void> {
  await db
    .updateTable('transfer_receipts')
    .set({ state: 'received', approved_by: approvedBy, received_at: at })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('state', '=', 'proposed')
    .execute()
}

/** Takes receipts back, and sets the bank's lines that they came from free. */
export async function withdrawReceipts(
  db: TenantDb,
  tenantId: TenantId,
  ids: readonly string[],
  { by, reason, at }: { by: PersonId | null; reason: string; at: Date },
): Promise<void> {
  if (!ids.length) return
  await db
    .with('withdrawn', (trx) =>
      trx
        .updateTable('transfer_receipts')
        .set({ state: 'withdrawn', withdrawn_by: by, withdrawn_at: at, ...(reason && { reason }) })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', sql<string>`any(${ids}::uuid[])`)
        .returning('line_id'),
    )
    .updateTable('statement_lines')
    .set({ state: 'open' })
    .where('tenant_id', '=', tenantId)
    .where('state', '=', 'matched')
    .where('id', 'in', (eb) => eb.selectFrom('withdrawn').select(sql<string>`line_id`.as('id')))
    .execute()
}

export interface NewReturn {
  tenantId: TenantId
  transferId: TransferId
  idempotencyKey: string
  amountMinor: number
  currency: string
  of: 'sale' | 'surplus' | 'undo'
  state: 'pending' | 'sent'
  doneBy?: PersonId | null
  at: Date
}

/** The return with this key, made now or found. */
export async function openReturn(db: TenantDb, wanted: NewReturn): Promise<{ id: string }> {
  const made = await db
    .insertInto('transfer_returns')
    .values({
      tenant_id: wanted.tenantId,
      id: newId<string>(),
      transfer_id: wanted.transferId,
      idempotency_key: wanted.idempotencyKey,
      amount_minor: wanted.amountMinor,
      currency: wanted.currency,
      of: wanted.of,
      state: wanted.state,
      done_by: wanted.doneBy ?? null,
      done_at: wanted.state === 'sent' ? wanted.at : null,
      created_at: wanted.at,
    })
    .onConflict((known) => known.columns(['tenant_id', 'idempotency_key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  const found = made ?? (await findReturnByKey(db, wanted.tenantId, wanted.idempotencyKey))
  if (!found) throw new Error('a return vanished while it was held')
  return found
}

export function findReturnByKey(db: TenantDb, tenantId: TenantId, idempotencyKey: string) {
  return db
    .selectFrom('transfer_returns')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst()
}

/** True when it was still to be sent. */
export async function settleReturns(
  db: TenantDb,
  tenantId: TenantId,
  ids: readonly string[],
  { state, bankRef, by, at }: { state: 'sent' | 'failed'; bankRef: string; by: PersonId | null; at: Date },
): Promise<boolean> {
  const rows = await db
    .updateTable('transfer_returns')
    .set({ state, bank_ref: bankRef, done_by: by, done_at: at })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('state', '=', 'pending')
    .returning('id')
    .execute()
  return rows.length > 0
}

/** What came to and left accounts for transfers, over all tenants: [from, to). */
export async function listMovements(db: PlatformDb, from: Date, to: Date) {
  const { rows } = await sql<{ ref: string; kind: 'capture' | 'refund' | 'other'; amountMinor: number; currency: string; at: string }>`
    select id::text as ref, 'capture' as kind, amount_minor as "amountMinor", currency, received_at as at
    from transfer_receipts where received_at >= ${from} and received_at < ${to}
    union all
    select id::text || ':withdrawn', 'other', -amount_minor, currency, withdrawn_at
    from transfer_receipts where received_at is not null and withdrawn_at >= ${from} and withdrawn_at < ${to}
    union all
    select id::text, 'refund', -amount_minor, currency, done_at
    from transfer_returns where state = 'sent' and of <> 'undo' and done_at >= ${from} and done_at < ${to}
    order by at, ref`.execute(db)
  return rows
}
