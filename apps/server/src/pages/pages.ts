import { join } from 'node:path'
import { AppError } from '@edurise/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../context.ts'
import { answer, send } from './answers.ts'
import { readAssets } from './assets.ts'
import { forwardTo } from './development.ts'
import { faultPage } from './fault-page.ts'
import { loadRenderer } from './renderer.ts'
import { Site } from './site.ts'

export interface Pages {
  /** All addresses that are not the API's. Register it last. */
  routes: (app: FastifyInstance) => void
  /** Kept pages are made anew: a listing, a tenant or its look has changed. */
  forget: () => void
}

const html = 'text/html; charset=utf-8'

/** The pages of marketplace and portals, rendered by the built web app. In development everything is asked of the web app's own server. */
export async function openPages(platform: Platform): Promise<Pages> {
  const { config, log } = platform
  if (config.webDevUrl) return { routes: forwardTo(config.webDevUrl), forget: () => {} }
  const renderer = await loadRenderer(config.webDist)
  if (!renderer) {
    log.warn({ webDist: config.webDist }, 'the web app is not built: there are no pages, only the API')
    return { routes: () => {}, forget: () => {} }
  }
  const assets = readAssets(join(config.webDist, 'client'))
  const site = new Site(platform, renderer)
  return { routes: (app) => addRoutes(app, { platform, site, assets }), forget: () => site.forget() }
}

function addRoutes(
  app: FastifyInstance,
  { platform, site, assets }: { platform: Platform; site: Site; assets: ReturnType<typeof readAssets> },
): void {
  const hostOf = async (request: FastifyRequest) => {
    const host = await platform.routes.tenantOfHost(request.host)
    return host === 'marketplace' ? null : host
  }
  const isKnown = async (request: FastifyRequest) => (await platform.routes.tenantOfHost(request.host)) !== null

  app.get('/robots.txt', async (request, reply) => send(request, reply, await site.robots(await hostOf(request))))

  app.get<{ Params: { part?: string } }>('/sitemap.xml', async (request, reply) =>
    orNotFound(request, reply, await site.siteMap(await hostOf(request), null)),
  )
  app.get<{ Params: { part: string } }>('/sitemap-:part(^\\d{1,4}).xml', async (request, reply) =>
    orNotFound(request, reply, await site.siteMap(await hostOf(request), Number(request.params.part))),
  )

  app.get('/theme/:file', async (request, reply) => orNotFound(request, reply, await site.theme(await hostOf(request), request.url)))

  app.get<{ Params: { slug: string } }>('/og/:slug.png', async (request, reply) =>
    orNotFound(request, reply, await site.socialCard(await hostOf(request), request.params.slug, request.id).catch(nullIfRefused)),
  )

  app.get('/*', async (request, reply) => {
    if (request.url.startsWith('/api/')) return reply.callNotFound()
    const [path = '/'] = request.url.split('?')
    const asset = assets.get(path)
    if (asset) return send(request, reply, asset)
    if (path.startsWith('/assets/')) return send(request, reply, answer(404, 'text/plain; charset=utf-8', 'No such file\n', 'no-store'))
    return page(request, reply)
  })

  async function page(request: FastifyRequest, reply: FastifyReply) {
    try {
      if (!(await isKnown(request)))
        return await send(request, reply, { ...(await site.page(null, '/no-such-site', request.id)), status: 404 })
      const host = await hostOf(request)
      const [path, search] = request.url.split('?')
      if (path === '/') {
        const portal = await site.portal(host)
        if (portal && portal.language !== 'en') {
          void reply.header('vary', 'cookie, sec-fetch-site')
          const choseEnglish = /(?:^|;\s*)lang=en(?:;|$)/.test(request.headers.cookie ?? '')
          const cameFromHere = request.headers['sec-fetch-site'] === 'same-origin'
          if (!choseEnglish && !cameFromHere)
            return await reply.header('cache-control', 'no-store').redirect(`/${portal.language}${search ? `?${search}` : ''}`, 302)
          if (!choseEnglish) void reply.header('set-cookie', 'lang=en; Path=/; Max-Age=31536000; SameSite=Lax')
        }
      }
      return await send(request, reply, await site.page(host, request.url, request.id))
    } catch (error) {
      request.log.error({ err: error, requestId: request.id }, 'a page could not be rendered')
      return send(request, reply, answer(500, html, faultPage(request.url, request.id), 'no-store'))
    }
  }

  async function orNotFound(request: FastifyRequest, reply: FastifyReply, found: Parameters<typeof send>[2] | null) {
    return found ? send(request, reply, found) : page(request, reply)
  }
}

function nullIfRefused(error: unknown): null {
  if (error instanceof Error && error.cause instanceof AppError) return null
  throw error
}
