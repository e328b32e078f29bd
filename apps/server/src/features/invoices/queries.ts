import {
  maxInvoiceVersions,
  type InvoiceId,
  type InvoiceKind,
  type InvoiceSnapshot,
  type OrderId,
  type PaymentId,
  type PersonId,
  type TenantId,
} from '@edurise/contracts'
import { json, type PersonDb, type Tables, type TenantDb } from '@edurise/db'
import { sql, type ExpressionBuilder } from 'kysely'

export interface NewInvoice {
  tenantId: TenantId
  id: InvoiceId
  series: string
  number: number
  orderId: OrderId
  paymentId: PaymentId
  personId: PersonId
  kind: InvoiceKind
  correctsId: InvoiceId | null
  totalMinor: number
  currency: string
  snapshot: InvoiceSnapshot
  effectKey: string
  issuedAt: Date
}

export function invoiceByEffect(trx: TenantDb, tenantId: TenantId, effectKey: string) {
  return trx
    .selectFrom('invoices')
    .select(['id', 'series', 'number'])
    .where('tenant_id', '=', tenantId)
    .where('effect_key', '=', effectKey)
    .executeTakeFirst()
}

/** What a paper of this tenant says of it, as it is now. */
export function findSeller(trx: TenantDb, tenantId: TenantId) {
  return trx.selectFrom('tenants').select(['slug', 'brand', 'company']).where('id', '=', tenantId).executeTakeFirstOrThrow()
}

/** The next number of a series. Its row stays locked until the transaction ends, so a rollback gives the number back before anyone takes another. */
export async function takeNumber(trx: TenantDb, tenantId: TenantId, series: string): Promise<number> {
  const { last_number: number } = await trx
    .insertInto('invoice_series')
    .values({ tenant_id: tenantId, series, last_number: 1 })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'series']).doUpdateSet({ last_number: sql`invoice_series.last_number + 1` }))
    .returning('last_number')
    .executeTakeFirstOrThrow()
  return number
}

/** Gives back the number that was just taken in this transaction, whose lock on the series still holds. */
export async function returnNumber(trx: TenantDb, tenantId: TenantId, series: string): Promise<void> {
  await trx
    .updateTable('invoice_series')
    .set({ last_number: sql`last_number - 1` })
    .where('tenant_id', '=', tenantId)
    .where('series', '=', series)
    .execute()
}

/** False when this effect has its invoice. */
export async function insertInvoice(trx: TenantDb, invoice: NewInvoice): Promise<boolean> {
  const row = await trx
    .insertInto('invoices')
    .values({
      tenant_id: invoice.tenantId,
      id: invoice.id,
      series: invoice.series,
      number: invoice.number,
      order_id: invoice.orderId,
      payment_id: invoice.paymentId,
      person_id: invoice.personId,
      kind: invoice.kind,
      corrects_id: invoice.correctsId,
      total_minor: invoice.totalMinor,
      currency: invoice.currency,
      snapshot: json(invoice.snapshot),
      effect_key: invoice.effectKey,
      issued_at: invoice.issuedAt,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'effect_key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** A paper in one version, the one in force unless another is named, with its document if it has been drawn. */
export async function findPaper(trx: TenantDb, tenantId: TenantId, id: InvoiceId, version?: number) {
  const row = await trx
    .selectFrom('invoices as i')
    .leftJoin('invoices as c', (join) => join.onRef('c.tenant_id', '=', 'i.tenant_id').onRef('c.id', '=', 'i.corrects_id'))
    .leftJoinLateral(versionOf(version ?? maxInvoiceVersions), (join) => join.onTrue())
    .leftJoin('invoice_documents as d', (join) =>
      join
        .onRef('d.tenant_id', '=', 'i.tenant_id')
        .onRef('d.invoice_id', '=', 'i.id')
        .on((eb) => eb('d.version', '=', eb.fn.coalesce('v.version', eb.lit(1)))),
    )
    .select((eb) => [
      'i.id',
      'i.series',
      'i.number',
      'i.kind',
      'i.person_id as personId',
      'i.order_id as orderId',
      'i.total_minor as totalMinor',
      'i.currency',
      'i.issued_at as issuedAt',
      eb.fn.coalesce('v.version', eb.lit(1)).as('version'),
      eb.fn.coalesce('v.created_at', 'i.issued_at').as('versionAt'),
      eb.fn.coalesce('v.snapshot', 'i.snapshot').as('snapshot'),
      'c.series as correctsSeries',
      'c.number as correctsNumber',
      'c.issued_at as correctsIssuedAt',
      'd.sha256',
      'd.file_id as fileId',
    ])
    .where('i.tenant_id', '=', tenantId)
    .where('i.id', '=', id)
    .executeTakeFirst()
  return row && (version === undefined || row.version === version) ? row : undefined
}
export type PaperRecord = NonNullable<Awaited<ReturnType<typeof findPaper>>>

/** The newest version of `i` up to this one; none for the first, which `i` itself holds. */
function versionOf(most: number) {
  return (eb: ExpressionBuilder<Tables & { i: Tables['invoices'] }, 'i'>) =>
    eb
      .selectFrom('invoice_versions as n')
      .select(['n.version', 'n.created_at', 'n.snapshot'])
      .whereRef('n.tenant_id', '=', 'i.tenant_id')
      .whereRef('n.invoice_id', '=', 'i.id')
      .where('n.version', '<=', most)
      .orderBy('n.version', 'desc')
      .limit(1)
      .as('v')
}

export interface NewDocument {
  tenantId: TenantId
  invoiceId: InvoiceId
  version: number
  sha256: string
  bytes: number
  fileId: string
  at: Date
}

/** Keeps what a version was drawn as; answers what is kept, which is somebody else's if they were first. */
export async function insertDocument(trx: TenantDb, { tenantId, invoiceId, version, sha256, bytes, fileId, at }: NewDocument) {
  await trx
    .insertInto('invoice_documents')
    .values({ tenant_id: tenantId, invoice_id: invoiceId, version, sha256, bytes, file_id: fileId, created_at: at })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'invoice_id', 'version']).doNothing())
    .execute()
  return trx
    .selectFrom('invoice_documents')
    .select(['sha256', 'file_id as fileId'])
    .where('tenant_id', '=', tenantId)
    .where('invoice_id', '=', invoiceId)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
}

