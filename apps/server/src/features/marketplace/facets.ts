import { Language, Level, PriceBand, Subject, type Facets } from '@edurise/contracts'
import type { Cell, Filters } from './queries.ts'

const choices = { subject: Subject.options, language: Language.options, level: Level.options, price: PriceBand.options }
type Facet = keyof typeof choices
const facets = Object.keys(choices) as Facet[]

/** The total under these filters, and for each choice of a facet what it alone would give while the other facets stay as they are. */
export function countFacets(cells: readonly Cell[], filters: Filters): { total: number; facets: Facets } {
  let total = 0
  const counted: Record<Facet, Map<string, number>> = { subject: new Map(), language: new Map(), level: new Map(), price: new Map() }
  for (const cell of cells) {
    const missed = facets.filter((facet) => !chosen(filters[facet], cell[facet]))
    if (missed.length === 0) total += cell.count
    // A cell that fails in one facet alone still counts for that facet's own choices.
    for (const facet of missed.length === 0 ? facets : missed.length === 1 ? missed : []) {
      counted[facet].set(cell[facet], (counted[facet].get(cell[facet]) ?? 0) + cell.count)
    }
  }
  const counts = <Value extends string>(values: readonly Value[], facet: Facet) =>
    values.map((value) => ({ value, count: counted[facet].get(value) ?? 0 }))
  return {
    total,
    facets: {
      subject: counts(choices.subject, 'subject'),
      language: counts(choices.language, 'language'),
      level: counts(choices.level, 'level'),
      price: counts(choices.price, 'price'),
    },
  }
}

function chosen(filter: readonly string[] | undefined, value: string): boolean {
  return !filter?.length || filter.includes(value)
}
