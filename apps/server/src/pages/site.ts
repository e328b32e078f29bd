import type { CoursePage, Portal } from '@edurise/contracts'
import { Cache } from '../cache.ts'
import type { Platform, RequestContext } from '../context.ts'
import { countAddresses, listAddresses } from '../features/marketplace/index.ts'
import { callProcedure } from '../router.ts'
import { answer, immutable, type Answer } from './answers.ts'
import { languageOf } from './languages.ts'
import type { Call, Renderer } from './renderer.ts'
import { coursesPerMap, robots, siteMap, siteMapIndex } from './site-map.ts'
import { socialCard } from './social-card.ts'
import { stylesheetOf, themeOf } from './theme.ts'

/** Whose pages are asked for: the marketplace's (null) or a tenant's. */
type Host = RequestContext['hostTenantId']

const html = 'text/html; charset=utf-8'
const xml = 'application/xml; charset=utf-8'

/** Everything the site answers with besides procedures and built files; made once, kept for up to 30 s, forgotten when a listing changes. */
export class Site {
  readonly #platform: Platform
  readonly #renderer: Renderer
  readonly #answers = new Cache<Answer>({ limit: 300, milliseconds: 30_000 })
  readonly #portals = new Cache<Portal>({ limit: 1_000, milliseconds: 30_000 })
  readonly #pictures = new Cache<Answer>({ limit: 100, milliseconds: 600_000 })
  readonly #underway = new Map<string, Promise<Answer>>()

  constructor(platform: Platform, renderer: Renderer) {
    this.#platform = platform
    this.#renderer = renderer
  }

  forget(): void {
    for (const cache of [this.#answers, this.#portals, this.#pictures]) cache.clear()
  }

  /** One rendering for everybody: who is signed in is found out by the browser. */
  page(host: Host, url: string, requestId: string): Promise<Answer> {
    return this.#made(this.#answers, `page ${host} ${url}`, async () => {
      const locale = languageOf(url)
      const call = this.#visitor(host, url, requestId)
      const portal = await this.portal(host)
      const tenant = portal && { ...portal, stylesheet: stylesheetOf(portal) }
      const rendered = await this.#renderer.render(url, {
        call,
        locale,
        tenant,
        origin: this.#originOf(portal),
        marketplace: this.#platform.config.publicUrl.origin,
      })
      const made = answer(rendered.status, html, rendered.html)
      return { ...made, headers: { ...made.headers, ...rendered.headers } }
    })
  }

  async portal(host: Host): Promise<Portal | null> {
    if (!host) return null
    const known = this.#portals.get(host)
    if (known) return known
    const call = this.#visitor(host, '/', 'portal')
    return this.#portals.fill(host, () => asPortal(call({ kind: 'query', path: 'tenants.current', input: {} })))
  }

  /** Null when the host has no such stylesheet. An outdated address gets the dye of today, and is not kept. */
  async theme(host: Host, address: string): Promise<Answer | null> {
    const portal = await this.portal(host)
    if (!portal || !address.startsWith(`/theme/${portal.slug}-`)) return null
    return answer(200, 'text/css; charset=utf-8', themeOf(portal), address === stylesheetOf(portal) ? immutable : 'no-store')
  }

  async robots(host: Host): Promise<Answer> {
    return answer(200, 'text/plain; charset=utf-8', robots(this.#originOf(await this.portal(host))))
  }

  /** The map, one of its parts, or null where there is no such part. Courses are in the marketplace's: that is where their canonical pages are. */
  async siteMap(host: Host, part: number | null): Promise<Answer | null> {
    const portal = await this.portal(host)
    const origin = this.#originOf(portal)
    const { open } = this.#platform.db
    if (portal) return part === null ? answer(200, xml, siteMap(origin, [{ path: '/' }])) : null
    const maps = Math.max(1, Math.ceil((await countAddresses(open)) / coursesPerMap))
    if ((part ?? 1) > maps || part === 0) return null
    return this.#made(this.#answers, `map ${part}`, async () => {
      if (part === null && maps > 1) return answer(200, xml, siteMapIndex(origin, maps))
      const courses = await listAddresses(open, { skip: ((part ?? 1) - 1) * coursesPerMap, limit: coursesPerMap })
      const pages = (part ?? 1) === 1 ? [{ path: '/' }, { path: '/courses' }] : []
      return answer(
        200,
        xml,
        siteMap(origin, [...pages, ...courses.map(({ slug, publishedAt }) => ({ path: `/courses/${slug}`, changedAt: publishedAt }))]),
      )
    })
  }

  /** The picture of a public course. Refused as the course page is. */
  socialCard(host: Host, slug: string, requestId: string): Promise<Answer> {
    return this.#made(this.#pictures, `${host} ${slug}`, async () => {
      const course = await asCourse(this.#visitor(host, '/', requestId)({ kind: 'query', path: 'marketplace.bySlug', input: { slug } }))
      return answer(200, 'image/png', await socialCard(this.#renderer.drawCover, course), 'public, max-age=86400')
    })
  }

  #originOf(portal: Portal | null): string {
    const { publicUrl } = this.#platform.config
    return portal ? `${publicUrl.protocol}//${portal.slug}.${publicUrl.host}` : publicUrl.origin
  }

  #visitor(host: Host, url: string, requestId: string): Call {
    return async (operation) => {
      const portal = operation.path === 'tenants.current' ? null : await this.portal(host)
      const visit = {
        requestId,
        origin: this.#originOf(portal),
        ip: '',
        userAgent: '',
        locale: languageOf(url),
        hostTenantId: host,
        session: () => Promise.resolve(null),
        unlimited: true,
      }
      return callProcedure({ ...this.#platform, ...visit }, operation)
    }
  }

  /** Kept, or made; those who ask for the same at once wait for one making. Failures are not kept. */
  async #made(cache: Cache<Answer>, key: string, make: () => Promise<Answer>): Promise<Answer> {
    const known = cache.get(key)
    if (known) return known
    const underway = this.#underway.get(key)
    if (underway) return underway
    const making = cache.fill(key, make)
    this.#underway.set(key, making)
    try {
      return await making
    } finally {
      this.#underway.delete(key)
    }
  }
}

/** The procedure's own output schema has just parsed it. */
async function asPortal(answered: Promise<unknown>): Promise<Portal> {
  return (await answered) as Portal
}

/** The procedure's own output schema has just parsed it. */
async function asCourse(answered: Promise<unknown>): Promise<CoursePage> {
  return (await answered) as CoursePage
}
