import fc from 'fast-check'
import { at } from '../history.ts'
import { kind, some, which } from './act.ts'

export const forge = kind({
  weight: 1,
  of: fc.record({ event: some, what: fc.constantFrom('body', 'secret', 'time') }),
  say: ({ event, what }) => `event ${event} comes with a forged ${what}`,
  async run(history, { event, what }) {
    const known = [...history.held, ...history.delivered]
    if (!known.length) return null
    const status = await history.town.forge(at(known, event), what)
    if (status !== 400) throw new Error(`a forged webhook was answered ${status}`)
    return 'forged webhook refused'
  },
})

export const tamper = kind({
  weight: 1,
  of: fc.record({ sale: some, by: fc.constantFrom(-100, 5_000) }),
  say: ({ sale, by }) => `${which(sale, 'sale')} is charged ${by} off its price`,
  async run(history, { sale, by }) {
    const sold = history.sale(sale)
    if (!sold) return null
    const changed = await history.town.world.db.open
      .updateTable('payments')
      .set((eb) => ({ amount_minor: eb('amount_minor', '-', by) }))
      .where('id', '=', sold.paymentId)
      .where('captured_minor', '=', 0)
      .where('amount_minor', '>', by)
      .executeTakeFirst()
    return changed.numUpdatedRows > 0n ? 'price and charge made to differ' : null
  },
})
