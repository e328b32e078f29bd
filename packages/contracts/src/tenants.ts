import { z } from 'zod'
import { query } from './define-procedures.ts'
import { Instant, Language, TenantId, Texts } from './ids.ts'
import { page, paging } from './paging.ts'

/** What a tenant may change of the look. Lightness stays ours, so that no colour can fail on contrast. */
export const Brand = z.object({
  /** OKLCH hue in degrees. */
  hue: z.number().min(0).max(360),
  /** OKLCH chroma. */
  chroma: z.number().min(0.03).max(0.16),
  logoUrl: z.string().nullable(),
})
export type Brand = z.infer<typeof Brand>

export const Portal = z.object({
  id: TenantId,
  slug: z.string(),
  name: z.string(),
  names: Texts,
  tagline: Texts,
  about: Texts,
  language: Language,
  brand: Brand,
  courses: z.int(),
  learners: z.int(),
})
export type Portal = z.infer<typeof Portal>

export const TenantSummary = z.object({
  id: TenantId,
  slug: z.string(),
  name: z.string(),
  names: Texts,
  courses: z.int(),
  createdAt: Instant,
})

export const tenants = {
  /** Whose portal this host is; null on the marketplace. */
  current: query({ allow: 'anyone', tenantFrom: 'host', door: 'public', input: z.strictObject({}), output: Portal.nullable() }),
  list: query({
    allow: 'platform.tenants',
    tenantFrom: 'none',
    door: 'platform',
    input: z.strictObject(paging),
    output: page(TenantSummary),
  }),
}
