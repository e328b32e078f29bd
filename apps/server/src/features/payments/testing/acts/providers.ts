import fc from 'fast-check'
import { at, type Sold } from '../history.ts'
import { kind, priceOf, shares, some, which } from './act.ts'

/** Where the control has an order of this provider, and a thing of this name in it. */
const place = ({ provider: by }: Sold, id: string, what: string) =>
  by === 'paypal' ? `/paypal/orders/${id}/${what}` : `/payments/${id}/${what}`

const byProvider = (path: (id: string, sold: Sold) => string | null, name: string, weight: number) =>
  kind({
    weight,
    of: fc.record({ sale: some, yes: fc.boolean() }),
    say: ({ sale, yes }) => `${which(sale, 'sale')}: ${name}${name.endsWith('settles') ? (yes ? ', paid' : ', failed') : ''}`,
    async run(history, { sale, yes }) {
      const sold = history.sale(sale)
      const id = sold && (await history.objectOf(sold))
      if (!id) return null
      const address = path(id, sold)
      if (!address) return null
      const done = await history.town.control(address, name.endsWith('settles') ? { outcome: yes ? 'succeeded' : 'failed' } : {})
      await history.listen()
      return done === null ? null : `${name}${name.endsWith('settles') ? (yes ? ': paid' : ': failed') : ''}`
    },
  })

export const debit = byProvider((id, { provider: by }) => (by === 'stripe' ? `/sessions/${id}/debit` : null), 'bank debit', 3)
export const settleDebit = byProvider(
  (id, { provider: by }) => (by === 'stripe' ? `/sessions/${id}/settle` : by === 'paypal' ? `/paypal/orders/${id}/settle` : null),
  'the bank settles',
  6,
)
export const expire = byProvider(
  (id, { provider: by }) => (by === 'stripe' ? `/sessions/${id}/expire` : by === 'paypal' ? `/paypal/orders/${id}/expire` : null),
  'session expired',
  1,
)

export const dashboardRefund = kind({
  weight: 5,
  of: fc.record({ sale: some, share: fc.constantFrom(...shares), pending: fc.boolean() }),
  say: ({ sale, share, pending }) => `${which(sale, 'sale')}: ${share * 100} % refunded in the dashboard${pending ? ', pending' : ''}`,
  async run(history, { sale, share, pending }) {
    const sold = history.sale(sale)
    const id = sold && (await history.objectOf(sold))
    if (!id || sold.provider === 'bank_transfer') return null
    const amount = Math.ceil(priceOf(sold) * share)
    const done = await history.town.control<{ id: string }>(place(sold, id, 'refund'), { amount, pending })
    if (done) history.dashboardRefunds.add(done.id)
    await history.listen()
    return done === null ? null : `dashboard refund${share < 1 ? ' of a part' : ''}${pending ? ', pending' : ''}`
  },
})

export const settleRefund = kind({
  weight: 4,
  of: fc.record({ number: some, yes: fc.boolean() }),
  say: ({ number, yes }) => `refund ${number} ${yes ? 'arrives' : 'fails'} at the buyer's bank`,
  async run(history, { number, yes }) {
    const refunds = (await history.town.oracle()).payments.flatMap(({ provider: by, refunds: made }) =>
      made.map((refund) => ({ ...refund, by })),
    )
    const known = refunds.filter(({ by }) => by !== 'bank_transfer')
    if (!known.length) return null
    const refund = at(known, number)
    const done = await history.town.control(`${refund.by === 'paypal' ? '/paypal' : ''}/refunds/${refund.id}/settle`, {
      outcome: yes ? 'succeeded' : 'failed',
    })
    await history.listen()
    return done === null ? null : yes ? 'refund arrived' : `refund failed${refund.status === 'succeeded' ? ' after it had succeeded' : ''}`
  },
})

export const dispute = kind({
  weight: 5,
  of: fc.record({ sale: some, share: fc.constantFrom(...shares), inquiry: fc.boolean() }),
  say: ({ sale, share, inquiry }) => `${which(sale, 'sale')}: ${inquiry ? 'an inquiry' : 'a dispute'} over ${share * 100} %`,
  async run(history, { sale, share, inquiry }) {
    const sold = history.sale(sale)
    const id = sold && (await history.objectOf(sold))
    if (!id || sold.provider === 'bank_transfer') return null
    const amount = Math.ceil(priceOf(sold) * share)
    const done = await history.town.control(place(sold, id, 'dispute'), { amount, inquiry })
    await history.listen()
    return done === null ? null : `${inquiry ? 'inquiry' : 'dispute'} opened${share < 1 ? ' over a part' : ''}`
  },
})

export const closeDispute = kind({
  weight: 6,
  of: fc.record({ number: some, outcome: fc.constantFrom('won', 'lost', 'withdrawn', 'escalated', 'partial') }),
  say: ({ number, outcome }) => `dispute ${number} is ${outcome}`,
  async run(history, { number, outcome }) {
    const disputes = await history.town.disputes()
    if (!disputes.length) return null
    const { provider: by, id } = at(disputes, number)
    if (outcome === 'partial' && by === 'stripe') return null
    const path = `${by === 'paypal' ? '/paypal' : ''}/disputes/${id}`
    const done =
      outcome === 'escalated'
        ? await history.town.control(`${path}/escalate`)
        : await history.town.control(`${path}/close`, { outcome, ...(outcome === 'partial' && { amount: 700 }) })
    await history.listen()
    return done === null ? null : `dispute ${outcome}`
  },
})
