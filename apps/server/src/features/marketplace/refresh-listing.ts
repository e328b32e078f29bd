import { inTenant } from '@edurise/db'
import type { refreshListing as job } from '@edurise/jobs'
import type { Handler } from '../../context.ts'
import { writeListing } from './listing/write-listing.ts'

export const refreshListing: Handler<typeof job> = ({ db }, { tenantId, courseId }) =>
  inTenant(db, tenantId, (trx) => writeListing(trx, tenantId, courseId))
