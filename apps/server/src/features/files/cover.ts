import type { Cover, TenantId } from '@edurise/contracts'
import type { StoredCover } from '@edurise/db'
import type { Files } from '../../gateways/files.ts'

/** A cover as the browser takes it: an upload has an address, a drawn one its seed, which is the slug unless somebody chose another. */
export function coverOf(files: Files, { tenantId, slug, cover }: { tenantId: TenantId; slug: string; cover: StoredCover }): Cover {
  const fileId = cover.fileId ?? null
  return { seed: cover.seed ?? slug, fileId, url: fileId && files.urlOf({ tenantId, fileId, name: 'cover.webp' }) }
}
