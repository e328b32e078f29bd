import type { World } from '../world.ts'
import { merchant } from './account.ts'
import { malformed } from './errors.ts'
import { money } from './money.ts'
import type { Tree } from './money.ts'
import { apiUrl, showTransaction } from './show.ts'

/** PayPal reports on at most this many days at once. */
const longestDays = 31

interface ReportQuery {
  readonly start_date?: string | undefined
  readonly end_date?: string | undefined
  readonly page_size?: string | undefined
  readonly page?: string | undefined
  readonly transaction_id?: string | undefined
  readonly transaction_currency?: string | undefined
  readonly as_of_time?: string | undefined
  readonly currency_code?: string | undefined
}

function dateOf(written: string | undefined, field: string): number {
  const ms = Date.parse(written ?? '')
  if (Number.isNaN(ms)) throw malformed(written === undefined ? 'MISSING_REQUIRED_PARAMETER' : 'INVALID_PARAMETER_SYNTAX', field)
  return ms
}

function numberOf(written: string | undefined, field: string, usual: number, most: number): number {
  const value = Number(written ?? usual)
  if (!Number.isInteger(value) || value < 1 || value > most) throw malformed('INVALID_PARAMETER_VALUE', field)
  return value
}

/** The lines of the account, oldest first, both dates included. Here they are known at once; PayPal takes up to three hours. */
export function listTransactions(world: World, query: ReportQuery): Tree {
  const [from, to] = [dateOf(query.start_date, 'start_date'), dateOf(query.end_date, 'end_date')]
  if (to < from || to - from > longestDays * 86_400_000) throw malformed('INVALID_PARAMETER_VALUE', 'end_date')
  const size = numberOf(query.page_size, 'page_size', 100, 500)
  const page = numberOf(query.page, 'page', 1, 1_000_000)
  const found = world.store
    .list('paypal.transaction', {
      where: `created between ? and ? and (? is null or json_extract(body, '$.transactionId') = ?) and (? is null or json_extract(body, '$.currency') = ?)`,
      values: [
        Math.ceil(from / 1000),
        Math.floor(to / 1000),
        query.transaction_id ?? null,
        query.transaction_id ?? null,
        query.transaction_currency ?? null,
        query.transaction_currency ?? null,
      ],
    })
    .reverse()
  const shown = found.slice((page - 1) * size, page * size)
  const balances = balancesAfter(world)
  const pages = Math.ceil(found.length / size)
  const address = (number: number) => {
    const fields = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...query, page: String(number) })) if (value !== undefined) fields.set(name, value)
    return `${apiUrl(world, '/v1/reporting/transactions')}?${fields.toString()}`
  }
  const links = [{ href: address(page), rel: 'self', method: 'GET' }]
  if (page < pages) links.push({ href: address(page + 1), rel: 'next', method: 'GET' })
  return {
    transaction_details: shown.map((transaction) => showTransaction(transaction, balances.get(transaction.id) ?? 0)),
    account_number: merchant.id,
    start_date: new Date(from).toISOString(),
    end_date: new Date(to).toISOString(),
    last_refreshed_datetime: new Date(world.now()).toISOString(),
    page,
    total_items: found.length,
    total_pages: pages,
    links,
  }
}

/** What the account held in its currency after each line of it, by the line's id. */
function balancesAfter(world: World): ReadonlyMap<string, number> {
  const rows = world.store.all(
    `select id, sum(json_extract(body, '$.amount') + json_extract(body, '$.fee'))
        over (partition by json_extract(body, '$.currency') order by seq) as total
       from objects where kind = 'paypal.transaction'`,
  )
  return new Map(rows.map((row) => [String(row['id']), Number(row['total'])]))
}

/** What the account holds in each currency, now or at an earlier time. */
export function listBalances(world: World, query: ReportQuery): Tree {
  const at = query.as_of_time === undefined ? world.now() : dateOf(query.as_of_time, 'as_of_time')
  const rows = world.store.all(
    `select json_extract(body, '$.currency') as currency, sum(json_extract(body, '$.amount') + json_extract(body, '$.fee')) as total
       from objects where kind = 'paypal.transaction' and created <= ? group by 1 order by 1`,
    Math.floor(at / 1000),
  )
  const wanted = rows.filter(
    (row) => query.currency_code === undefined || query.currency_code === 'ALL' || row['currency'] === query.currency_code,
  )
  return {
    balances: wanted.map((row, index) => {
      const amount = money(Number(row['total']), String(row['currency']))
      return {
        currency: String(row['currency']),
        primary: index === 0,
        total_balance: amount,
        available_balance: amount,
        withheld_balance: money(0, String(row['currency'])),
      }
    }),
    account_id: merchant.id,
    as_of_time: new Date(at).toISOString(),
    last_refresh_time: new Date(world.now()).toISOString(),
  }
}
