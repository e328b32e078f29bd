import { Readable } from 'node:stream'
import { AppError, decimal, Language, type TenantId } from '@edurise/contracts'
import { inTenant } from '@edurise/db'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform, RequestContext } from '../../context.ts'
import { byteOrderMark, csvLine } from '../../csv.ts'
import { cellWords, wordFor } from '../../export-cells.ts'
import { heads } from '../../export-words.ts'
import { orderName } from '../../order-name.ts'
import { invoiceName } from '../invoices/index.ts'
import { listLedgerRows, type LedgerRow } from './queries.ts'

interface Options {
  platform: Platform
  /** As for any other call of the API. */
  contextOf: (request: FastifyRequest) => Promise<RequestContext>
}

const day = 24 * 3_600_000
const mostDays = 366
const portion = 1_000

const Period = z
  .object({ from: z.iso.date(), to: z.iso.date() })
  .refine(({ from, to }) => Date.parse(to) >= Date.parse(from) && Date.parse(to) - Date.parse(from) < mostDays * day)

/** A language that nobody has words in is as good as none. */
const Spoken = z.object({ locale: Language.optional().catch(undefined) })

const columns = ['date', 'order', 'document', 'kind', 'gross', 'fee', 'net', 'refund', 'currency', 'provider', 'reference'] as const

function headOf(language: Language | undefined): string[] {
  return columns.map((column) => (language ? heads[language].columns[column] : column === 'reference' ? 'provider_reference' : column))
}

/** In the words of a language; without one, in codes that stay the same for whatever program reads them. */
function line(row: LedgerRow, language: Language | undefined): string {
  const { at, number, orderedAt, series, paperNumber, kind, currency, provider, providerRef } = row
  const amount = (minor: number) => ({ number: decimal({ minor, currency }) })
  return csvLine([
    new Date(at).toISOString(),
    orderName({ number, createdAt: orderedAt }),
    series !== null && paperNumber !== null ? invoiceName({ series, number: paperNumber }) : '',
    language ? wordFor(cellWords[language].movement, kind) : kind,
    amount(row.grossMinor),
    amount(row.feeMinor),
    amount(row.netMinor),
    amount(row.refundMinor),
    currency,
    language ? wordFor(cellWords[language].provider, provider) : provider,
    providerRef,
  ])
}

/** Where a portion ended. */
type Place = Pick<LedgerRow, 'at' | 'id'>

async function* linesOf(
  { db }: Platform,
  tenantId: TenantId,
  period: z.infer<typeof Period>,
  language: Language | undefined,
): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(headOf(language))
  let after: Place | null = null
  for (;;) {
    const last: Place | null = after
    const rows: LedgerRow[] = await inTenant(
      db,
      tenantId,
      (trx) => listLedgerRows(trx, tenantId, { ...period, after: last, limit: portion }),
      {
        readOnly: true,
      },
    )
    yield rows.map((row) => line(row, language)).join('')
    const end = rows.at(-1)
    if (!end || rows.length < portion) return
    after = { at: end.at, id: end.id }
  }
}

/**
 * GET …/ledger.csv?from=2026-01-01&to=2026-01-31, both days included (UTC): what moved on the providers' accounts for the tenant of the host. With
 * `locale=ar` it speaks to people; without, heads and kinds are codes, for programs.
 */
export async function ledgerRoutes(app: FastifyInstance, { platform, contextOf }: Options): Promise<void> {
  app.get('/ledger.csv', async (request, reply) => {
    const ctx = await contextOf(request)
    const person = await ctx.session()
    await ctx.limits.take('api', { personId: person?.id ?? null, ip: ctx.ip })
    if (!person) throw new AppError('SIGN_IN_REQUIRED', {})
    const tenantId = ctx.hostTenantId
    if (!tenantId) throw new AppError('NO_PORTAL_HERE', {})
    if (!(await ctx.rights.inTenant(person.id, tenantId)).has('reconciliation.read')) throw new AppError('NOT_ALLOWED', {})
    const period = Period.safeParse(request.query)
    if (!period.success) throw new AppError('INPUT_INVALID', { fields: { to: [`1 to ${mostDays} days`] } })
    const { from, to } = period.data
    const language = Spoken.parse(request.query).locale
    ctx.log.info({ actor: person.id, tenantId, from, to, requestId: ctx.requestId }, 'the ledger of a period was exported')
    return reply
      .headers({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="ledger-${from}-${to}.csv"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        vary: 'cookie',
      })
      .send(Readable.from(linesOf(platform, tenantId, period.data, language)))
  })
}
