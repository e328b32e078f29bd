import { Readable } from 'node:stream'
import {
  AppError,
  decimal,
  disputeReasonOf,
  disputes,
  Language,
  notifications,
  payments,
  reconciliation,
  refunds,
  transfers,
  type Finding,
} from '@edurise/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Platform, RequestContext } from './context.ts'
import { byteOrderMark, csvLine, type Cell } from './csv.ts'
import { cellWords, wordFor, type CellWords } from './export-cells.ts'
import { heads, type Head } from './export-words.ts'
import { callProcedure } from './router.ts'

interface Options {
  platform: Platform
  /** As for any other call of the API. */
  contextOf: (request: FastifyRequest) => Promise<RequestContext>
}

/** Rows that one file holds at most; its last line says when there are more. */
export const mostRows = 100_000
const portion = 100

interface Answer {
  lines: Cell[][]
  nextCursor: string | null
}
interface Desk {
  /** The list that is exported: it decides who may read it, and takes the same filters. */
  path: string
  paged: boolean
  columns: Head[]
  read: (answer: unknown, words: CellWords) => Answer
}
type Columns<Row> = Partial<Record<Head, (row: Row, words: CellWords) => Cell | null>>

function table<Row>(columns: Columns<Row>): { heads: Head[]; lines: (rows: Row[], words: CellWords) => Cell[][] } {
  const entries = Object.keys(columns).flatMap((head) => {
    const cell = isHead(head) ? columns[head] : undefined
    return isHead(head) && cell ? [{ head, cell }] : []
  })
  return {
    heads: entries.map(({ head }) => head),
    lines: (rows, words) => rows.map((row) => entries.map(({ cell }) => cell(row, words) ?? '')),
  }
}
const isHead = (name: string): name is Head => Object.hasOwn(heads.en.columns, name)

function pages<Row>(path: string, output: z.ZodType<{ items: Row[]; nextCursor: string | null }>, columns: Columns<Row>): Desk {
  const { heads: names, lines } = table(columns)
  const read = (answer: unknown, words: CellWords): Answer => {
    const { items, nextCursor } = output.parse(answer)
    return { lines: lines(items, words), nextCursor }
  }
  return { path, paged: true, columns: names, read }
}

function whole<Row>(path: string, output: z.ZodType<Row[]>, columns: Columns<Row>): Desk {
  const { heads: names, lines } = table(columns)
  return { path, paged: false, columns: names, read: (answer, words) => ({ lines: lines(output.parse(answer), words), nextCursor: null }) }
}

const amount = (minor: number | null, currency: string | null): Cell | null =>
  minor === null || currency === null ? null : { number: decimal({ minor, currency }) }

const buyer = {
  order: ({ orderNumber }: { orderNumber: string }) => orderNumber,
  buyer: ({ buyerName }: { buyerName: string }) => buyerName,
  email: ({ buyerEmail }: { buyerEmail: string }) => buyerEmail,
  course: ({ courseTitle }: { courseTitle: string }) => courseTitle,
}
const finding: Columns<Finding> = {
  list: (row, words) => words.list[row.list],
  what: (row, words) => words.what[row.what],
  state: (row, words) => words.finding[row.state],
  provider: (row, words) => wordFor(words.provider, row.provider),
  reference: (row) => row.providerRef,
  school: (row) => row.tenantName,
  orderId: (row) => row.orderId,
  theirs: (row) => amount(row.theirsMinor, row.currency),
  ours: (row) => amount(row.oursMinor, row.currency),
  currency: (row) => row.currency,
  note: (row) => row.note,
  found: (row) => row.foundAt,
  handled: (row) => row.handledAt,
}

