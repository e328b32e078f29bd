import sanitizeHtml from 'sanitize-html'

const colour = /^#[0-9a-f]{3,8}$/i
const face = /^(italic|bold|underline)$/
const shikiStyles = Object.fromEntries(
  ['light', 'dark'].flatMap((theme) => [
    [`--shiki-${theme}`, [colour]],
    ...['font-style', 'font-weight', 'text-decoration'].map((property) => [`--shiki-${theme}-${property}`, [face]]),
  ]),
)

const mathTags = [
  'math', 'semantics', 'mrow', 'mi', 'mo', 'mn', 'ms', 'mtext', 'mspace', 'msup', 'msub', 'msubsup', 'mfrac', 'msqrt', 'mroot',
  'mover', 'munder', 'munderover', 'mtable', 'mtr', 'mtd', 'mstyle', 'mpadded', 'mphantom', 'menclose',
]
const mathAttributes = [
  'display', 'displaystyle', 'scriptlevel', 'mathvariant', 'stretchy', 'fence', 'separator', 'form', 'lspace', 'rspace', 'width', 'height', 'depth',
  'voffset', 'minsize', 'maxsize', 'accent', 'accentunder', 'columnalign', 'rowspacing', 'columnspacing', 'columnlines', 'rowlines', 'linethickness', 'notation',
]

/** What an author's text may hold. Everything else is taken out, whatever the renderer before it believed. */
const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'strong', 'em', 's', 'code', 'pre', 'blockquote', 'aside', 'ul', 'ol', 'li', 'a', 'img',
    'div', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'span', ...mathTags,
  ],
  allowedAttributes: {
    ...Object.fromEntries(['h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => [tag, ['id']])),
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'loading', 'decoding'],
    ol: ['start'],
    aside: ['role'],
    span: ['style'],
    math: ['xmlns', ...mathAttributes],
    ...Object.fromEntries(mathTags.slice(1).map((tag) => [tag, mathAttributes])),
  },
  allowedClasses: {
    aside: ['careful'], pre: ['shiki'], span: ['line', 'katex', 'katex-error'], div: ['table-frame', 'formula'],
    td: ['start', 'center', 'end'], th: ['start', 'center', 'end'],
  },
  allowedStyles: { span: shikiStyles },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['edurise-file'] },
  allowProtocolRelative: false,
  // A formula's source would be read a second time as HTML where MathML is unknown.
  nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'annotation', 'annotation-xml'],
  parser: { lowerCaseAttributeNames: true },
}

export function sanitise(html: string): string {
  return sanitizeHtml(html, allowed)
}
