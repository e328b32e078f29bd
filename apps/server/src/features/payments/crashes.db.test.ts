import { afterAll, beforeAll, expect, it } from 'vitest'
import { pointsOf, surviveAt } from './testing/crash.ts'
import type { FlowName } from './testing/flows.ts'
import { makeTown } from './testing/town.ts'

const town = makeTown()
beforeAll(() => town.open())
afterAll(() => town.close())

/** Seven of each flow's points, spread over the whole of it; the benchmark kills real processes at every one. */
it.each<FlowName>(['card', 'PayPal', 'transfer', 'refund', 'dispute'])(
  'a %s whose process ends in the middle comes to the same end: money, access, papers and books agree',
  { timeout: 120_000 },
  async (flow) => {
    const points = await pointsOf(town, flow)
    expect(points.length).toBeGreaterThan(60)
    let died = 0
    for (let number = 0; number < 7; number++) {
      const point = points[Math.floor((points.length / 7) * (number + 0.5))]
      if (point) died += Number(await surviveAt(town, point))
    }
    expect(died).toBeGreaterThan(3)
  },
)
