import { Slug, type Portal, type tenants } from '@edurise/contracts'
import { z } from 'zod'
import { Cache } from '../../cache.ts'
import { asStaff, type CallContext, type RequestContext } from '../../context.ts'
import { pageOf, readCursor } from '../../paging.ts'
import { brandOf } from './brand.ts'
import { listTenants, readPortal } from './queries.ts'

const kept = new WeakMap<RequestContext['db'], Cache<Portal>>()

/** Every page asks for it: remembered for ten seconds, since its counts change with every sale. */
export async function readCurrent({
  db,
  files,
  hostTenantId,
}: Pick<RequestContext, 'db' | 'files' | 'hostTenantId'>): Promise<Portal | null> {
  if (!hostTenantId) return null
  let portals = kept.get(db)
  if (!portals) kept.set(db, (portals = new Cache<Portal>({ limit: 1_000, milliseconds: 10_000 })))
  const known = portals.get(hostTenantId)
  if (known) return known
  const portal = await portals.fill(hostTenantId, async () => {
    const row = await readPortal(db.open, hostTenantId)
    return row && { ...row, brand: brandOf(files, row) }
  })
  return portal ?? null
}

export async function listAll(ctx: CallContext<typeof tenants.list>, { cursor, limit }: z.output<typeof tenants.list.input>) {
  const [after] = readCursor(z.tuple([Slug]), cursor) ?? []
  const rows = await asStaff(ctx, 'tenants.list', (trx) => listTenants(trx, { after, limit: limit + 1 }))
  return pageOf(rows, limit, ({ slug }) => [slug])
}
