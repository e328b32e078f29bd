import type { TenantId } from '@edurise/contracts'
import { json, newId, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

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
