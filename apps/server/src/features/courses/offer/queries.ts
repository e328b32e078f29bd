import type { CourseId, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'

/** What a course costs and promises, published or not: the caller decides what may be sold. */
export function findOffer(trx: TenantDb, tenantId: TenantId, courseId: CourseId) {
  return trx
    .selectFrom('courses')
    .innerJoin('tenants', 'tenants.id', 'courses.tenant_id')
    .select([
      'courses.id as courseId',
      'courses.slug',
      'courses.title',
      'courses.state',
      'courses.price_minor as priceMinor',
      'courses.currency',
      'courses.refund_days as refundDays',
      'courses.teacher_name as teacherName',
      'courses.subject',
      'courses.cover',
      'tenants.name as tenantName',
      'tenants.slug as tenantSlug',
    ])
    .where('courses.tenant_id', '=', tenantId)
    .where('courses.id', '=', courseId)
    .executeTakeFirst()
}
