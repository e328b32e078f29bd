import type { Me, Portal } from '@edurise/contracts'
import type { Locale } from './language.ts'

/** The organisation a page belongs to; on the marketplace there is none. */
export interface PageTenant extends Portal {
  /** `/theme/{slug}-{hash}.css`, which sets --brand-h and --brand-c. */
  stylesheet: string
}

/** What a page is told by the server before its first procedure call; travels as JSON in the document. */
export interface PageState {
  locale: Locale
  tenant: PageTenant | null
  /** Undefined when the page was rendered for everybody (and may be cached): the browser then asks who is here. */
  person?: Me | null
  /** Where the page was served from, without a slash at the end. */
  origin: string
  /** Where the market is, for links from a portal. */
  marketplace: string
  /** Set when the document carries the rendered page, and not only its frame. */
  rendered: boolean
  /** The query cache, serialised. */
  queries: Record<string, unknown>
}

/** JSON that may stand in a script element: nothing in it can end the element. */
export function stateScript(state: PageState): string {
  const json = JSON.stringify(state)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029')
  return `<script type="application/json" id="state">${json}</script>`
}