const desks: Readonly<Record<string, Desk>> = {
  orders: pages('payments.listOrders', payments.listOrders.output, {
    order: (row) => row.number,
    date: (row) => row.createdAt,
    buyer: (row) => row.buyerName,
    email: (row) => row.buyerEmail,
    course: (row) => row.courseTitle,
    provider: (row, words) => row.provider && words.provider[row.provider],
    amount: (row) => amount(row.totalMinor, row.currency),
    currency: (row) => row.currency,
    state: (row, words) => words.order[row.state],
    paymentState: (row, words) => row.paymentState && words.payment[row.paymentState],
    orderId: (row) => row.id,
  }),
  refunds: pages('refunds.list', refunds.list.output, {
    ...buyer,
    date: (row) => row.createdAt,
    amount: (row) => amount(row.amountMinor, row.currency),
    currency: (row) => row.currency,
    state: (row, words) => words.refund[row.state],
    reason: (row, words) => words.refundReason[row.reason ?? 'elsewhere'],
    note: (row) => row.note,
    answer: (row) => row.answer,
    failure: (row) => row.failure,
    decided: (row) => row.decidedAt,
    settled: (row) => row.settledAt,
  }),
  disputes: pages('disputes.list', disputes.list.output, {
    ...buyer,
    provider: (row, words) => wordFor(words.provider, row.provider),
    reference: (row) => row.providerRef,
    reason: ({ reason }, words) => {
      const known = disputeReasonOf(reason)
      return known ? words.disputeReason[known] : reason
    },
    state: (row, words) => words.dispute[row.status],
    evidence: (row, words) => words.evidence[row.evidence],
    amount: (row) => amount(row.amountMinor, row.currency),
    fee: (row) => amount(row.feeMinor, row.currency),
    lost: (row) => amount(row.lostMinor, row.currency),
    currency: (row) => row.currency,
    date: (row) => row.openedAt,
    due: (row) => row.dueAt,
    closed: (row) => row.closedAt,
  }),
  transfers: pages('transfers.inbox', transfers.inbox.output, {
    ...buyer,
    reference: (row) => row.reference,
    state: (row, words) => words.transfer[row.state],
    amount: (row) => amount(row.amountMinor, row.currency),
    received: (row) => amount(row.receivedMinor, row.currency),
    currency: (row) => row.currency,
    due: (row) => row.deadlineAt,
    date: (row) => row.updatedAt,
  }),
  mails: pages('notifications.mails', notifications.mails.output, {
    date: (row) => row.createdAt,
    kind: (row, words) => wordFor(words.mailKind, row.kind),
    email: (row) => row.to,
    language: (row, words) => words.language[row.locale],
    state: (row, words) => words.mail[row.state],
    attempts: (row) => ({ number: String(row.attempts) }),
    failure: (row) => row.lastError,
    sent: (row) => row.sentAt,
    orderId: (row) => row.orderId,
  }),
  findings: pages('reconciliation.findings', reconciliation.findings.output, finding),
  'own-findings': pages('reconciliation.ofTenant', reconciliation.ofTenant.output, finding),
  balance: whole('reconciliation.balance', reconciliation.balance.output, {
    date: (row) => row.day,
    theirs: (row) => amount(row.theirsMinor, row.currency),
    ours: (row) => amount(row.oursMinor, row.currency),
    difference: (row) => amount(row.differenceMinor, row.currency),
    currency: (row) => row.currency,
  }),
}

/** One page of the list, as its own procedure answers the person who asks. */
async function pageOf(
  ctx: RequestContext,
  { path, paged, read }: Desk,
  filters: object,
  cursor: string | null,
  words: CellWords,
): Promise<Answer> {
  const input = paged ? { ...filters, limit: portion, ...(cursor !== null && { cursor }) } : filters
  try {
    return read(await callProcedure(ctx, { kind: 'query', path, input }), words)
  } catch (error) {
    throw error instanceof Error && error.cause instanceof AppError ? error.cause : error
  }
}

/** The lines of a file after its first page, which has been read to know whether there may be one. */
export async function* linesOf(
  { columns, first, next }: { columns: string[]; first: Answer; next: (cursor: string) => Promise<Answer> },
  full: string,
  most = mostRows,
): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(columns)
  let written = 0
  for (let answer = first; ;) {
    const room = most - written
    yield answer.lines
      .slice(0, room)
      .map((cells) => csvLine(cells))
      .join('')
    written += Math.min(answer.lines.length, room)
    const cut = answer.lines.length > room || (written >= most && answer.nextCursor !== null)
    if (cut) yield csvLine([full])
    if (cut || answer.nextCursor === null) return
    answer = await next(answer.nextCursor)
  }
}

/** GET …/{desk}.csv with the filters of its list: what a desk shows, as a file for a spreadsheet. */
export async function exportRoutes(app: FastifyInstance, { platform, contextOf }: Options): Promise<void> {
  app.get<{ Params: { desk: string }; Querystring: Record<string, unknown> }>('/:desk.csv', async (request, reply) => {
    const ctx = await contextOf(request)
    const person = await ctx.session()
    await ctx.limits.take('api', { personId: person?.id ?? null, ip: ctx.ip })
    const name = request.params.desk
    const desk = Object.hasOwn(desks, name) ? desks[name] : undefined
    if (!desk) throw new AppError('PROCEDURE_UNKNOWN', {})
    const { locale, ...filters } = request.query
    const language = Language.safeParse(locale).data ?? ctx.locale
    const [words, cells] = [heads[language], cellWords[language]]
    // The file is one call of its person, however many pages it takes.
    const whoAsked: RequestContext = { ...ctx, unlimited: true }
    const first = await pageOf(whoAsked, desk, filters, null, cells)
    platform.log.info({ actor: person?.id, tenantId: ctx.hostTenantId, desk: name, requestId: ctx.requestId }, 'a desk was exported')
    const lines = linesOf(
      { columns: desk.columns.map((head) => words.columns[head]), first, next: (cursor) => pageOf(whoAsked, desk, filters, cursor, cells) },
      words.full.replace('{n}', String(mostRows)),
    )
    return reply
      .headers({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}-${ctx.now().toISOString().slice(0, 10)}.csv"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        vary: 'cookie',
      })
      .send(Readable.from(lines))
  })
}
