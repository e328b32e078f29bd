import type { OrderId, PaymentId, PersonId, TenantId, TransferId, TransferState } from '@edurise/contracts'
import { json, newId, type PersonDb, type PlatformDb, type StoredBankAccount, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

const transferColumns = [
  'id',
  'payment_id as paymentId',
  'order_id as orderId',
  'person_id as personId',
  'account_id as accountId',
  'reference',
  'amount_minor as amountMinor',
  'currency',
  'account',
  'state',
  'deadline_at as deadlineAt',
  'reminded_at as remindedAt',
  'message',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

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

export type TransferRecord = NonNullable<Awaited<ReturnType<typeof findTransfer>>>
export type ReceiptRecord = Awaited<ReturnType<typeof listReceipts>>[number]
export type ReturnRecord = Awaited<ReturnType<typeof listReturnsOf>>[number]
/** A transfer with all money that came and went for it. */
export type WholeTransfer = TransferRecord & { receipts: ReceiptRecord[]; returns: ReturnRecord[] }

export function findTransfer(db: TenantDb, tenantId: TenantId, id: TransferId) {
  return db.selectFrom('transfers').select(transferColumns).where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst()
}

export function findTransferOfPayment(db: TenantDb, tenantId: TenantId, paymentId: PaymentId) {
  return db
    .selectFrom('transfers')
    .select(transferColumns)
    .where('tenant_id', '=', tenantId)
    .where('payment_id', '=', paymentId)
    .executeTakeFirst()
}

/** The newest transfer of an order; with `after`, only of those that were made later than that one. */
export function findNewestTransfer(db: TenantDb, tenantId: TenantId, orderId: OrderId, after?: TransferId) {
  return db
    .selectFrom('transfers')
    .select(transferColumns)
    .where('tenant_id', '=', tenantId)
    .where('order_id', '=', orderId)
    .where((eb) => (after ? eb('id', '>', after) : eb.lit(true)))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** One's own order's newest transfer, and whether there is such an order at all. */
export async function findMine(db: TenantDb, tenantId: TenantId, orderId: OrderId, personId: PersonId) {
  const row = await db
    .selectFrom('orders as o')
    .leftJoin('transfers as t', (join) => join.onRef('t.tenant_id', '=', 'o.tenant_id').onRef('t.order_id', '=', 'o.id'))
    .select([
      't.id',
      't.payment_id as paymentId',
      't.state',
      't.reference',
      't.account',
      't.amount_minor as amountMinor',
      't.currency',
      't.deadline_at as deadlineAt',
      't.message',
      sql<number>`coalesce((select sum(r.amount_minor) from transfer_receipts r
        where r.tenant_id = t.tenant_id and r.transfer_id = t.id and r.state = 'received'), 0)::bigint`.as('receivedMinor'),
    ])
    .where('o.tenant_id', '=', tenantId)
    .where('o.id', '=', orderId)
    .where('o.person_id', '=', personId)
    .orderBy('t.id', (order) => order.desc().nullsLast())
    .limit(1)
    .executeTakeFirst()
  return { order: row !== undefined, transfer: row && isThere(row) ? row : null }
}

type There<Row> = { [Key in keyof Row]: NonNullable<Row[Key]> }

/** Every column of a transfer is not null: where its id is there, the whole row is. */
function isThere<Row extends { id: unknown }>(row: Row): row is Row & There<Row> {
  return row.id !== null
}

/** Where one's own transfer lies, whichever tenant it is with. */
export function findOwnTransfer(db: PersonDb, personId: PersonId, id: TransferId) {
  return db
    .selectFrom('transfers')
    .select(['tenant_id as tenantId', 'order_id as orderId'])
    .where('person_id', '=', personId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Holds the orders of these transfers until the commit: orders before transfers, each in the order of their ids. */
export async function lockOrdersOf(db: TenantDb, tenantId: TenantId, ids: readonly TransferId[]) {
  return db
    .selectFrom('orders')
    .select(['id', 'state', 'person_id as personId'])
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('transfers')
        .select('order_id')
        .where('tenant_id', '=', tenantId)
        .where('id', '=', sql<TransferId>`any(${ids}::uuid[])`),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** Holds these transfers until the commit, and reads all their money. Their orders are locked before. */
export async function lockTransfers(db: TenantDb, tenantId: TenantId, ids: readonly TransferId[]): Promise<WholeTransfer[]> {
  const rows = await db
    .selectFrom('transfers')
    .select(transferColumns)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sql<TransferId>`any(${ids}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute()
  return withMoney(db, tenantId, rows)
}

/** The same transfers with their receipts and returns, oldest first. */
export async function withMoney(db: TenantDb, tenantId: TenantId, rows: TransferRecord[]): Promise<WholeTransfer[]> {
  if (!rows.length) return []
  const ids = rows.map(({ id }) => id)
  const receipts = await listReceipts(db, tenantId, ids)
  const returns = await listReturnsOf(db, tenantId, ids)
  return rows.map((row) => ({
    ...row,
    receipts: receipts.filter(({ transferId }) => transferId === row.id),
    returns: returns.filter(({ transferId }) => transferId === row.id),
  }))
}

function listReceipts(db: TenantDb, tenantId: TenantId, ids: readonly TransferId[]) {
  return db
    .selectFrom('transfer_receipts')
    .select(receiptColumns)
    .where('tenant_id', '=', tenantId)
    .where('transfer_id', '=', sql<TransferId>`any(${ids}::uuid[])`)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

function listReturnsOf(db: TenantDb, tenantId: TenantId, ids: readonly TransferId[]) {
  return db
    .selectFrom('transfer_returns')
    .select(returnColumns)
    .where('tenant_id', '=', tenantId)
    .where('transfer_id', '=', sql<TransferId>`any(${ids}::uuid[])`)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** Whether a payment whose capture was taken back has been settled as such: until then its order counts as paid. */
export async function isGivenBack(db: TenantDb, tenantId: TenantId, paymentId: PaymentId): Promise<boolean> {
  const row = await db
    .selectFrom('payments')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', paymentId)
    .whereRef('refunded_minor', '>=', 'captured_minor')
    .executeTakeFirst()
  return row !== undefined
}

export interface NewTransfer {
  tenantId: TenantId
  paymentId: PaymentId
  orderId: OrderId
  personId: PersonId
  accountId: string
  reference: string
  amountMinor: number
  currency: string
  account: StoredBankAccount
  deadlineAt: Date
  at: Date
}

/** Undefined when the payment has its transfer already, or the reference is another's. */
export function insertTransfer(db: TenantDb, transfer: NewTransfer) {
  return db
    .insertInto('transfers')
    .values({
      tenant_id: transfer.tenantId,
      id: newId<TransferId>(),
      payment_id: transfer.paymentId,
      order_id: transfer.orderId,
      person_id: transfer.personId,
      account_id: transfer.accountId,
      reference: transfer.reference,
      amount_minor: transfer.amountMinor,
      currency: transfer.currency,
      account: json(transfer.account),
      deadline_at: transfer.deadlineAt,
      created_at: transfer.at,
      updated_at: transfer.at,
    })
    .onConflict((known) => known.doNothing())
    .returning(transferColumns)
    .executeTakeFirst()
}

export interface TransferChange {
  state?: TransferState
  message?: string
  deadlineAt?: Date
  remindedAt?: Date
  proofAt?: Date
  at: Date
}

export async function writeTransfer(db: TenantDb, tenantId: TenantId, id: TransferId, change: TransferChange): Promise<void> {
  await db
    .updateTable('transfers')
    .set({
      ...(change.state && { state: change.state }),
      ...(change.message !== undefined && { message: change.message }),
      ...(change.deadlineAt && { deadline_at: change.deadlineAt }),
      ...(change.remindedAt && { reminded_at: change.remindedAt }),
      ...(change.proofAt && { proof_at: change.proofAt }),
      updated_at: change.at,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute()
}

export interface TransferPlace {
  id: TransferId
  state: TransferState
  deadlineAt: string
}

/** Writes where transfers stand, however many, in one statement. */
export async function placeTransfers(db: TenantDb, tenantId: TenantId, places: readonly TransferPlace[], at: Date): Promise<void> {
  if (!places.length) return
  const rows = places.map(({ id, state, deadlineAt }) => ({ id, state, deadline_at: deadlineAt }))
  await sql`
    update transfers t set state = p.state, deadline_at = p.deadline_at, updated_at = ${at}
    from jsonb_to_recordset(${json(rows)}) as p (id uuid, state text, deadline_at timestamptz)
    where t.tenant_id = ${tenantId} and t.id = p.id`.execute(db)
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

/** A refund's reason, by the key that was stored with it. */
export async function findRefundReason(db: TenantDb, tenantId: TenantId, paymentId: PaymentId, idempotencyKey: string) {
  const row = await db
    .selectFrom('refund_requests')
    .select('reason')
    .where('tenant_id', '=', tenantId)
    .where('payment_id', '=', paymentId)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst()
  return row?.reason
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

const accountColumns = [
  'id',
  'currency',
  'holder',
  'bank_name as bankName',
  'iban',
  'account_number as accountNumber',
  'bic',
  'note',
  'deadline_days as deadlineDays',
  'two_person_above_minor as twoPersonAboveMinor',
  'active',
] as const

export type AccountRecord = NonNullable<Awaited<ReturnType<typeof findAccount>>>

export function findAccount(db: TenantDb, tenantId: TenantId, id: string) {
  return db.selectFrom('bank_accounts').select(accountColumns).where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst()
}

/** The account that takes the transfers of a currency. */
export function findActiveAccount(db: TenantDb, tenantId: TenantId, currency: string) {
  return db
    .selectFrom('bank_accounts')
    .select(accountColumns)
    .where('tenant_id', '=', tenantId)
    .where('currency', '=', currency)
    .where('active', '=', true)
    .executeTakeFirst()
}

export function listAccounts(db: TenantDb, tenantId: TenantId) {
  return db
    .selectFrom('bank_accounts')
    .select(accountColumns)
    .where('tenant_id', '=', tenantId)
    .orderBy('active', 'desc')
    .orderBy('currency')
    .orderBy('id')
    .limit(100)
    .execute()
}

export type AccountValues = Omit<AccountRecord, 'id' | 'active'>

const accountRow = (values: AccountValues) => ({
  currency: values.currency,
  holder: values.holder,
  bank_name: values.bankName,
  iban: values.iban,
  account_number: values.accountNumber,
  bic: values.bic,
  note: json(values.note),
  deadline_days: values.deadlineDays,
  two_person_above_minor: values.twoPersonAboveMinor,
})

export function insertAccount(db: TenantDb, tenantId: TenantId, values: AccountValues, at: Date) {
  return db
    .insertInto('bank_accounts')
    .values({ tenant_id: tenantId, id: newId<string>(), ...accountRow(values), created_at: at })
    .returning(accountColumns)
    .executeTakeFirstOrThrow()
}

export function updateAccount(db: TenantDb, tenantId: TenantId, id: string, values: AccountValues) {
  return db
    .updateTable('bank_accounts')
    .set(accountRow(values))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returning(accountColumns)
    .executeTakeFirstOrThrow()
}

export async function retireAccount(db: TenantDb, tenantId: TenantId, id: string): Promise<void> {
  await db.updateTable('bank_accounts').set({ active: false }).where('tenant_id', '=', tenantId).where('id', '=', id).execute()
}

/** Until the commit nobody else changes a tenant's accounts. */
export async function lockAccounts(db: TenantDb, tenantId: TenantId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bank accounts ${tenantId}`}, 0))`.execute(db)
}

export interface NewProof {
  tenantId: TenantId
  id: string
  transferId: TransferId
  personId: PersonId
  key: string
  name: string
  mime: string
  bytes: number
  sha256: string
  at: Date
}

/** Undefined when the same file was sent before. */
export function insertProof(db: TenantDb, proof: NewProof) {
  return db
    .insertInto('transfer_proofs')
    .values({
      tenant_id: proof.tenantId,
      id: proof.id,
      transfer_id: proof.transferId,
      person_id: proof.personId,
      key: proof.key,
      name: proof.name,
      mime: proof.mime,
      bytes: proof.bytes,
      sha256: proof.sha256,
      created_at: proof.at,
    })
    .onConflict((known) => known.columns(['tenant_id', 'transfer_id', 'sha256']).doNothing())
    .returning('id')
    .executeTakeFirst()
}

export function listProofs(db: TenantDb, tenantId: TenantId, transferId: TransferId) {
  return db
    .selectFrom('transfer_proofs')
    .select(['id', 'name', 'mime', 'bytes', 'key', 'sha256', 'created_at as createdAt'])
    .where('tenant_id', '=', tenantId)
    .where('transfer_id', '=', transferId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(100)
    .execute()
}

/** An order as its mails name it. */
export function findOrderFacts(db: TenantDb, tenantId: TenantId, id: OrderId) {
  return db
    .selectFrom('orders')
    .select([
      'id',
      'number',
      'person_id as personId',
      'buyer_name as buyerName',
      'buyer_email as buyerEmail',
      'offer_snapshot as offer',
      'state',
      'locale',
      'return_origin as returnOrigin',
      'created_at as createdAt',
    ])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
}

const openStates = ['waiting', 'asked', 'part_paid'] as const

/** transfers.tend: open ones whose time is over, or soon will be, over all tenants. */
export function listDue(db: PlatformDb, { before, unreminded, limit }: { before: Date; unreminded: boolean; limit: number }) {
  return db
    .selectFrom('transfers')
    .select(['tenant_id as tenantId', 'id'])
    .where('state', 'in', [sql.lit(openStates[0]), sql.lit(openStates[1]), sql.lit(openStates[2])])
    .where('deadline_at', '<', before.toISOString())
    .where((eb) => (unreminded ? eb('reminded_at', 'is', null) : eb.lit(true)))
    .orderBy('deadline_at')
    .limit(limit)
    .execute()
}

/** Transfers that got money since then, over all tenants, in portions. */
export async function listReceivedSince(db: PlatformDb, since: Date, after: TransferId | null, limit: number) {
  return db
    .selectFrom('transfers as t')
    .select(['t.tenant_id as tenantId', 't.id', 't.payment_id as paymentId'])
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('transfer_receipts as r')
          .select('r.id')
          .whereRef('r.tenant_id', '=', 't.tenant_id')
          .whereRef('r.transfer_id', '=', 't.id')
          .where('r.received_at', '>=', since.toISOString()),
      ),
    )
    .where((eb) => (after === null ? eb.lit(true) : eb('t.id', '>', after)))
    .orderBy('t.id')
    .limit(limit)
    .execute()
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
