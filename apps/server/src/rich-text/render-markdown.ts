import type { FileId } from '@edurise/contracts'
import markdownIt from 'markdown-it'
import { calloutPlugin, headingPlugin, tablePlugin } from './blocks.ts'
import { highlight } from './highlight.ts'
import { mathPlugin } from './math.ts'
import { sanitise } from './sanitise.ts'

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const ownFile = new RegExp(`^file:(${uuid})$`)
const storedFile = new RegExp(`src="edurise-file:(${uuid})"`, 'g')

const md = markdownIt({ html: false, linkify: true, typographer: false })
md.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
md.validateLink = (url) => ownFile.test(url) || /^(https?:\/\/|mailto:|#|\/(?!\/)|[\w-]+(\/|$|\.))/i.test(url)
md.use(mathPlugin).use(calloutPlugin).use(headingPlugin).use(tablePlugin)

md.renderer.rules['fence'] = (tokens, index) => {
  const token = tokens[index]
  return `${highlight(token?.content ?? '', token?.info.trim().split(/\s+/)[0] ?? '')}\n`
}
md.renderer.rules['code_block'] = (tokens, index) => `${highlight(tokens[index]?.content ?? '', 'text')}\n`

// Pictures come from uploads alone: an address elsewhere would tell a stranger who reads, and its words remain.
md.renderer.rules['image'] = (tokens, index, options, env, renderer) => {
  const token = tokens[index]
  const alt = md.utils.escapeHtml(renderer.renderInlineAsText(token?.children ?? [], options, env))
  const fileId = ownFile.exec(String(token?.attrGet('src') ?? ''))?.[1]
  return fileId ? `<img src="edurise-file:${fileId}" alt="${alt}" loading="lazy" decoding="async">` : alt
}

md.renderer.rules['link_open'] = (tokens, index, options, _env, renderer) => {
  const token = tokens[index]
  if (/^https?:/i.test(String(token?.attrGet('href') ?? ''))) token?.attrSet('rel', 'noopener noreferrer')
  return renderer.renderToken(tokens, index, options)
}

for (const cell of ['th_open', 'td_open']) {
  md.renderer.rules[cell] = (tokens, index, options, _env, renderer) => {
    const token = tokens[index]
    const align = /text-align:(left|center|right)/.exec(String(token?.attrGet('style') ?? ''))?.[1]
    if (token) token.attrs = align ? [['class', { left: 'start', center: 'center', right: 'end' }[align] ?? 'start']] : null
    return renderer.renderToken(tokens, index, options)
  }
}

/** An author's text as HTML that is safe to show. Pictures of ours are written as `![words](file:ID)` and get their address at reading. */
export function renderMarkdown(text: string): string {
  return sanitise(md.render(text))
}

/** One line of text, without paragraphs around it. */
export function renderInline(text: string): string {
  return sanitise(md.renderInline(text))
}

/** Stored HTML with addresses in it that work for whoever reads it now. */
export function withFileUrls(html: string, urlOf: (fileId: FileId) => string): string {
  return html.replace(storedFile, (_whole, id: string) => `src="${md.utils.escapeHtml(urlOf(asFileId(id)))}"`)
}

/** The pattern above matches ids of files only. */
function asFileId(id: string): FileId {
  return id as FileId
}
