import {
  AppError,
  TransferId,
  type TenantId,
  type TransferDetails,
  type TransferRow,
  type transfers,
  type TransferView,
} from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { z } from 'zod'
import { asTenant, type CallContext } from '../../../context.ts'
import { orderName, orderNumberIn } from '../../../order-name.ts'
import { pageOf, readCursor } from '../../../paging.ts'
import { listProofs } from '../proofs/queries.ts'
import { findReferences, printReference } from '../reference.ts'
import { countInbox, findRow, listInbox, listNamedReceipts, type Search } from './queries.ts'

const Cursor = z.tuple([z.string(), TransferId])

/** The desk's search takes a reference however it is written, an order's number, or a mail address. */
function searchFor(q: string | undefined): Search | null {
  const text = q?.trim() ?? ''
  if (text === '') return null
  const [reference] = findReferences(text)
  if (reference !== undefined) return { reference }
  const orderNumber = orderNumberIn(text)
  return orderNumber === null ? { email: text } : { orderNumber }
}

export async function readInbox(
  ctx: CallContext<typeof transfers.inbox>,
  { view, q, cursor, limit }: z.output<(typeof transfers.inbox)['input']>,
): Promise<{ items: TransferRow[]; nextCursor: string | null }> {
  const [at, id] = readCursor(Cursor, cursor) ?? []
  const after = at && id ? { at, id } : undefined
  const rows = await asTenant(ctx, (trx) => listInbox(trx, ctx.tenantId, { view, search: searchFor(q), after, limit: limit + 1 }))
  const { items, nextCursor } = pageOf(rows, limit, (last) => [last.updatedAt, last.id])
  return { items: items.map(rowOf), nextCursor }
}

type Row = Awaited<ReturnType<typeof listInbox>>[number]

function rowOf({ number, orderedAt, offer, reference, ...row }: Row): TransferRow {
  return {
    ...row,
    reference: printReference(reference),
    orderNumber: orderName({ number, createdAt: orderedAt }),
    courseTitle: offer.title,
  }
}

export function countTransfers(ctx: CallContext<typeof transfers.count>): Promise<Record<TransferView, number>> {
  return asTenant(ctx, (trx) => countInbox(trx, ctx.tenantId))
}

export function transferById(
  ctx: CallContext<typeof transfers.byId>,
  { transferId }: { transferId: TransferId },
): Promise<TransferDetails> {
  return asTenant(ctx, (trx) => readDetails(trx, ctx.tenantId, transferId, ctx.person.id))
}

/** A transfer as the desk shows it to this person. */
export async function readDetails(trx: TenantDb, tenantId: TenantId, id: TransferId, viewer: string): Promise<TransferDetails> {
  const found = await findRow(trx, tenantId, id)
  if (!found) throw new AppError('TRANSFER_NOT_FOUND', {})
  const { account, message, twoPersonAboveMinor, ...row } = found
  const receipts = await listNamedReceipts(trx, tenantId, id)
  const files = await listProofs(trx, tenantId, id)
  return {
    ...rowOf(row),
    account,
    message,
    twoPersonAboveMinor,
    proofFiles: files.map(({ id: proofId, name, mime, createdAt }) => ({
      id: proofId,
      url: `/api/v1/transfers/${id}/proofs/${proofId}`,
      name,
      mime,
      createdAt,
    })),
    receipts: receipts.map(({ proposedById, proposedBy, ...receipt }) => ({
      ...receipt,
      proposedBy: proposedBy ?? '',
      mine: proposedById === viewer,
    })),
  }
}
