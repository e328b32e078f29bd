import { Brand, type TenantId } from '@edurise/contracts'
import type { StoredBrand } from '@edurise/db'
import type { Files } from '../../gateways/files.ts'

/** Full colour without glare; the middle of what a tenant may choose. */
const chroma = 0.11

/** The dye of a tenant; a hue of its own where it has chosen none. */
export function dyeOf({ slug, brand: { hue, chroma: chosen } }: { slug: string; brand: StoredBrand }): { hue: number; chroma: number } {
  const own = Array.from(slug).reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 360, 7)
  return { hue: hue ?? own, chroma: chosen ?? chroma }
}

/** What a tenant has chosen for its look; a hue of its own where it has chosen none. */
export function brandOf(
  files: Files,
  { id: tenantId, slug, brand: { logoFileId, ...chosen } }: { id: TenantId; slug: string; brand: StoredBrand },
): Brand {
  const { hue } = dyeOf({ slug, brand: {} })
  const logoUrl = logoFileId ? files.urlOf({ tenantId, fileId: logoFileId, name: 'logo.svg' }) : null
  const brand = Brand.safeParse({ hue, chroma, logoUrl, ...chosen })
  return brand.success ? brand.data : { hue, chroma, logoUrl }
}
