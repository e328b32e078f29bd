import type { FastifyReply } from 'fastify'

/** Text that is HTML already; everything else is escaped where it is put in. */
export interface Html {
  readonly html: string
}

type Piece = Html | string | number | null | undefined | false | readonly Piece[]

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escape(value: string): string {
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

function put(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return ''
  if (typeof piece === 'string') return escape(piece)
  if (typeof piece === 'number') return String(piece)
  return 'html' in piece ? piece.html : piece.map(put).join('')
}

export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: strings.reduce((whole, part, index) => `${whole}${put(pieces[index - 1])}${part}`) }
}

export interface Page {
  readonly title: string
  readonly body: Html
  readonly lang?: 'en' | 'ar' | 'so'
  /** The strip above the page that says this is not the real world. */
  readonly label?: string
  readonly navigation?: boolean
  readonly status?: number
}

const links = [
  ['/', 'Desk'],
  ['/control', 'Control'],
  ['/mail', 'Mailbox'],
  ['/bank', 'Bank'],
] as const

export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  const { lang = 'en', navigation = true } = page
  const document = html`<!doctype html>
    <html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title}</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <header>
          <p class="label"><strong>${page.label ?? 'Sandbox: no real money'}</strong></p>
          ${navigation && html`<nav aria-label="Sandbox">${links.map(([href, name]) => html`<a href="${href}">${name}</a>`)}</nav>`}
        </header>
        <main>${page.body}</main>
      </body>
    </html> `
  return reply
    .code(page.status ?? 200)
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'origin')
    .header('x-content-type-options', 'nosniff')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    .send(document.html)
}

/** "23 Nov 2026, 20:59:05 UTC" from milliseconds. */
export function sayTime(ms: number): Html {
  const date = new Date(ms)
  const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' }).format(date)
  return html`<time datetime="${date.toISOString()}">${words} UTC</time>`
}

/** Reads `?a=b` of a request. */
export function queryOf(url: string | undefined): URLSearchParams {
  return new URLSearchParams((url ?? '').split('?')[1] ?? '')
}
