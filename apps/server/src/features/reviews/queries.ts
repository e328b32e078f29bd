import type { TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { sql } from 'kysely'

const review = ['r.id', 'r.author_name as authorName', 'r.rating', 'r.text', 'r.created_at as createdAt'] as const

export interface Place {
  /** As the database writes it: the wire's milliseconds would lose the rest. */
  at: string
  id: string
}

const published = (trx: TenantDb, tenantId: TenantId, slug: string) =>
  trx
    .selectFrom('reviews as r')
    .innerJoin('course_listings as l', (on) => on.onRef('l.course_id', '=', 'r.course_id').onRef('l.tenant_id', '=', 'r.tenant_id'))
    .where('r.tenant_id', '=', tenantId)
    .where('r.state', '=', 'published')
    .where('l.slug', '=', slug)
    .where('l.listed', '=', true)

/** The newest reviews of a public course, after a place in their order. */
export function listReviews(trx: TenantDb, tenantId: TenantId, slug: string, after: Place | undefined, limit: number) {
  return published(trx, tenantId, slug)
    .select([...review, sql<string>`r.created_at::text`.as('at')])
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(r.created_at, r.id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`))
    .orderBy('r.created_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute()
}

/** How many gave each rating that anybody gave. */
export function countRatings(trx: TenantDb, tenantId: TenantId, slug: string) {
  return published(trx, tenantId, slug)
    .select(['r.rating', sql<number>`count(*)`.as('count')])
    .groupBy('r.rating')
    .execute()
}

/** True when the market shows a course of this address. */
export async function isPublic(trx: TenantDb, tenantId: TenantId, slug: string): Promise<boolean> {
  const row = await trx
    .selectFrom('course_listings')
    .select('course_id')
    .where('tenant_id', '=', tenantId)
    .where('slug', '=', slug)
    .where('listed', '=', true)
    .executeTakeFirst()
  return row !== undefined
}
