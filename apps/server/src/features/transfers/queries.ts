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

export type TransferRecord = NonNullable<Awaited<ReturnType<typeof findTransfer>>>

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

/** Holds these transfers until the commit. Their orders are locked before. */
export function lockRows(db: TenantDb, tenantId: TenantId, ids: readonly TransferId[]) {
  return db
    .selectFrom('transfers')
    .select(transferColumns)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sql<TransferId>`any(${ids}::uuid[])`)
    .orderBy('id')
    .forUpdate()
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
