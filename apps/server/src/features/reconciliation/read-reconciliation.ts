import { AppError, FindingId, Instant, type BalanceDay, type FindingList, type reconciliation } from '@edurise/contracts'
import { z } from 'zod'
import { asStaff, asTenant, type CallContext } from '../../context.ts'
import { pageOf, readCursor } from '../../paging.ts'
import { findingView } from './finding-view.ts'
import { countFindings, listBalance, listFindings, listRuns } from './queries.ts'

const FindingCursor = z.tuple([Instant, FindingId])
const RunCursor = z.tuple([Instant, z.uuid()])
/** Days that one answer covers at most. */
const mostDays = 92

export async function readRuns(
  ctx: CallContext<typeof reconciliation.runs>,
  { cursor, limit }: z.output<typeof reconciliation.runs.input>,
): Promise<z.input<typeof reconciliation.runs.output>> {
  const [at, id] = readCursor(RunCursor, cursor) ?? []
  const rows = await asStaff(ctx, 'runs of the reconciliation', (trx) => listRuns(trx, at && id ? { at, id } : undefined, limit + 1))
  return pageOf(rows, limit, ({ startedAt, id: last }) => [startedAt, last])
}

type Page = z.output<typeof reconciliation.findings.input>

function pageAfter({ list, state, cursor, limit }: Page) {
  const [at, id] = readCursor(FindingCursor, cursor) ?? []
  return { list, state, after: at && id ? { at, id } : undefined, limit: limit + 1 }
}

export async function readFindings(
  ctx: CallContext<typeof reconciliation.findings>,
  input: Page,
): Promise<z.input<typeof reconciliation.findings.output>> {
  const rows = await asStaff(ctx, 'findings of the reconciliation', (trx) => listFindings(trx, null, pageAfter(input)))
  const { items, nextCursor } = pageOf(rows, input.limit, ({ foundAt, id }) => [foundAt, id])
  return { items: items.map(findingView), nextCursor }
}

/** A tenant's own: money that answers to nobody is not among them. */
export async function readFindingsOfTenant(
  ctx: CallContext<typeof reconciliation.ofTenant>,
  input: Page,
): Promise<z.input<typeof reconciliation.ofTenant.output>> {
  const rows = await asTenant(ctx, (trx) => listFindings(trx, ctx.tenantId, pageAfter(input)))
  const { items, nextCursor } = pageOf(rows, input.limit, ({ foundAt, id }) => [foundAt, id])
  return { items: items.map(findingView), nextCursor }
}

export function countOpenFindings(ctx: CallContext<typeof reconciliation.count>): Promise<Record<FindingList, number>> {
  return asStaff(ctx, 'findings of the reconciliation, counted', countFindings)
}

export async function readBalance(
  ctx: CallContext<typeof reconciliation.balance>,
  { provider, from, to }: z.output<typeof reconciliation.balance.input>,
): Promise<BalanceDay[]> {
  const days = (Date.parse(to) - Date.parse(from)) / (24 * 3_600_000) + 1
  if (!(days >= 1 && days <= mostDays)) throw new AppError('INPUT_INVALID', { fields: { to: [`1 to ${mostDays} days`] } })
  const account = ctx.gateways[provider]?.account
  if (account === undefined) return []
  const rows = await asStaff(ctx, `balance of ${provider}`, (trx) => listBalance(trx, { provider, account, from, to }))
  return rows.map((row) => ({ ...row, differenceMinor: row.theirsMinor - row.oursMinor }))
}
