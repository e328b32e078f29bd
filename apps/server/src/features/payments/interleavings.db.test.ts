import { afterAll, beforeAll, expect, it } from 'vitest'
import { interleaveAll } from './testing/interleave.ts'
import { makeTown } from './testing/town.ts'

const town = makeTown()
beforeAll(() => town.open())
afterAll(() => town.close())

it('whoever comes between two calls of another, no law is broken and nobody waits for ever', { timeout: 300_000 }, async () => {
  const { met, reached, waited, failures } = await interleaveAll(town, { most: 150, seed: 20_261_124 })
  expect(failures).toEqual([])
  expect(met).toBe(150)
  expect(reached).toBeGreaterThan(100)
  expect(waited).toBeGreaterThan(0)
})
