import { afterAll, beforeAll, expect, it } from 'vitest'
import { comersOf, grounds, interleaveAll, providers } from './testing/interleave.ts'
import { makeTown } from './testing/town.ts'

const towns = [makeTown(), makeTown()]
beforeAll(() => Promise.all(towns.map((town) => town.open())))
afterAll(() => Promise.all(towns.map((town) => town.close())))

const most = 20

it(
  `card, PayPal and transfer: ${most * providers.length * grounds.length} meetings of two that come at once, the second between any two calls of the first, break no law`,
  { timeout: 600_000 },
  async () => {
    const table = await interleaveAll(towns, { most, seed: 20_261_124 })
    expect(table.flatMap(({ failures }) => failures)).toEqual([])
    expect(table.map(({ provider, ground }) => `${provider} ${ground}`)).toHaveLength(providers.length * grounds.length)
    for (const { provider, places, met, reached, waited } of table) {
      expect(places).toBeGreaterThan(20 * comersOf[provider].length)
      expect(met).toBe(most)
      expect(reached).toBeGreaterThanOrEqual(most - 4)
      expect(waited).toBeGreaterThan(0)
    }
  },
)
