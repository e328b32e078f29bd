import type { PersonId, TenantId } from '@edurise/contracts'
import { json, newId, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

export interface NewStatement {
  tenantId: TenantId
  accountId: string
  format: 'csv' | 'camt053' | 'mt940'
  fileName: string
  from: string | null
  to: string | null
  openingMinor: number | null
  closingMinor: number | null
  currency: string
  importedBy: PersonId
  at: Date
}

export async function insertStatement(db: TenantDb, statement: NewStatement): Promise<string> {
  const id = newId<string>()
  await db
    .insertInto('bank_statements')
    .values({
      tenant_id: statement.tenantId,
      id,
      account_id: statement.accountId,
      format: statement.format,
      file_name: statement.fileName,
      from_on: statement.from,
      to_on: statement.to,
      opening_minor: statement.openingMinor,
      closing_minor: statement.closingMinor,
      currency: statement.currency,
      imported_by: statement.importedBy,
      imported_at: statement.at,
    })
    .execute()
  return id
}

export interface NewLine {
  bookedOn: string
  amountMinor: number
  currency: string
  counterparty: string
  remittance: string
  bankRef: string
  fingerprint: string
}

/** Bookings that are not known yet, however many, in one statement. What went out is not to be matched. */
export async function insertLines(
  db: TenantDb,
  { tenantId, accountId, statementId }: { tenantId: TenantId; accountId: string; statementId: string },
  lines: readonly NewLine[],
): Promise<void> {
  const rows = lines.map((line) => ({
    id: newId<string>(),
    booked_on: line.bookedOn,
    amount_minor: line.amountMinor,
    currency: line.currency,
    counterparty: line.counterparty,
    remittance: line.remittance,
    bank_ref: line.bankRef,
    fingerprint: line.fingerprint,
    state: line.amountMinor > 0 ? 'open' : 'ignored',
  }))
  await sql`
    insert into statement_lines (tenant_id, id, statement_id, account_id, booked_on, amount_minor, currency, counterparty, remittance, bank_ref, fingerprint, state)
    select ${tenantId}, l.id, ${statementId}, ${accountId}, l.booked_on, l.amount_minor, l.currency, l.counterparty, l.remittance, l.bank_ref, l.fingerprint, l.state
    from jsonb_to_recordset(${json(rows)}) as l (id uuid, booked_on date, amount_minor bigint, currency text, counterparty text, remittance text,
      bank_ref text, fingerprint text, state text)
    on conflict (tenant_id, account_id, fingerprint) where state <> 'removed' do nothing`.execute(db)
}

/** Bookings of an account that an earlier statement has shown. */
export async function listKnown(db: TenantDb, tenantId: TenantId, accountId: string, fingerprints: readonly string[]) {
  return db
    .selectFrom('statement_lines')
    .select(['id', 'fingerprint', 'state', 'amount_minor as amountMinor', 'currency'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', '=', accountId)
    .where('state', '<>', 'removed')
    .where('fingerprint', '=', sql<string>`any(${fingerprints}::text[])`)
    .execute()
}

/** Takes open lines for a match: fewer than were named when somebody else was first. */
export function takeLines(db: TenantDb, tenantId: TenantId, ids: readonly string[]) {
  return db
    .updateTable('statement_lines')
    .set({ state: 'matched' })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('state', '=', 'open')
    .where('amount_minor', '>', 0)
    .returning(['id', 'amount_minor as amountMinor', 'currency'])
    .execute()
}

/** Every transfer that one of these references names. */
export function listByReference(db: TenantDb, tenantId: TenantId, references: readonly string[]) {
  return candidates(db, tenantId)
    .where('t.reference', '=', sql<string>`any(${references}::text[])`)
    .execute()
}

const openStates = ['waiting', 'proof_sent', 'asked', 'second_wanted', 'part_paid']

/** Transfers of a currency that wait for money, the oldest first: at most as many as a person would look through. */
export function listWaiting(db: TenantDb, tenantId: TenantId, currency: string, limit: number) {
  return candidates(db, tenantId)
    .where('t.state', '=', sql<'waiting'>`any(${openStates}::text[])`)
    .where('t.currency', '=', currency)
    .orderBy('t.updated_at')
    .limit(limit)
    .execute()
}

export type Candidate = Awaited<ReturnType<typeof listWaiting>>[number]

function candidates(db: TenantDb, tenantId: TenantId) {
  return db
    .selectFrom('transfers as t')
    .innerJoin('orders as o', (join) => join.onRef('o.tenant_id', '=', 't.tenant_id').onRef('o.id', '=', 't.order_id'))
    .select([
      't.id',
      't.reference',
      't.currency',
      't.amount_minor as amountMinor',
      'o.number',
      'o.created_at as orderedAt',
      'o.buyer_name as buyerName',
    ])
    .select(
      sql<number>`t.amount_minor - coalesce((select sum(r.amount_minor) from transfer_receipts r
        where r.tenant_id = t.tenant_id and r.transfer_id = t.id and r.state <> 'withdrawn'), 0)::bigint`.as('leftMinor'),
    )
    .where('t.tenant_id', '=', tenantId)
}

const statementColumns = [
  's.id',
  's.format',
  's.file_name as fileName',
  's.currency',
  's.imported_at as importedAt',
  's.undone_at as undoneAt',
] as const

function statementsOf(db: TenantDb, tenantId: TenantId) {
  return db
    .selectFrom('bank_statements as s')
    .select(statementColumns)
    .select([
      sql<string | null>`s.from_on::text`.as('from'),
      sql<string | null>`s.to_on::text`.as('to'),
      sql<string>`coalesce((select name from people where id = s.imported_by), '')`.as('importedBy'),
      sql<number>`(select count(*) from statement_lines l where l.tenant_id = s.tenant_id and l.statement_id = s.id)::int`.as('lines'),
      sql<number>`(select count(*) from statement_lines l where l.tenant_id = s.tenant_id and l.statement_id = s.id and l.state = 'matched')::int`.as(
        'matched',
      ),
    ])
    .where('s.tenant_id', '=', tenantId)
}

export function listStatements(
  db: TenantDb,
  tenantId: TenantId,
  { after, limit }: { after: { at: string; id: string } | undefined; limit: number },
) {
  return statementsOf(db, tenantId)
    .where((eb) => (after ? eb(eb.refTuple('s.imported_at', 's.id'), '<', eb.tuple(after.at, after.id)) : eb.lit(true)))
    .orderBy('s.imported_at', 'desc')
    .orderBy('s.id', 'desc')
    .limit(limit)
    .execute()
}

export function findStatement(db: TenantDb, tenantId: TenantId, id: string) {
  return statementsOf(db, tenantId).where('s.id', '=', id).executeTakeFirst()
}

/** Holds a statement until the commit. */
export function lockStatement(db: TenantDb, tenantId: TenantId, id: string) {
  return db
    .selectFrom('bank_statements')
    .select(['id', 'undone_at as undoneAt'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** Live receipts that lines of a statement brought. */
export function listReceiptsOfStatement(db: TenantDb, tenantId: TenantId, statementId: string) {
  return db
    .selectFrom('transfer_receipts as r')
    .innerJoin('statement_lines as l', (join) => join.onRef('l.tenant_id', '=', 'r.tenant_id').onRef('l.id', '=', 'r.line_id'))
    .select(['r.id', 'r.transfer_id as transferId'])
    .where('l.tenant_id', '=', tenantId)
    .where('l.statement_id', '=', statementId)
    .where('r.state', '<>', 'withdrawn')
    .orderBy('r.transfer_id')
    .execute()
}

export async function removeStatement(db: TenantDb, tenantId: TenantId, id: string, at: Date): Promise<void> {
  await db
    .with('removed', (trx) =>
      trx
        .updateTable('statement_lines')
        .set({ state: 'removed' })
        .where('tenant_id', '=', tenantId)
        .where('statement_id', '=', id)
        .returning('id'),
    )
    .updateTable('bank_statements')
    .set({ undone_at: at })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute()
}

function linesOf(db: TenantDb, tenantId: TenantId) {
  return db
    .selectFrom('statement_lines as l')
    .leftJoin('transfer_receipts as r', (join) =>
      join.onRef('r.tenant_id', '=', 'l.tenant_id').onRef('r.line_id', '=', 'l.id').on('r.state', '<>', 'withdrawn'),
    )
    .leftJoin('transfers as t', (join) => join.onRef('t.tenant_id', '=', 'r.tenant_id').onRef('t.id', '=', 'r.transfer_id'))
    .leftJoin('orders as o', (join) => join.onRef('o.tenant_id', '=', 't.tenant_id').onRef('o.id', '=', 't.order_id'))
    .select([
      'l.id',
      sql<string>`l.booked_on::text`.as('bookedOn'),
      'l.amount_minor as amountMinor',
      'l.currency',
      'l.counterparty',
      'l.remittance',
      'l.bank_ref as bankRef',
      'l.state',
      't.id as transferId',
      't.reference',
      'o.buyer_name as buyerName',
      'o.number',
      'o.created_at as orderedAt',
    ])
    .where('l.tenant_id', '=', tenantId)
}

export function listLines(
  db: TenantDb,
  tenantId: TenantId,
  {
    state,
    after,
    limit,
  }: { state: 'open' | 'matched' | 'ignored' | 'removed'; after: { on: string; id: string } | undefined; limit: number },
) {
  return linesOf(db, tenantId)
    .where('l.state', '=', state)
    .where((eb) => (after ? eb(eb.refTuple('l.booked_on', 'l.id'), '<', eb.tuple(sql<string>`${after.on}::date`, after.id)) : eb.lit(true)))
    .orderBy('l.booked_on', 'desc')
    .orderBy('l.id', 'desc')
    .limit(limit)
    .execute()
}

export type LineRow = Awaited<ReturnType<typeof listLines>>[number]

export function findLine(db: TenantDb, tenantId: TenantId, id: string) {
  return linesOf(db, tenantId).where('l.id', '=', id).executeTakeFirst()
}

/** True when the line was in the other of the two states, or in this one already. */
export async function ignoreLine(db: TenantDb, tenantId: TenantId, id: string, ignored: boolean): Promise<boolean> {
  const row = await db
    .updateTable('statement_lines')
    .set({ state: ignored ? 'ignored' : 'open' })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('state', 'in', ['open', 'ignored'])
    .where('amount_minor', '>', 0)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
