import type { InvoiceId, InvoiceKind, InvoiceSnapshot, OrderId, PaymentId, PersonId, TenantId } from '@edurise/contracts'
import { json, type PersonDb, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

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

export async function slugOf(trx: TenantDb, tenantId: TenantId): Promise<string> {
  const { slug } = await trx.selectFrom('tenants').select('slug').where('id', '=', tenantId).executeTakeFirstOrThrow()
  return slug
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

function ownInvoices(trx: PersonDb, personId: PersonId) {
  return trx
    .selectFrom('invoices as i')
    .leftJoin('invoices as c', (join) => join.onRef('c.tenant_id', '=', 'i.tenant_id').onRef('c.id', '=', 'i.corrects_id'))
    .select([
      'i.id',
      'i.series',
      'i.number',
      'i.kind',
      'i.order_id as orderId',
      'i.total_minor as totalMinor',
      'i.currency',
      'i.issued_at as issuedAt',
      'i.snapshot',
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

export function invoiceById(trx: PersonDb, personId: PersonId, id: InvoiceId) {
  return ownInvoices(trx, personId).where('i.id', '=', id).executeTakeFirst()
}
