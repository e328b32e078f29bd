import { Subject, type Front, type TenantId } from '@edurise/contracts'
import type { RequestContext } from '../../context.ts'
import { countFacets } from './facets.ts'
import { cellsOf, frontOf } from './known.ts'
import { listFeatured, listListings } from './queries.ts'
import { showListing } from './show-listing.ts'

export function showFront({ db, tenantId, files }: RequestContext & { tenantId: TenantId | null }): Promise<Front> {
  return frontOf(db, tenantId, async () => {
    const [cells, featured, finished] = await Promise.all([
      cellsOf(db, tenantId, null),
      listFeatured(db.open, tenantId, 6),
      listListings(db.open, { tenantId, sought: null, filters: {}, sort: 'finished', after: undefined, limit: 8 }),
    ])
    const { total, facets } = countFacets(cells, {})
    const show = (row: Parameters<typeof showListing>[1]) => showListing(files, row)
    return {
      courses: total,
      subjects: Subject.options.map((subject) => ({ subject, count: facets.subject.find(({ value }) => value === subject)?.count ?? 0 })),
      featured: featured.map(show),
      finished: finished.slice(0, 8).map(show),
    }
  })
}
