import { Brand, type TenantId } from '@edurise/contracts'
import type { StoredBrand } from '@edurise/db'
import type { Files } from '../../gateways/files.ts'

/** Full colour without glare; the middle of what a tenant may choose. */
const chroma = 0.11

/** What a tenant has chosen for its look; a hue of its own where it has chosen none. */
export function brandOf(
  files: Files,
  { id: tenantId, slug, brand: { logoFileId, ...chosen } }: { id: TenantId; slug: string; brand: StoredBrand },
): Brand {
  const hue = Array.from(slug).reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 360, 7)
  const logoUrl = logoFileId ? files.urlOf({ tenantId, fileId: logoFileId, name: 'logo.svg' }) : null
  const brand = Brand.safeParse({ hue, chroma, logoUrl, ...chosen })
  return brand.success ? brand.data : { hue, chroma, logoUrl }
}
