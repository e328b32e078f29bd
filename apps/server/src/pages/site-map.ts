import { prefixOf } from './languages.ts'

/** Each course stands in three languages, and a map holds 10,000 addresses at most. */
export const coursesPerMap = 3_000

const languages = ['en', 'ar', 'so'] as const
const head = '<?xml version="1.0" encoding="UTF-8"?>\n'

interface Address {
  path: string
  changedAt?: string
}

/** Addresses in all languages, each naming the others. */
export function siteMap(origin: string, addresses: readonly Address[]): string {
  const links = ({ path }: Address) =>
    languages
      .map((language) => `<xhtml:link rel="alternate" hreflang="${language}" href="${escaped(origin + inLanguage(path, language))}"/>`)
      .join('')
  const urls = addresses.flatMap((address) =>
    languages.map((language) => {
      const changed = address.changedAt ? `<lastmod>${address.changedAt}</lastmod>` : ''
      return `<url><loc>${escaped(origin + inLanguage(address.path, language))}</loc>${changed}${links(address)}</url>`
    }),
  )
  return `${head}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${urls.join('\n')}\n</urlset>\n`
}

/** The maps of a market too large for one. */
export function siteMapIndex(origin: string, maps: number): string {
  const all = Array.from({ length: maps }, (_, index) => `<sitemap><loc>${escaped(`${origin}/sitemap-${index + 1}.xml`)}</loc></sitemap>`)
  return `${head}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${all.join('\n')}\n</sitemapindex>\n`
}

/** Pages of one's own are nothing for a search engine. */
export function robots(origin: string): string {
  const own = ['/api/', '/learn/', '/teach', '/admin', '/platform', '/orders/', '/checkout/', '/account', '/sign-in', '/sign-up']
  return `User-agent: *\n${own.map((path) => `Disallow: ${path}\n`).join('')}Sitemap: ${origin}/sitemap.xml\n`
}

function inLanguage(path: string, language: (typeof languages)[number]): string {
  return path === '/' && language !== 'en' ? prefixOf(language) : prefixOf(language) + path
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
