import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, brotliDecompressSync } from 'node:zlib'
import { json } from '@edurise/db'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useWorld, type World } from '../testing/world.ts'
import { openPages, type Pages } from './pages.ts'

/** A web app in a few lines: it keeps to what the server expects of the real one. */
const entry = `
let renderings = 0
export async function render(url, { call, locale, tenant, origin, marketplace, person }) {
  renderings += 1
  if (url.includes('broken')) throw new Error('a fault of the page, with words for nobody')
  const path = url.replace(/^\\/(ar|so)(?=[/?]|$)/, '').split('?')[0] || '/'
  const known = path === '/' || path === '/courses' || path.startsWith('/courses/') || path === '/learn'
  let status = known ? 200 : 404
  let title = tenant ? tenant.name : 'Market'
  if (path.startsWith('/courses/')) {
    try { title = (await call({ kind: 'query', path: 'marketplace.bySlug', input: { slug: path.slice(9) } })).title } catch (error) { status = error.cause.code === 'COURSE_NOT_FOUND' ? 404 : 500 }
  }
  const told = JSON.stringify({ renderings, locale, title, tenant: tenant && tenant.stylesheet, origin, marketplace, person: person === undefined ? 'anybody' : person })
  return { status, html: '<!doctype html><title>' + title + '</title><script type="application/json">' + told + '</script>' + ' '.repeat(1200), headers: { 'content-type': 'text/html; charset=utf-8' } }
}
export const drawCover = (seed) => '<svg viewBox="0 0 1200 630" preserveAspectRatio="xMidYMid slice" width="100%" height="100%"><rect width="1200" height="630" fill="oklch(0.63 0.12 248)"/></svg>'
`

const webDist = mkdtempSync(join(tmpdir(), 'edurise-web-'))
mkdirSync(join(webDist, 'server'))
mkdirSync(join(webDist, 'client/assets'), { recursive: true })
mkdirSync(join(webDist, 'client/.vite'))
writeFileSync(join(webDist, 'package.json'), '{"type":"module"}')
writeFileSync(join(webDist, 'server/entry-server.js'), entry)
writeFileSync(join(webDist, 'client/index.html'), 'the template')
writeFileSync(join(webDist, 'client/theme.js'), 'var theme')
writeFileSync(join(webDist, 'client/.vite/manifest.json'), '{}')
writeFileSync(join(webDist, 'client/assets/app-abc123.js'), `export const words = '${'word '.repeat(400)}'`)
afterAll(() => rmSync(webDist, { recursive: true, force: true }))

