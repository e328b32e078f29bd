import fc from 'fast-check'
import type { Fate } from '../fate.ts'
import { at, type History, type Sold } from '../history.ts'
import { ibans } from '../town.ts'
import { befalls, fate, kind, priceOf, some, which } from './act.ts'

const byTransfer = (history: History) => history.sales.filter((sold) => sold.provider === 'bank_transfer')
const ibanOf = ({ course }: Sold) => ibans[course === 0 ? 'USD' : 'JPY']

/** The payer's own act: nothing of ours is told of it but by a statement. */
export const wire = kind({
  weight: 5,
  of: fc.record({ sale: some, share: fc.constantFrom(1, 1, 1, 0.4, 1.3), named: fc.constantFrom(true, true, true, false) }),
  say: ({ sale, share, named }) => `the buyer of ${which(sale, 'sale')} sends ${share * 100} %${named ? '' : ' without its reference'}`,
  async run(history, { sale, share, named }) {
    const transfers = byTransfer(history)
    if (!transfers.length) return null
    const sold = at(transfers, sale)
    const transfer = await history.transferOf(sold.orderId)
    if (!transfer) return null
    await history.town.control('/bank/credit', {
      iban: ibanOf(sold),
      currency: sold.course === 0 ? 'USD' : 'JPY',
      amount: Math.ceil(priceOf(sold) * share),
      remittance: named ? transfer.reference : 'for the course',
      counterparty: 'Amina Said',
    })
    return `money wired${named ? '' : ' without a reference'}`
  },
})

/** An admin fetches the bank's statement, looks at it, and takes what is sure. */
export async function importFrom(
  history: History,
  { iban, format, admin, clicks = 1 }: { iban: string; format: string; admin: number; clicks?: number },
  fateOf: Fate = {},
): Promise<string | null> {
  const statement = await history.town.statement(iban, format)
  if (!statement) return null
  const { transfers: desk } = history.admin(admin)
  const accountId = await history.bankAccountOf(iban)
  const upload = { accountId, fileName: `statement.${format}`, content: Buffer.from(statement).toString('base64'), answers: {} }
  const { value: preview, told } = await history.call({}, 'statement previewed', () => desk.previewStatement(upload))
  if (!preview) return told
  const matches = preview.lines.flatMap(({ fingerprint, match }) =>
    match?.how === 'sure' ? [{ fingerprint, transferId: match.transferId }] : [],
  )
  const say = (its: Fate) => history.call(its, 'statement imported', () => desk.importStatement({ ...upload, matches }))
  const [first] = await Promise.all([say(fateOf), ...(clicks > 1 ? [say({})] : [])])
  return first.told
}

export const importStatement = kind({
  weight: 5,
  of: fc.record({
    sale: some,
    admin: fc.nat(1),
    format: fc.constantFrom('csv', 'camt053', 'mt940'),
    clicks: fc.integer({ min: 1, max: 2 }),
    fate,
  }),
  say: ({ sale, admin, format, clicks, fate: its }) =>
    `admin ${admin} imports the bank's ${format} for ${which(sale, 'sale')}${clicks > 1 ? ' with a double click' : ''}${befalls(its)}`,
  run(history, { sale, admin, format, clicks, fate: its }) {
    const transfers = byTransfer(history)
    return transfers.length ? importFrom(history, { iban: ibanOf(at(transfers, sale)), format, admin, clicks }, its) : Promise.resolve(null)
  },
})

export const matchLine = kind({
  weight: 3,
  of: fc.record({ number: some, sale: some, admin: fc.nat(1), fate }),
  say: ({ number, sale, admin, fate: its }) =>
    `admin ${admin} says that the bank's open booking ${number} is of ${which(sale, 'sale')}${befalls(its)}`,
  async run(history, { number, sale, admin, fate: its }) {
    const transfers = byTransfer(history)
    const lines = await history.openLines()
    const transfer = transfers.length ? await history.transferOf(at(transfers, sale).orderId) : undefined
    if (!transfer || !lines.length) return null
    const match = { lineId: at(lines, number), transferId: transfer.id }
    return (await history.call(its, 'booking matched by hand', () => history.admin(admin).transfers.match(match))).told
  },
})

export const undoStatement = kind({
  weight: 1,
  of: fc.record({ number: some, admin: fc.nat(1), fate }),
  say: ({ number, admin, fate: its }) => `admin ${admin} undoes ${which(number, 'statement')}${befalls(its)}`,
  async run(history, { number, admin, fate: its }) {
    const statements = await history.statements()
    if (!statements.length) return null
    const word = { statementId: at(statements, number), reason: 'Of another account' }
    return (await history.call(its, 'statement undone', () => history.admin(admin).transfers.undoStatement(word))).told
  },
})

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
    const transfers = byTransfer(history)
    return transfers.length ? approve(history, at(transfers, sale), admin, share, clicks, its) : Promise.resolve(null)
  },
})

export const decideTransfer = kind({
  weight: 4,
  of: fc.record({ sale: some, admin: fc.nat(1), what: fc.constantFrom('confirmed', 'confirmed', 'undone', 'refused'), fate }),
  say: ({ sale, admin, what, fate: its }) => `the transfer of ${which(sale, 'sale')} is ${what} by admin ${admin}${befalls(its)}`,
  async run(history, { sale, admin, what, fate: its }) {
    const transfers = byTransfer(history)
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
