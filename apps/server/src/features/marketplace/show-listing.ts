import type { Listing, TenantId } from '@edurise/contracts'
import type { StoredCover } from '@edurise/db'
import type { Files } from '../../gateways/files.ts'
import { coverOf } from '../files/index.ts'
import { tellingLearners } from './listing/listing.ts'

interface Row extends Omit<Listing, 'cover' | 'rating' | 'finishPercent'> {
  tenantId: TenantId
  cover: StoredCover
  ratingSum: number
  finishPercent: number
}

/** A listing as everybody sees it: a mean in place of a sum, and no share of finishers before there are learners enough to tell. */
export function showListing(files: Files, row: Row): Listing {
  return {
    courseId: row.courseId,
    slug: row.slug,
    title: row.title,
    promise: row.promise,
    language: row.language,
    subject: row.subject,
    level: row.level,
    priceMinor: row.priceMinor,
    currency: row.currency,
    minutes: row.minutes,
    lessonCount: row.lessonCount,
    shape: row.shape,
    cover: coverOf(files, row),
    teacherName: row.teacherName,
    tenantName: row.tenantName,
    tenantNames: row.tenantNames,
    tenantSlug: row.tenantSlug,
    rating: row.ratingCount ? Math.round((10 * row.ratingSum) / row.ratingCount) / 10 : null,
    ratingCount: row.ratingCount,
    learners: row.learners,
    finishPercent: row.learners < tellingLearners ? null : row.finishPercent,
  }
}
