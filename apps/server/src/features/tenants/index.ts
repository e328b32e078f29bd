import type { TenantId } from '@edurise/contracts'
import type { PublicDb } from '@edurise/db'
import { tenantBySlug } from './queries.ts'

export { dyeOf } from './brand.ts'

/** The open tenant at this address, or nothing. */
export function findTenantBySlug(db: PublicDb, slug: string): Promise<{ id: TenantId; slug: string; name: string } | undefined> {
  return tenantBySlug(db, slug)
}