/** Who wants to make a version of this paper waits until nobody else does. */
export async function lockVersions(trx: TenantDb, invoiceId: InvoiceId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`invoice:${invoiceId}`}, 0))`.execute(trx)
}

export interface NewVersion {
  tenantId: TenantId
  invoiceId: InvoiceId
  version: number
  personId: PersonId
  actorId: PersonId
  snapshot: InvoiceSnapshot
  at: Date
}

export async function insertVersion(trx: TenantDb, one: NewVersion): Promise<void> {
  await trx
    .insertInto('invoice_versions')
    .values({
      tenant_id: one.tenantId,
      invoice_id: one.invoiceId,
      version: one.version,
      person_id: one.personId,
      actor_id: one.actorId,
      snapshot: json(one.snapshot),
      created_at: one.at,
    })
    .execute()
}

function ownInvoices(trx: PersonDb, personId: PersonId, most = maxInvoiceVersions) {
  return trx
    .selectFrom('invoices as i')
    .leftJoin('invoices as c', (join) => join.onRef('c.tenant_id', '=', 'i.tenant_id').onRef('c.id', '=', 'i.corrects_id'))
    .leftJoinLateral(versionOf(most), (join) => join.onTrue())
    .select((eb) => [
      'i.tenant_id as tenantId',
      'i.id',
      'i.series',
      'i.number',
      'i.kind',
      'i.order_id as orderId',
      'i.total_minor as totalMinor',
      'i.currency',
      'i.issued_at as issuedAt',
      eb.fn.coalesce('v.snapshot', 'i.snapshot').as('snapshot'),
      eb.fn.coalesce('v.version', eb.lit(1)).as('version'),
      sql<{ version: number; createdAt: string }[]>`coalesce((
        select json_agg(json_build_object('version', n.version, 'createdAt', n.created_at) order by n.version)
        from invoice_versions n where n.tenant_id = i.tenant_id and n.invoice_id = i.id), '[]')`.as('later'),
      'c.id as correctsId',
      'c.series as correctsSeries',
      'c.number as correctsNumber',
    ])
    .where('i.person_id', '=', personId)
}
export type OwnInvoice = Awaited<ReturnType<typeof invoicesOf>>[number]

/** Newest first, after the invoice that the last page ended with. */
export function invoicesOf(
  trx: PersonDb,
  personId: PersonId,
  { after, limit }: { after: [at: string, id: InvoiceId] | undefined; limit: number },
) {
  return ownInvoices(trx, personId)
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(i.issued_at, i.id) < (${after?.[0]}::timestamptz, ${after?.[1]}::uuid)`))
    .orderBy('i.issued_at', 'desc')
    .orderBy('i.id', 'desc')
    .limit(limit)
    .execute()
}

/** In the version in force, or in the newest up to one that is named. */
export function invoiceById(trx: PersonDb, personId: PersonId, id: InvoiceId, version?: number) {
  return ownInvoices(trx, personId, version).where('i.id', '=', id).executeTakeFirst()
}

/** Whose tenant an invoice of one's own is in. */
export async function tenantOfOwn(trx: PersonDb, personId: PersonId, id: InvoiceId): Promise<TenantId | null> {
  const row = await trx
    .selectFrom('invoices')
    .select('tenant_id as tenantId')
    .where('person_id', '=', personId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.tenantId ?? null
}

export function newestVersionOf(trx: PersonDb, personId: PersonId) {
  return trx
    .selectFrom('invoice_versions')
    .select('snapshot')
    .where('person_id', '=', personId)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}
