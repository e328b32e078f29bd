import { permissionsOf, PlatformPermission, type Permission } from '@edurise/contracts'
import { inTenant, type Db } from '@edurise/db'
import { hostnameOf } from '../routes-of-tenants.ts'
import type { Limits, Rights, Routes } from '../context.ts'

/** Looked up anew at each call, so that a test sees at once what it changed. */
export function freshRoutes(db: Db, marketplaceHost: string): Routes {
  return {
    async tenantOfHost(address) {
      const host = hostnameOf(address)
      if (host === marketplaceHost) return 'marketplace'
      const [slug = ''] = host.split('.')
      const row = await db.open.selectFrom('tenants').select('id').where('slug', '=', slug).where('state', '=', 'active').executeTakeFirst()
      return row?.id ?? null
    },
    async courseBySlug(slug) {
      const row = await db.open
        .selectFrom('course_routes')
        .select(['tenant_id as tenantId', 'course_id as courseId'])
        .where('slug', '=', slug)
        .executeTakeFirst()
      return row ?? null
    },
    async tenantOfCourse(courseId) {
      const row = await db.open
        .selectFrom('course_routes')
        .select('tenant_id as tenantId')
        .where('course_id', '=', courseId)
        .executeTakeFirst()
      return row?.tenantId ?? null
    },
    async tenantOfOrder(orderId) {
      const row = await db.open
        .selectFrom('payment_routes')
        .select('tenant_id as tenantId')
        .where('order_id', '=', orderId)
        .limit(1)
        .executeTakeFirst()
      return row?.tenantId ?? null
    },
  }
}

export function freshRights(db: Db): Rights {
  return {
    async inTenant(personId, tenantId) {
      const membership = await inTenant(
        db,
        tenantId,
        (trx) =>
          trx
            .selectFrom('memberships')
            .select('role')
            .where('tenant_id', '=', tenantId)
            .where('person_id', '=', personId)
            .executeTakeFirst(),
        { readOnly: true },
      )
      return new Set<Permission>(membership ? permissionsOf[membership.role] : [])
    },
    async onPlatform(personId) {
      const row = await db.open.selectFrom('platform_admins').select('person_id').where('person_id', '=', personId).executeTakeFirst()
      return new Set<PlatformPermission>(row ? PlatformPermission.options : [])
    },
  }
}

/** A test calls as often as it likes; the limits have tests of their own. */
export const unlimited: Limits = { take: () => Promise.resolve() }
