import fc from 'fast-check'
import type { Fate } from '../fate.ts'
import { at, type History, type Sold } from '../history.ts'
import { befalls, fate, kind, some, which } from './act.ts'

export async function approve(
  history: History,
  { orderId }: Sold,
  admin: number,
  share: number,
  clicks: number,
  fateOf: Fate,
): Promise<string | null> {
  const transfer = await history.transferOf(orderId)
  if (!transfer) return null
  const word = {
    transferId: transfer.id,
    amountMinor: Math.ceil(transfer.amountMinor * share),
    requestKey: crypto.randomUUID(),
    reason: 'On the statement',
  }
  const say = (its: Fate) => history.call(its, 'transfer approved', () => history.admin(admin).transfers.approve(word))
  const [first] = await Promise.all([say(fateOf), ...(clicks > 1 ? [say({})] : [])])
  return `${first.told}${share < 1 ? ' in part' : share > 1 ? ' with more than the price' : ''}`
}

export const approveTransfer = kind({
  weight: 6,
  of: fc.record({ sale: some, admin: fc.nat(1), share: fc.constantFrom(1, 1, 0.4, 1.3), clicks: fc.integer({ min: 1, max: 2 }), fate }),
  say: ({ sale, admin, share, clicks, fate: its }) =>
    `admin ${admin} says that ${share * 100} % came for ${which(sale, 'sale')}${clicks > 1 ? ' with a double click' : ''}${befalls(its)}`,
  run(history, { sale, admin, share, clicks, fate: its }) {
    const transfers = history.sales.filter((sold) => sold.provider === 'bank_transfer')
    return transfers.length ? approve(history, at(transfers, sale), admin, share, clicks, its) : Promise.resolve(null)
  },
})

export const decideTransfer = kind({
  weight: 4,
  of: fc.record({ sale: some, admin: fc.nat(1), what: fc.constantFrom('confirmed', 'confirmed', 'undone', 'refused'), fate }),
  say: ({ sale, admin, what, fate: its }) => `the transfer of ${which(sale, 'sale')} is ${what} by admin ${admin}${befalls(its)}`,
  async run(history, { sale, admin, what, fate: its }) {
    const transfers = history.sales.filter((sold) => sold.provider === 'bank_transfer')
    const transfer = transfers.length ? await history.transferOf(at(transfers, sale).orderId) : undefined
    if (!transfer) return null
    const { transfers: desk } = history.admin(admin)
    const transferId = transfer.id
    if (what === 'confirmed') {
      const receiptId = await history.proposalOf(transferId)
      if (!receiptId) return null
      return (await history.call(its, 'transfer confirmed', () => desk.confirm({ transferId, receiptId }))).told
    }
    if (what === 'undone')
      return (await history.call(its, 'transfer undone', () => desk.undo({ transferId, reason: 'Another school' }))).told
    return (await history.call(its, 'transfer refused', () => desk.refuse({ transferId, message: 'Nothing came' }))).told
  },
})

export const sendBack = kind({
  weight: 4,
  of: fc.record({ number: some, admin: fc.nat(1), outcome: fc.constantFrom('sent', 'sent', 'failed'), fate }),
  say: ({ number, admin, outcome, fate: its }) => `admin ${admin} says that return ${number} was ${outcome}${befalls(its)}`,
  async run(history, { number, admin, outcome, fate: its }) {
    const returns = await history.returns()
    if (!returns.length) return null
    const word = { returnId: at(returns, number), outcome }
    return (await history.call(its, `return ${outcome}`, () => history.admin(admin).transfers.settleReturn(word))).told
  },
})
