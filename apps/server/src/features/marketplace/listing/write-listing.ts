import type { CourseId, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { listingOf } from './listing.ts'
import { findCourseToList, putListing, withdrawListing } from './queries.ts'

/**
 * Makes the public listing say what the course says now: its text, outline, price, learners and ratings.
 * A course that is not published leaves the market, and keeps its row for the people who learn it.
 */
export async function writeListing(trx: TenantDb, tenantId: TenantId, courseId: CourseId): Promise<void> {
  const course = await findCourseToList(trx, tenantId, courseId)
  if (course?.state === 'published' && course.publishedAt) await putListing(trx, tenantId, courseId, course, listingOf(course))
  else await withdrawListing(trx, tenantId, courseId)
}
