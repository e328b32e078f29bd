import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergeInEveryOrder } from './testing/every-order.ts'
import { record, restAfter, scenarios, settleInEveryOrder, type Recorded, type Settlements } from './testing/scenarios.ts'
import { makeTown } from './testing/town.ts'

const town = makeTown()
beforeAll(() => town.open())
afterAll(() => town.close())

/** How many sequences there are of so many looks, each of them once or twice. */
const sequencesOf = [1, 2, 14, 222, 6_384, 291_720, 19_445_040]

it('there are scenarios of cards, PayPal and transfers', () => {
  const count = (provider: string) => Object.values(scenarios).filter((scenario) => scenario.provider === provider).length
  expect([count('stripe'), count('paypal'), count('bank_transfer')]).toEqual([12, 5, 5])
})

describe.each(Object.entries(scenarios))('%s', (_name, scenario) => {
  let recorded: Recorded
  let settled: Settlements
  beforeAll(async () => {
    recorded = await record(town, scenario)
    settled = await settleInEveryOrder(recorded)
  }, 120_000)

  it('every sequence of the looks, with each of them once or twice, comes to the same facts', () => {
    for (const payment of new Set(recorded.looks.map((look) => look.payment))) {
      const looks = recorded.looks.filter((look) => look.payment === payment).map(({ facts }) => facts)
      const { sequences, ends } = mergeInEveryOrder(looks)
      expect(sequences).toBe(sequencesOf[looks.length])
      expect(ends).toHaveLength(1)
    }
  })

  it('each look settled in all rows that any such sequence leads to: no law is broken, and all end in one state, access, books and papers', () => {
    const { orders, states, settlements, broken } = settled
    expect(broken).toEqual([])
    expect(orders.sequences).toBe(sequencesOf[recorded.looks.length])
    expect(states).toBeGreaterThan(recorded.looks.length)
    expect(settlements).toBe(states * recorded.looks.length)
    expect([...new Set(orders.ends.map(({ state }) => state.outcome))]).toHaveLength(1)
  })

  it('at rest after one sequence to each of the rows they end in, every law holds against the provider', { timeout: 240_000 }, async () => {
    expect(settled.orders.ends.length).toBeGreaterThan(0)
    for (const { sequence } of settled.orders.ends) await restAfter(town, scenario, sequence)
  })
})
