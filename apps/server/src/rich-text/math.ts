import katex from 'katex'
import type { MarkdownIt } from 'markdown-it'

/** MathML, which every browser draws without fonts or styles of ours. What TeX cannot read is shown as it was written. */
function mathml(tex: string, displayMode: boolean): string {
  return katex.renderToString(tex, {
    output: 'mathml',
    displayMode,
    throwOnError: false,
    trust: false,
    strict: 'ignore',
    maxExpand: 200,
    maxSize: 20,
  })
}

const space = /\s/
const digit = /\d/

/** Formulas between `$` in a line and between `$$` in lines of their own. A price like $5 or 5$ stays a price. */
export function mathPlugin(md: MarkdownIt): void {
  md.inline.ruler.after('escape', 'math', (state, silent) => {
    const { src, pos } = state
    if (src[pos] !== '$' || src[pos + 1] === '$' || space.test(src[pos + 1] ?? ' ')) return false
    const end = src.indexOf('$', pos + 1)
    if (end < 0 || space.test(src[end - 1] ?? ' ') || digit.test(src[end + 1] ?? '')) return false
    if (!silent) state.push('math', 'math', 0).content = src.slice(pos + 1, end)
    state.pos = end + 1
    return true
  })

  md.block.ruler.before(
    'fence',
    'math_block',
    (state, startLine, endLine, silent) => {
      const lineOf = (line: number) => state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trim()
      const first = lineOf(startLine)
      if (!first.startsWith('$$')) return false
      let next = startLine + 1
      let tex = first.slice(2)
      if (tex.endsWith('$$')) tex = tex.slice(0, -2)
      else {
        while (next < endLine && !lineOf(next).endsWith('$$')) tex += `\n${lineOf(next++)}`
        if (next >= endLine) return false
        tex += `\n${lineOf(next++).slice(0, -2)}`
      }
      if (silent) return true
      const token = state.push('math_block', 'math', 0)
      token.block = true
      token.content = tex
      token.map = [startLine, next]
      state.line = next
      return true
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  )

  md.renderer.rules['math'] = (tokens, index) => mathml(tokens[index]?.content ?? '', false)
  md.renderer.rules['math_block'] = (tokens, index) => `<div class="formula">${mathml(tokens[index]?.content.trim() ?? '', true)}</div>\n`
}
