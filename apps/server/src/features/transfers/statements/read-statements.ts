import { AppError, type StatementLine, type TransferDetails, type transfers } from '@edurise/contracts'
import { z } from 'zod'
import { asTenant, type CallContext, type MemberContext } from '../../../context.ts'
import { orderName } from '../../../order-name.ts'
import { pageOf, readCursor } from '../../../paging.ts'
import { recordAudit } from '../../audit/index.ts'
import { creditOfLine, creditTransfers } from '../money/credit-transfers.ts'
import { settleNow } from '../desk/decide-transfer.ts'
import { readDetails } from '../desk/read-inbox.ts'
import { lockOrdersOf } from '../queries.ts'
import { lockTransfers } from '../whole-transfer.ts'
import { printReference } from '../reference.ts'
import { undoReceipts } from '../money/undo-receipts.ts'
import {
  findLine,
  findStatement,
  ignoreLine as writeIgnored,
  listLines,
  listReceiptsOfStatement,
  listStatements,
  lockStatement,
  removeStatement,
  takeLines,
  type LineRow,
} from './queries.ts'

type Input<Name extends keyof typeof transfers> = z.output<(typeof transfers)[Name]['input']>
type Imported = z.output<(typeof transfers.importStatement)['output']>

const StatementCursor = z.tuple([z.string(), z.uuid()])

export async function readStatements(
  ctx: CallContext<typeof transfers.statements>,
  { cursor, limit }: Input<'statements'>,
): Promise<{ items: Imported[]; nextCursor: string | null }> {
  const [at, id] = readCursor(StatementCursor, cursor) ?? []
  const rows = await asTenant(ctx, (trx) =>
    listStatements(trx, ctx.tenantId, { after: at && id ? { at, id } : undefined, limit: limit + 1 }),
  )
  return pageOf(rows, limit, (last) => [last.importedAt, last.id])
}

/** Takes a whole import back: its matches first, and what they had opened. The same file can be imported again. */
export function undoStatement(ctx: MemberContext, { statementId, reason }: Input<'undoStatement'>): Promise<Imported> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const held = await lockStatement(trx, tenantId, statementId)
    if (!held) throw new AppError('STATEMENT_NOT_FOUND', {})
    if (held.undoneAt === null) {
      const receipts = await listReceiptsOfStatement(trx, tenantId, statementId)
      const ids = [...new Set(receipts.map(({ transferId }) => transferId))].sort()
      const orders = new Map((await lockOrdersOf(trx, tenantId, ids)).map((order) => [order.id, order]))
      for (const transfer of await lockTransfers(trx, tenantId, ids)) {
        const wrong = transfer.receipts.filter(({ id }) => receipts.some((receipt) => receipt.id === id))
        const wanted = orders.get(transfer.orderId)?.state === 'open'
        await undoReceipts(trx, ctx, tenantId, transfer, wrong, { by: person.id, reason, wanted })
      }
      const at = ctx.now()
      await removeStatement(trx, tenantId, statementId, at)
      const object = `statement:${statementId}`
      const after = { reason, matches: receipts.length }
      await recordAudit(trx, { tenantId, actorId: person.id, action: 'transfers.undoStatement', object, after, at })
    }
    const statement = await findStatement(trx, tenantId, statementId)
    if (!statement) throw new AppError('STATEMENT_NOT_FOUND', {})
    return statement
  })
}

const LineCursor = z.tuple([z.iso.date(), z.uuid()])

export async function readLines(
  ctx: CallContext<typeof transfers.lines>,
  { state, cursor, limit }: Input<'lines'>,
): Promise<{ items: StatementLine[]; nextCursor: string | null }> {
  const [on, id] = readCursor(LineCursor, cursor) ?? []
  const rows = await asTenant(ctx, (trx) =>
    listLines(trx, ctx.tenantId, { state, after: on && id ? { on, id } : undefined, limit: limit + 1 }),
  )
  const { items, nextCursor } = pageOf(rows, limit, (last) => [last.bookedOn, last.id])
  return { items: items.map(lineOf), nextCursor }
}

function lineOf({ transferId, reference, buyerName, number, orderedAt, ...line }: LineRow): StatementLine {
  const matched = transferId !== null && reference !== null && buyerName !== null && number !== null && orderedAt !== null
  return {
    ...line,
    transfer: matched
      ? { id: transferId, reference: printReference(reference), buyerName, orderNumber: orderName({ number, createdAt: orderedAt }) }
      : null,
  }
}

/** Puts a booking of the bank to a transfer. */
export async function matchLine(ctx: MemberContext, { lineId, transferId }: Input<'match'>): Promise<TransferDetails> {
  const { tenantId, person } = ctx
  const credited = await asTenant(ctx, async (trx) => {
    // Orders before lines, as in an import of the same transfers.
    const [order] = await lockOrdersOf(trx, tenantId, [transferId])
    if (!order) throw new AppError('TRANSFER_NOT_FOUND', {})
    const [line] = await takeLines(trx, tenantId, [lineId])
    if (!line) throw new AppError('LINE_TAKEN', {})
    const [one] = await creditTransfers(trx, ctx, tenantId, person.id, [creditOfLine(line, transferId)])
    if (!one) throw new AppError('TRANSFER_NOT_FOUND', {})
    const after = { lineId, transferId: one.transferId, amountMinor: line.amountMinor, currency: line.currency }
    const object = `order:${one.orderId}`
    await recordAudit(trx, { tenantId, actorId: person.id, action: 'transfers.match', object, after, at: ctx.now() })
    return one
  })
  await settleNow(ctx, credited)
  return asTenant(ctx, (trx) => readDetails(trx, tenantId, credited.transferId, person.id))
}

/** A credit that pays for nothing here, or one that does after all. */
export function ignoreLine(
  ctx: CallContext<typeof transfers.ignoreLine>,
  { lineId, ignored }: Input<'ignoreLine'>,
): Promise<StatementLine> {
  const { tenantId } = ctx
  return asTenant(ctx, async (trx) => {
    const written = await writeIgnored(trx, tenantId, lineId, ignored)
    const line = await findLine(trx, tenantId, lineId)
    if (!line) throw new AppError('STATEMENT_NOT_FOUND', {})
    if (!written) throw new AppError('LINE_TAKEN', {})
    return lineOf(line)
  })
}
