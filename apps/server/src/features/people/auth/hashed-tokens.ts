import type { DBAdapter, DBTransactionAdapter, Where } from 'better-auth'
import { hashOf } from './tokens.ts'

const model = 'session'

function hashed(where: Where[]): Where[] {
  return where.map((condition) =>
    condition.field === 'token' && typeof condition.value === 'string' ? { ...condition, value: hashOf(condition.value) } : condition,
  )
}

/** The token that was asked for, which the row itself does not know. */
function askedFor(where: Where[]): string | undefined {
  const value = where.find(({ field }) => field === 'token')?.value
  return typeof value === 'string' ? value : undefined
}

function withToken<Row>(row: Row, token: string | undefined): Row {
  return row && token !== undefined ? { ...row, token } : row
}

function around<Adapter extends DBTransactionAdapter>(inner: Adapter): Adapter {
  const where = <Query extends { model: string; where?: Where[] | undefined }>(query: Query): Query =>
    query.model === model && query.where ? { ...query, where: hashed(query.where) } : query
  const tokenIn = (query: { model: string; where?: Where[] | undefined }) =>
    query.model === model && query.where ? askedFor(query.where) : undefined
  const outer: Partial<DBTransactionAdapter> = {
    create: async (query) => {
      const { token } = query.data
      if (query.model !== model || typeof token !== 'string') return inner.create(query)
      return withToken(await inner.create({ ...query, data: { ...query.data, token: hashOf(token) } }), token)
    },
    findOne: async (query) => withToken(await inner.findOne(where(query)), tokenIn(query)),
    findMany: async <Row>(query: Parameters<DBAdapter['findMany']>[0]) => {
      const rows: Row[] = await inner.findMany(where(query))
      return rows.map((row) => withToken(row, tokenIn(query)))
    },
    count: (query) => inner.count(where(query)),
    update: async (query) => withToken(await inner.update(where(query)), tokenIn(query)),
    updateMany: (query) => inner.updateMany(where(query)),
    delete: (query) => inner.delete(where(query)),
    deleteMany: (query) => inner.deleteMany(where(query)),
    consumeOne: async (query) => withToken(await inner.consumeOne(where(query)), tokenIn(query)),
  }
  return { ...inner, ...outer }
}

/** The account library stores session tokens as it hands them out; around its adapter only their hashes reach the database. */
export function withHashedTokens(inner: DBAdapter): DBAdapter {
  return { ...around(inner), transaction: (work) => inner.transaction((trx) => work(around(trx))) }
}
