import { AppError, InvoiceId, type Invoice, type invoices } from '@edurise/contracts'
import { z } from 'zod'
import { asSelf, type CallContext, type PersonContext } from '../../context.ts'
import { pageOf, readCursor } from '../../paging.ts'
import { companyUntil } from './company-until.ts'
import { invoiceName } from './invoice-name.ts'
import { invoiceById, invoicesOf, type OwnInvoice } from './queries.ts'

const Cursor = z.tuple([z.iso.datetime({ offset: true }), InvoiceId])

export async function myInvoices(
  ctx: CallContext<typeof invoices.mine>,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const after = readCursor(Cursor, cursor)
  const rows = await asSelf(ctx, (trx) => invoicesOf(trx, ctx.person.id, { after, limit: limit + 1 }))
  return pageOf(rows.map(asInvoice), limit, ({ issuedAt, id }) => [issuedAt, id])
}

export async function myInvoice(
  ctx: PersonContext,
  { invoiceId, version }: { invoiceId: InvoiceId; version?: number | undefined },
): Promise<Invoice> {
  const row = await asSelf(ctx, (trx) => invoiceById(trx, ctx.person.id, invoiceId, version))
  if (!row || (version !== undefined && row.version !== version)) throw new AppError('INVOICE_NOT_FOUND', {})
  return asInvoice(row)
}

function asInvoice({
  series,
  number,
  correctsId,
  correctsSeries,
  correctsNumber,
  tenantId: _tenant,
  later,
  ...invoice
}: OwnInvoice): Invoice {
  const corrects =
    correctsId && correctsSeries !== null && correctsNumber !== null
      ? { id: correctsId, name: invoiceName({ series: correctsSeries, number: correctsNumber }) }
      : null
  return {
    ...invoice,
    name: invoiceName({ series, number }),
    corrects,
    versions: [
      { version: 1, createdAt: invoice.issuedAt },
      // Inside JSON a moment has no parser of ours.
      ...later.map(({ version, createdAt }) => ({ version, createdAt: new Date(createdAt).toISOString() })),
    ],
    companyUntil: companyUntil(invoice.issuedAt),
  }
}
