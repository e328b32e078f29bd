import { Brand } from '@edurise/contracts'

/** Full colour without glare; the middle of what a tenant may choose. */
const chroma = 0.11

/** What a tenant has chosen for its look; a hue of its own where it has chosen none. */
export function brandOf(slug: string, chosen: Partial<Brand>): Brand {
  const hue = Array.from(slug).reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 360, 7)
  const brand = Brand.safeParse({ hue, chroma, logoUrl: null, ...chosen })
  return brand.success ? brand.data : { hue, chroma, logoUrl: null }
}
