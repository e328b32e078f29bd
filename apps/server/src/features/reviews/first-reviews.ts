import type { CoursePage, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { countRatings, listReviews } from './queries.ts'

/** What a course page shows of its reviews: the newest five, and how the ratings spread. */
export async function firstReviews(trx: TenantDb, tenantId: TenantId, slug: string): Promise<Pick<CoursePage, 'reviews' | 'ratings'>> {
  const [reviews, counts] = await Promise.all([listReviews(trx, tenantId, slug, undefined, 5), countRatings(trx, tenantId, slug)])
  const given = (rating: number) => counts.find((row) => row.rating === rating)?.count ?? 0
  return { reviews: reviews.map(({ at: _at, ...review }) => review), ratings: [given(1), given(2), given(3), given(4), given(5)] }
}
