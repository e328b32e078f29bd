import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergeInEveryOrder, ordersOf } from './testing/every-order.ts'
import { outcome, record, scenarios, settleAll, unsee, type Recorded } from './testing/scenarios.ts'
import { makeTown } from './testing/town.ts'

const town = makeTown()
beforeAll(() => town.open())
afterAll(() => town.close())

describe.each(Object.entries(scenarios))('%s', (_name, scenario) => {
  let recorded: Recorded
  beforeAll(async () => {
    recorded = await record(town, scenario)
  })

  it('every order of the looks, with each of them once or twice, comes to the same facts', () => {
    const payments = new Set(recorded.looks.map(({ payment }) => payment))
    for (const payment of payments) {
      const looks = recorded.looks.filter((look) => look.payment === payment).map(({ facts }) => facts)
      expect(looks.length).toBeLessThanOrEqual(6)
      expect(mergeInEveryOrder(looks).ends).toHaveLength(1)
    }
  })

  it('any order of the looks, some of them twice, ends in the same state, access, books and papers', { timeout: 60_000 }, async () => {
    const ends = new Set<string>()
    const play = async (looks: Recorded['looks']) => {
      await unsee(recorded)
      await settleAll(recorded, looks)
      ends.add(await outcome(recorded))
    }
    await play(recorded.looks)
    await play(recorded.looks.toReversed())
    const twice = [...recorded.looks, ...recorded.looks]
    const shuffled = fc.shuffledSubarray(twice, { minLength: twice.length })
    for (const looks of fc.sample(shuffled, { numRuns: 8, seed: 7 })) await play(looks)
    expect([...ends]).toHaveLength(1)
  })
})

it('there are as many orders as there should be', () => {
  expect([...ordersOf([1, 2, 3, 4].map((payment) => ({ payment, facts: {} })))]).toHaveLength(24)
  expect(mergeInEveryOrder([{}, {}]).sequences).toBe(2 + 6 + 6)
})
