import type { TenantId } from '@edurise/contracts'
import type { PlatformDb, PublicDb } from '@edurise/db'
import { sql } from 'kysely'

/** A tenant as its portal shows it. Learners are counted per course, as the course pages count them. */
export function readPortal(db: PublicDb, tenantId: TenantId) {
  return db
    .selectFrom('tenants as t')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('course_listings as l')
          .select((of) => [of.fn.countAll<number>().as('courses'), sql<number>`coalesce(sum(l.learners), 0)`.as('learners')])
          .whereRef('l.tenant_id', '=', 't.id')
          .where('l.listed', '=', true)
          .as('counts'),
      (join) => join.onTrue(),
    )
    .select(['t.id', 't.slug', 't.name', 't.names', 't.tagline', 't.about', 't.language', 't.brand', 'counts.courses', 'counts.learners'])
    .where('t.id', '=', tenantId)
    .where('t.state', '=', 'active')
    .executeTakeFirst()
}

export function tenantBySlug(db: PublicDb, slug: string) {
  return db.selectFrom('tenants').select(['id', 'slug', 'name']).where('slug', '=', slug).where('state', '=', 'active').executeTakeFirst()
}

/** Tenants by their address. */
export function listTenants(trx: PlatformDb, { after, limit }: { after: string | undefined; limit: number }) {
  let rows = trx
    .selectFrom('tenants as t')
    .select((eb) => [
      't.id',
      't.slug',
      't.name',
      't.names',
      't.created_at as createdAt',
      eb
        .selectFrom('course_listings as l')
        .select((of) => of.fn.countAll<number>().as('courses'))
        .whereRef('l.tenant_id', '=', 't.id')
        .where('l.listed', '=', true)
        .$asScalar()
        .$notNull()
        .as('courses'),
    ])
    .orderBy('t.slug')
    .limit(limit)
  if (after !== undefined) rows = rows.where('t.slug', '>', after)
  return rows.execute()
}
