import type { MarkdownIt } from 'markdown-it'

/** Blockquotes that begin with `[!careful]` become asides of that class. */
export function calloutPlugin(md: MarkdownIt): void {
  md.core.ruler.after('block', 'callout', (state) => {
    const open: { careful: boolean }[] = []
    state.tokens.forEach((token, index) => {
      if (token.type === 'blockquote_open') {
        const inline = state.tokens[index + 2]
        const careful =
          state.tokens[index + 1]?.type === 'paragraph_open' && inline?.type === 'inline' && /^\[!careful\]\s*/i.test(inline.content)
        if (careful) {
          inline.content = inline.content.replace(/^\[!careful\]\s*/i, '')
          token.tag = 'aside'
          token.attrSet('class', 'careful')
          token.attrSet('role', 'note')
        }
        open.push({ careful })
      }
      if (token.type === 'blockquote_close' && open.pop()?.careful) token.tag = 'aside'
    })
  })
}

/** Headings get ids to link to, and begin below the page's own title. */
export function headingPlugin(md: MarkdownIt): void {
  md.core.ruler.push('heading_ids', (state) => {
    const taken = new Map<string, number>()
    state.tokens.forEach((token, index) => {
      if (token.type !== 'heading_open' && token.type !== 'heading_close') return
      if (token.tag === 'h1') token.tag = 'h2'
      if (token.type === 'heading_close') return
      const text = state.tokens[index + 1]?.content ?? ''
      const name =
        text
          .toLowerCase()
          .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
          .replace(/^-+|-+$/g, '')
          .slice(0, 60) || 'heading'
      const count = (taken.get(name) ?? 0) + 1
      taken.set(name, count)
      // A prefix keeps authors' words apart from the ids of the page.
      token.attrSet('id', `h-${name}${count > 1 ? `-${count}` : ''}`)
    })
  })
}

/** Wide tables scroll inside a frame of their own. */
export function tablePlugin(md: MarkdownIt): void {
  md.renderer.rules['table_open'] = () => '<div class="table-frame"><table>\n'
  md.renderer.rules['table_close'] = () => '</table></div>\n'
}
