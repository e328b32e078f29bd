import type { InvoiceId, InvoiceKind, InvoiceSnapshot, OrderId, PaymentId, PersonId, TenantId } from '@edurise/contracts'
import { newId, type TenantDb } from '@edurise/db'
import { invoiceName, seriesOf } from './invoice-name.ts'
import { insertInvoice, invoiceByEffect, returnNumber, slugOf, takeNumber } from './queries.ts'

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
  const series = seriesOf(await slugOf(trx, tenantId), kind, at)
  const number = await takeNumber(trx, tenantId, series)
  const id = newId<InvoiceId>()
  if (await insertInvoice(trx, { ...invoice, id, series, number, issuedAt: at }))
    return { id, name: invoiceName({ series, number }), issued: true }
  // Somebody else issued it while this transaction waited for the series.
  await returnNumber(trx, tenantId, series)
  const theirs = await invoiceByEffect(trx, tenantId, effectKey)
  if (!theirs) throw new Error(`invoice ${effectKey} conflicts with one that is not there`)
  return { id: theirs.id, name: invoiceName(theirs), issued: false }
}
