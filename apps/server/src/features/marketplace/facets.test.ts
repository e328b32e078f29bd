import { Language, Level, PriceBand, Subject } from '@edurise/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countFacets } from './facets.ts'

const choices = { subject: Subject.options.slice(0, 4), language: Language.options, level: Level.options, price: PriceBand.options }
const some = <Value extends string>(values: readonly Value[]) => fc.option(fc.subarray([...values]), { nil: undefined })
const cell = fc.record({
  subject: fc.constantFrom(...choices.subject),
  language: fc.constantFrom(...choices.language),
  level: fc.constantFrom(...choices.level),
  price: fc.constantFrom(...choices.price),
  count: fc.integer({ min: 1, max: 9 }),
})
const filters = fc.record({
  subject: some(choices.subject),
  language: some(choices.language),
  level: some(choices.level),
  price: some(choices.price),
})

describe('the counts beside the filters', () => {
  it('say of each choice how many courses it alone would show, with the other filters as they are', () => {
    fc.assert(
      fc.property(fc.array(cell), filters, (cells, chosen) => {
        const shown = (by: typeof chosen) =>
          cells
            .filter((one) =>
              (['subject', 'language', 'level', 'price'] as const).every(
                (facet) => !by[facet]?.length || by[facet].some((value) => value === one[facet]),
              ),
            )
            .reduce((sum, { count }) => sum + count, 0)
        const { total, facets } = countFacets(cells, chosen)
        expect(total).toBe(shown(chosen))
        for (const { value, count } of facets.subject) expect(count).toBe(shown({ ...chosen, subject: [value] }))
        for (const { value, count } of facets.language) expect(count).toBe(shown({ ...chosen, language: [value] }))
        for (const { value, count } of facets.level) expect(count).toBe(shown({ ...chosen, level: [value] }))
        for (const { value, count } of facets.price) expect(count).toBe(shown({ ...chosen, price: [value] }))
      }),
    )
  })
})
