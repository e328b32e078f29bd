import { AppError, CourseId, type Search, type SearchResult, type Sort, type TenantId } from '@edurise/contracts'
import { z } from 'zod'
import type { RequestContext } from '../../context.ts'
import { pageOf, readCursor } from '../../paging.ts'
import { countFacets } from './facets.ts'
import { cellsOf } from './known.ts'
import { spelled } from './normalise.ts'
import { listListings, type Sought } from './queries.ts'
import { showListing } from './show-listing.ts'
import { wordsOf } from './words.ts'

const numeric = z.tuple([z.enum(['relevance', 'finished', 'price', 'shortest']), z.number(), CourseId])
const dated = z.tuple([z.literal('newest'), z.iso.datetime({ offset: true }), CourseId])
const Cursor = z.union([numeric, dated])

export async function searchCourses(
  ctx: RequestContext & { tenantId: TenantId | null },
  search: z.output<typeof Search>,
): Promise<SearchResult> {
  const { db, tenantId, files } = ctx
  const { q, cursor, limit, ...filters } = search
  const words = wordsOf(q)
  const after = readCursor(Cursor, cursor)
  const sort = sortOf(search.sort, words !== null)
  if (after && after[0] !== sort) throw new AppError('INPUT_INVALID', { fields: { cursor: ['not a cursor of this list'] } })
  // Typed, but no word among it: nothing can have it.
  if (q && !words) return { items: [], nextCursor: null, ...countFacets([], filters), approximate: false }

  const exactly: Sought | null = words && { ...words, near: false }
  const exact = await cellsOf(db, tenantId, exactly)
  // One or two letters resemble nearly everything.
  const approximate = words !== null && exact.length === 0 && words.all.replace(/[^\p{L}\p{N}]/gu, '').length > 2
  const sought = approximate ? { ...words, all: spelled(words.all), near: true } : exactly
  const cells = approximate ? await cellsOf(db, tenantId, sought) : exact

  const counted = countFacets(cells, filters)
  if (counted.total === 0) return { items: [], nextCursor: null, ...counted, approximate: false }
  const place = after && { value: after[1], courseId: after[2] }
  const rows = await listListings(db.open, { tenantId, sought, filters, sort, after: place, limit })
  const { items, nextCursor } = pageOf(rows, limit, ({ sortedBy, courseId }) => [sort, sortedBy, courseId])
  return { items: items.map((row) => showListing(files, row)), nextCursor, ...counted, approximate }
}

function sortOf(wanted: Sort | undefined, hasWords: boolean): Sort {
  if (!wanted || wanted === 'relevance') return hasWords ? 'relevance' : 'finished'
  return wanted
}