describe('the pages', () => {
  const world = useWorld()
  let app: FastifyInstance
  let pages: Pages
  let portal: Awaited<ReturnType<World['aTenant']>>
  let arabic: Awaited<ReturnType<World['aTenant']>>

  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers: { host: 'localhost:4000', ...headers } })
  const on = ({ slug }: { slug: string }) => ({ host: `${slug}.localhost:4000` })
  const toldBy = ({ body }: { body: string }): Record<string, unknown> => JSON.parse(/json">(.*?)<\/script>/.exec(body)?.[1] ?? '{}')

  beforeAll(async () => {
    const { platform } = world
    // The host without its port is what the world's own routes know.
    const routes = { ...platform.routes, tenantOfHost: (host: string) => platform.routes.tenantOfHost(host.replace(/:\d+$/, '')) }
    pages = await openPages({ ...platform, routes, config: { ...platform.config, webDist } })
    app = fastify()
    pages.routes(app)
    portal = await world.aTenant({ slug: 'harbour', name: 'Harbour' })
    arabic = await world.aTenant({ slug: 'noor', name: 'Noor' })
    await world.db.open
      .updateTable('tenants')
      .set({ language: 'ar', brand: json({ hue: 318, chroma: 0.12 }) })
      .where('id', '=', arabic.tenantId)
      .execute()
    await world.aCourse({ tenantId: portal.tenantId, slug: 'tides', title: 'Tides' })
  })
  beforeEach(() => pages.forget())
  afterAll(() => app.close())

  it('are rendered once for everybody until something changes, and never for one person', async () => {
    const first = toldBy(await get('/courses'))
    expect(toldBy(await get('/courses', { cookie: 'session=somebody' }))).toEqual(first)
    expect(first['person']).toBe('anybody')
    pages.forget()
    expect(toldBy(await get('/courses'))['renderings']).not.toBe(first['renderings'])
  })

  it('are rendered once however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => get('/courses/tides')))
    expect(new Set(answers.map((answer) => toldBy(answer)['renderings'])).size).toBe(1)
  })

  it('are not sent again to a browser that has them', async () => {
    const { headers } = await get('/courses')
    expect(headers['cache-control']).toBe('public, max-age=0, must-revalidate')
    const again = await get('/courses', { 'if-none-match': String(headers.etag) })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  it('come in the coding that a browser takes, each with a tag of its own', async () => {
    const plain = await get('/courses')
    const brotli = await get('/courses', { 'accept-encoding': 'gzip, deflate, br' })
    const gzip = await get('/courses', { 'accept-encoding': 'gzip, br;q=0' })
    expect([brotliDecompressSync(brotli.rawPayload).toString(), gunzipSync(gzip.rawPayload).toString()]).toEqual([plain.body, plain.body])
    expect(new Set([plain, brotli, gzip].map(({ headers }) => headers.etag)).size).toBe(3)
    expect(brotli.headers.vary).toBe('accept-encoding')
  })

  it('know the language of their address, and whose host they are on', async () => {
    expect(toldBy(await get('/so/courses'))).toMatchObject({ locale: 'so', tenant: null, origin: 'http://localhost:4000' })
    expect(toldBy(await get('/ar', on(portal)))).toMatchObject({
      locale: 'ar',
      title: 'Harbour',
      origin: 'http://harbour.localhost:4000',
      marketplace: 'http://localhost:4000',
    })
    expect(toldBy(await get('/some-page', on(portal)))).toMatchObject({ locale: 'en' })
  })

  it('answer 404 for what is not there: an address, a course, a course of another portal, a host', async () => {
    for (const [url, headers] of [
      ['/nothing', {}],
      ['/courses/nothing', {}],
      ['/courses/tides', on(arabic)],
      ['/', { host: 'nobody.localhost:4000' }],
    ] as const) {
      const { statusCode, headers: answered } = await get(url, headers)
      expect([url, statusCode, answered['content-type']]).toEqual([url, 404, 'text/html; charset=utf-8'])
    }
    expect((await get('/courses/tides', on(portal))).statusCode).toBe(200)
  })

  it('lead a portal whose language is not English to it, until a visitor chooses English', async () => {
    const led = await get('/?from=mail', on(arabic))
    expect([led.statusCode, led.headers.location]).toEqual([302, '/ar?from=mail'])
    const chosen = await get('/', { ...on(arabic), 'sec-fetch-site': 'same-origin' })
    expect([chosen.statusCode, chosen.headers['set-cookie']]).toEqual([200, 'lang=en; Path=/; Max-Age=31536000; SameSite=Lax'])
    expect((await get('/', { ...on(arabic), cookie: 'a=b; lang=en' })).statusCode).toBe(200)
    expect((await get('/', on(portal))).statusCode).toBe(200)
  })

  it('say that the fault is ours when rendering fails, in the language of the address and without its words', async () => {
    const { statusCode, body, headers } = await get('/so/broken')
    expect([statusCode, headers['cache-control']]).toEqual([500, 'no-store'])
    expect(body).toContain('lang="so"')
    expect(body).not.toContain('words for nobody')
  })

  it('bring files whose names tell their content for good, and no others of the build', async () => {
    const file = await get('/assets/app-abc123.js')
    expect([file.statusCode, file.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect((await get('/theme.js')).headers['cache-control']).toBe('public, max-age=0, must-revalidate')
    for (const url of [
      '/assets/gone.js',
      '/.vite/manifest.json',
      '/index.html',
      '/server/entry-server.js',
      '/assets/..%2f..%2fserver/entry-server.js',
    ])
      expect((await get(url)).statusCode).toBe(404)
  })

  it('bring the dye of a portal under an address that changes with it', async () => {
    const stylesheet = String(toldBy(await get('/ar', on(arabic)))['tenant'])
    const { statusCode, headers, body } = await get(stylesheet, on(arabic))
    expect([statusCode, body, headers['cache-control']]).toEqual([
      200,
      ':root{--brand-h:318;--brand-c:0.12}\n',
      'public, max-age=31536000, immutable',
    ])
    expect((await get('/theme/noor-0123456789ab.css', on(arabic))).headers['cache-control']).toBe('no-store')
    expect((await get(stylesheet)).statusCode).toBe(404)
  })

  it('tell search engines of every public course in three languages, on the marketplace', async () => {
    const { body } = await get('/sitemap.xml')
    for (const prefix of ['', '/ar', '/so']) expect(body).toContain(`<loc>http://localhost:4000${prefix}/courses/tides</loc>`)
    expect((await get('/sitemap.xml', on(portal))).body).not.toContain('tides')
    expect((await get('/sitemap-2.xml')).statusCode).toBe(404)
    expect((await get('/robots.txt')).body).toContain('Sitemap: http://localhost:4000/sitemap.xml')
  })

  it('have a picture of each public course for links to it', async () => {
    const { statusCode, headers, rawPayload } = await get('/og/tides.png')
    expect([statusCode, headers['content-type'], rawPayload.subarray(1, 4).toString()]).toEqual([200, 'image/png', 'PNG'])
    expect((await get('/og/nothing.png')).statusCode).toBe(404)
  })
})
