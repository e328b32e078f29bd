import { createHash } from 'node:crypto'
import type { Portal } from '@edurise/contracts'

/** The dye of a portal. Numbers only: nothing that a tenant types gets into a stylesheet. */
export function themeOf({ brand }: Pick<Portal, 'brand'>): string {
  return `:root{--brand-h:${brand.hue};--brand-c:${brand.chroma}}\n`
}

/** Where it is served; another dye has another address. */
export function stylesheetOf(portal: Pick<Portal, 'slug' | 'brand'>): string {
  const hash = createHash('sha256').update(themeOf(portal)).digest('hex').slice(0, 12)
  return `/theme/${portal.slug}-${hash}.css`
}
