import { readFileSync } from 'node:fs'
import type { Me } from '@edurise/contracts'
import { serializeQueryCache, useQueryCache } from '@pinia/colada'
import { TRPCClientError } from '@trpc/client'
import { createHead } from '@unhead/vue/server'
import { createMemoryHistory } from 'vue-router'
import { renderToString } from '@vue/server-renderer'
import { useLink } from './api.ts'
import { createEdurise } from './app.ts'
import { assetsOf, type Manifest } from './assets.ts'
import { directionOf, prefixOf, splitLocale, type Locale } from './language.ts'
import { stateScript, type PageState, type PageTenant } from './page-state.ts'
import { inProcess, withCall, type Call } from './transport.ts'

export { cover as drawCover } from './ui/covers/index.ts'
export type { Call, PageTenant }

export interface RenderOptions {
  /** Calls a procedure with the visitor's rights; refusals are thrown as they are (with `code` and `data`). */
  call: Call
  locale: Locale
  /** The organisation of the host, or null on the marketplace. */
  tenant: PageTenant | null
  /** Origin of this page (`http://harbour.localhost:4000`) and of the marketplace. */
  origin: string
  marketplace: string
  /** The person whose page it is (answer of `people.me`), null for a visitor; left out where one rendering serves everybody. */
  person?: Me | null
  /** A look the server knows of; the browser otherwise decides before its first paint. */
  theme?: 'light' | 'dark'
}

export interface Rendered {
  status: number
  /** The complete document, or an empty one when `headers.location` sends the visitor elsewhere. */
  html: string
  headers: Record<string, string>
}

/** What a page says about its answer while it renders. */
export interface PageContext {
  status?: number
}

const client = new URL('../client/', import.meta.url)
const template = readFileSync(new URL('index.html', client), 'utf8')
const assets = assetsOf(JSON.parse(readFileSync(new URL('.vite/manifest.json', client), 'utf8')) as Manifest)

useLink(inProcess)

/**
 * Renders a page of the site as a complete document. Pages behind sign-in come as their frame alone and fill themselves in the browser.
 * @param url path and search as requested, with the language before it
 */
export function render(url: string, options: RenderOptions): Promise<Rendered> {
  return withCall(options.call, () => renderPage(url, options))
}

async function renderPage(url: string, { locale, tenant, origin, marketplace, person, theme }: RenderOptions): Promise<Rendered> {
  const state: PageState = { locale, tenant, origin, marketplace, rendered: true, queries: {} }
  if (person !== undefined) state.person = person
  const head = createHead({ disableDefaults: true })
  const { app, router, pinia } = await createEdurise(state, createMemoryHistory(prefixOf(locale)), head)
  // A failed query is part of the page, which shows it; anything else that goes wrong in a rendering ends it.
  const faults: unknown[] = []
  app.config.errorHandler = (error) => {
    if (!(error instanceof TRPCClientError)) faults.push(error)
  }
  await router.push(splitLocale(url).path)
  await router.isReady()

  const route = router.currentRoute.value
  const context: PageContext = {}
  const rendered = route.matched.some((record) => record.meta.ssr)
  const body = rendered ? await renderToString(app, context) : ''
  if (faults.length) throw faults[0]
  if (!rendered)
    head.push({
      htmlAttrs: { lang: locale, dir: directionOf(locale) },
      title: tenant?.names[locale] ?? tenant?.name ?? 'Edurise',
      meta: [{ name: 'robots', content: 'noindex' }],
    })

  const { headTags, htmlAttrs, bodyAttrs } = head.render()
  const links = [
    ...assets.fonts(locale).map((href) => `<link rel="preload" as="font" type="font/woff2" href="${href}" crossorigin>`),
    ...(rendered ? [] : assets.application.map((href) => `<link rel="modulepreload" href="${href}" crossorigin>`)),
    ...(tenant ? [`<link rel="stylesheet" href="${escapeAttribute(tenant.stylesheet)}">`] : []),
  ]
  const told = stateScript({ ...state, rendered, queries: serializeQueryCache(useQueryCache(pinia)) })
  const html = template
    .replace(/<html[^>]*>/, () => `<html${htmlAttrs ? ` ${htmlAttrs.trim()}` : ''}${theme === 'dark' ? ' class="dark"' : ''}>`)
    .replace('<body>', () => `<body${bodyAttrs ? ` ${bodyAttrs.trim()}` : ''}>`)
    .replace('</head>', () => `  ${links.join('\n    ')}\n  </head>`)
    .replace('<!--head-->', () => headTags)
    .replace('<!--app-->', () => body)
    .replace('<!--state-->', () => told)
  return {
    status: context.status ?? (route.name === 'not-found' ? 404 : 200),
    html,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  }
}

const escapeAttribute = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;')
