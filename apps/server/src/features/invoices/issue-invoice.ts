import {
  Company,
  type InvoiceId,
  type InvoiceKind,
  type InvoiceSnapshot,
  type OrderId,
  type PaymentId,
  type PersonId,
  type TenantId,
} from '@edurise/contracts'
import { newId, type TenantDb } from '@edurise/db'
import { dyeOf } from '../tenants/index.ts'
import { invoiceName, seriesOf } from './invoice-name.ts'
import { findPaper, findSeller, insertInvoice, invoiceByEffect, returnNumber, takeNumber } from './queries.ts'

export interface InvoiceToIssue {
  tenantId: TenantId
  orderId: OrderId
  paymentId: PaymentId
  personId: PersonId
  kind: InvoiceKind
  /** Of a credit note: the invoice it corrects. */
  correctsId: InvoiceId | null
  totalMinor: number
  currency: string
  snapshot: InvoiceSnapshot
  /** One paper for each: `invoice:<payment id>`. */
  effectKey: string
  at: Date
}

/**
 * Issues an invoice or a credit note in the transaction of what it documents; once for an effect key, and with no gap in its series.
 * From here to the commit everybody else who issues in this series waits: let it be among the last things a transaction does, and call out nowhere after it.
 */
export async function issueInvoice(trx: TenantDb, invoice: InvoiceToIssue): Promise<{ id: InvoiceId; name: string; issued: boolean }> {
  const { tenantId, effectKey, kind, at } = invoice
  const before = await invoiceByEffect(trx, tenantId, effectKey)
  if (before) return { id: before.id, name: invoiceName(before), issued: false }
  const seller = await findSeller(trx, tenantId)
  const snapshot = await completed(trx, invoice, seller)
  const series = seriesOf(seller.slug, kind, at)
  const number = await takeNumber(trx, tenantId, series)
  const id = newId<InvoiceId>()
  if (await insertInvoice(trx, { ...invoice, snapshot, id, series, number, issuedAt: at }))
    return { id, name: invoiceName({ series, number }), issued: true }
  // Somebody else issued it while this transaction waited for the series.
  await returnNumber(trx, tenantId, series)
  const theirs = await invoiceByEffect(trx, tenantId, effectKey)
  if (!theirs) throw new Error(`invoice ${effectKey} conflicts with one that is not there`)
  return { id: theirs.id, name: invoiceName(theirs), issued: false }
}

/** With what the seller is to be known by on this day, and, on a credit note, whom the invoice is made out to that it corrects. */
async function completed(
  trx: TenantDb,
  { tenantId, snapshot, correctsId }: InvoiceToIssue,
  seller: Awaited<ReturnType<typeof findSeller>>,
): Promise<InvoiceSnapshot> {
  const company = Company.safeParse(seller.company).data
  const corrected = correctsId && (await findPaper(trx, tenantId, correctsId))
  const buyer = corrected ? corrected.snapshot.buyer.company : snapshot.buyer.company
  return {
    ...snapshot,
    seller: { ...snapshot.seller, ...(company && { company }) },
    buyer: { ...snapshot.buyer, ...(buyer && { company: buyer }) },
    brand: { ...dyeOf(seller), logoFileId: seller.brand.logoFileId ?? null },
  }
}
