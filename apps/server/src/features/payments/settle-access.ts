import type { CourseId, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { endGrants, grantAccess } from '../enrolments/index.ts'
import { listLines, type OrderRecord } from './queries.ts'

/** Each course line of an order is one source of access: open while its payment entitles, ended when it does no longer, or when the line itself was returned. */
export async function settleAccess(
  trx: TenantDb,
  tenantId: TenantId,
  order: OrderRecord,
  open: boolean,
  returned: ReadonlyMap<string, number>,
  reason: string,
  at: Date,
): Promise<CourseId[]> {
  const courses: CourseId[] = []
  for (const { id, courseId, amountMinor } of await listLines(trx, tenantId, order.id)) {
    if (!courseId) continue
    const source = { tenantId, personId: order.personId, courseId, sourceKind: 'order_line', sourceId: id } as const
    const lineReturned = amountMinor > 0 && (returned.get(id) ?? 0) >= amountMinor
    if (open && !lineReturned) await grantAccess(trx, { ...source, at })
    else await endGrants(trx, { ...source, at, reason: open ? 'refunded' : reason })
    courses.push(courseId)
  }
  return courses
}
