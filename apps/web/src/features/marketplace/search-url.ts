import type { Level, PriceBand, Search, Sort } from '@edurise/contracts'
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { locales, type Locale } from '../../language.ts'
import { subjects, type Subject } from '../../ui/covers/index.ts'

export const pageSize = 12

/** What stands in the address of the list, and nothing else. */
export type Sought = Pick<Search, 'q' | 'subject' | 'language' | 'level' | 'price' | 'sort' | 'cursor'>

export const levels = ['beginner', 'intermediate', 'advanced'] as const satisfies readonly Level[]
export const priceBands = ['free', 'under_30', '30_to_80', 'over_80'] as const satisfies readonly PriceBand[]
export const sorts = ['relevance', 'finished', 'newest', 'price', 'shortest'] as const satisfies readonly Sort[]

export const facetNames = ['subject', 'language', 'level', 'price'] as const
export type FacetName = (typeof facetNames)[number]
export type FacetValue = Subject | Locale | Level | PriceBand

const all = (query: LocationQuery, name: string) => [query[name]].flat().filter((value) => typeof value === 'string')
const first = (query: LocationQuery, name: string) => all(query, name)[0]?.trim() || undefined

/** The known ones among the values of a parameter; undefined when there are none, so that equal searches have equal keys. */
function known<Value extends string>(query: LocationQuery, name: string, values: readonly Value[]): Value[] | undefined {
  const given = new Set<string>(all(query, name))
  const found = values.filter((value) => given.has(value))
  return found.length ? found : undefined
}

/** Reads an address; what it does not know it leaves out instead of failing. */
export function readSought(query: LocationQuery): Sought {
  const sort = first(query, 'sort')
  return withoutGaps({
    q: first(query, 'q')?.slice(0, 100),
    subject: known(query, 'subject', subjects),
    language: known(query, 'language', locales),
    level: known(query, 'level', levels),
    price: known(query, 'price', priceBands),
    sort: sorts.find((one) => one === sort),
    cursor: first(query, 'cursor'),
  })
}

/** The address of a search, without what is not sought. */
export const writeSought = (sought: Sought): { path: string; query: LocationQueryRaw } => ({ path: '/courses', query: withoutGaps(sought) })

/** The same search with one choice more or less, from its first page on. */
export function toggled(sought: Sought, facet: FacetName, value: FacetValue): Sought {
  const chosen: readonly string[] = sought[facet] ?? []
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
  return readSought({ ...asQuery(sought), [facet]: next })
}

/** The same search in another order, from its first page on. */
export const sorted = (sought: Sought, sort: Sort): Sought => readSought({ ...asQuery(sought), sort })

/** The same words without any choice. */
export const cleared = ({ q, sort }: Sought): Sought => withoutGaps({ q, sort })

export const choicesOf = (sought: Sought): { facet: FacetName; value: FacetValue }[] =>
  facetNames.flatMap((facet) => (sought[facet] ?? []).map((value) => ({ facet, value })))

function asQuery({ cursor: _cursor, ...sought }: Sought): LocationQuery {
  return withoutGaps(sought)
}

/** Leaves out what is undefined; the compiler cannot see that what is left keeps its names and types. */
function withoutGaps<Values extends object>(values: Values): { [Name in keyof Values]: Exclude<Values[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]: Exclude<Values[Name], undefined>
  }
}
