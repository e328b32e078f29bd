import { AppError, maxInvoiceVersions, type Company, type Invoice, type InvoiceId, type invoices } from '@edurise/contracts'
import { inTenant } from '@edurise/db'
import { asSelf, type CallContext } from '../../context.ts'
import { recordAudit } from '../audit/index.ts'
import { companyUntil } from './company-until.ts'
import { myInvoice } from './list-invoices.ts'
import { findPaper, insertVersion, lockVersions, newestVersionOf, tenantOfOwn } from './queries.ts'

/** Makes a paper out to a company: a version more, under the same number. What was issued before stays as it is. */
export async function addCompany(
  ctx: CallContext<typeof invoices.addCompany>,
  { invoiceId, company }: { invoiceId: InvoiceId; company: Company },
): Promise<Invoice> {
  const { person } = ctx
  const tenantId = await asSelf(ctx, (trx) => tenantOfOwn(trx, person.id, invoiceId))
  if (!tenantId) throw new AppError('INVOICE_NOT_FOUND', {})
  await inTenant(ctx.db, tenantId, async (trx) => {
    await lockVersions(trx, invoiceId)
    const paper = await findPaper(trx, tenantId, invoiceId)
    if (!paper) throw new AppError('INVOICE_NOT_FOUND', {})
    if (same(paper.snapshot.buyer.company, company)) return
    const at = ctx.now()
    const until = companyUntil(paper.issuedAt)
    if (at.getTime() > Date.parse(until)) throw new AppError('INVOICE_CLOSED', { since: until })
    if (paper.version >= maxInvoiceVersions) throw new AppError('INVOICE_HAS_ENOUGH_VERSIONS', { max: maxInvoiceVersions })

    const snapshot = { ...paper.snapshot, buyer: { ...paper.snapshot.buyer, company } }
    const version = paper.version + 1
    await insertVersion(trx, { tenantId, invoiceId, version, personId: paper.personId, actorId: person.id, snapshot, at })
    await recordAudit(trx, {
      tenantId,
      actorId: person.id,
      action: 'invoices.addCompany',
      object: `invoice:${invoiceId}`,
      after: { version },
      at,
    })
  })
  return myInvoice(ctx, { invoiceId })
}

export async function lastCompany(ctx: CallContext<typeof invoices.lastCompany>): Promise<Company | null> {
  const newest = await asSelf(ctx, (trx) => newestVersionOf(trx, ctx.person.id))
  return newest?.snapshot.buyer.company ?? null
}

function same(one: Company | undefined, other: Company): boolean {
  const text = ({ name, lines, country, vatId, reference }: Company) => JSON.stringify([name, lines, country, vatId, reference])
  return one !== undefined && text(one) === text(other)
}
