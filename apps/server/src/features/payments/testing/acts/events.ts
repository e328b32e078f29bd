import fc from 'fast-check'
import { at } from '../history.ts'
import { befalls, fate, kind, some } from './act.ts'

export const deliver = kind({
  weight: 14,
  of: fc.record({ event: some, copies: fc.integer({ min: 1, max: 2 }), fate }),
  say: ({ event, copies, fate: its }) => `event ${event} is delivered${copies > 1 ? ' twice' : ''}${befalls(its)}`,
  async run(history, { event, copies, fate: its }) {
    if (!history.held.length) return null
    const [chosen] = history.held.splice(event % history.held.length, 1)
    if (!chosen) return null
    if (event % history.held.length !== 0) history.count('event delivered out of turn')
    const [told] = await Promise.all([history.deliver(chosen, its), ...(copies > 1 ? [history.deliver(chosen)] : [])])
    history.delivered.push(chosen)
    return `${told}${copies > 1 ? ', twice at once' : ''}`
  },
})

export const again = kind({
  weight: 2,
  of: some,
  say: (event) => `event ${event} of those delivered comes once more`,
  async run(history, event) {
    if (!history.delivered.length) return null
    return `once more: ${await history.deliver(at(history.delivered, event))}`
  },
})

export const lose = kind({
  weight: 4,
  of: some,
  say: (event) => `event ${event} is lost`,
  run(history, event) {
    const [lost] = history.held.splice(event % Math.max(history.held.length, 1), 1)
    return Promise.resolve(lost ? 'webhook lost' : null)
  },
})
