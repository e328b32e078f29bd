import type { Language } from '@edurise/contracts'

const prefix: Record<Language, string> = { en: '', ar: '/ar', so: '/so' }

/** Address of a page in the buyer's language, on the host where the purchase began. */
export function addressOf({ returnOrigin, locale }: { returnOrigin: string; locale: Language }, path: string): string {
  return `${returnOrigin}${prefix[locale]}${path}`
}

/** The host of a school, below that of the marketplace. */
export const schoolHost = (publicUrl: URL, slug: string): string => `${slug}.${publicUrl.hostname}`

/** Address of a desk: it stands at the school's own host, wherever the purchase began. */
export function deskAddress(publicUrl: URL, { slug, locale }: { slug: string; locale: Language }, path: string): string {
  const { protocol, port } = publicUrl
  return addressOf({ returnOrigin: `${protocol}//${schoolHost(publicUrl, slug)}${port && `:${port}`}`, locale }, path)
}
