import { describe, expect, it } from 'vitest'
import { renderInline, renderMarkdown, withFileUrls } from './render-markdown.ts'

const file = '0190a000-0000-7000-8000-000000000001'

describe('what authors write', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt&colon;alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:x)',
    '![x](data:image/svg+xml;base64,PHN2Zz4=)',
    '![x](https://elsewhere.example/pixel.gif)',
    '![x](//elsewhere.example/pixel.gif)',
    '<svg><script>alert(1)</script></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
    '<a href="x" onclick="alert(1)">x</a>',
    '<iframe src="/x"></iframe>',
    '$\\href{javascript:alert(1)}{x}$',
    '$\\includegraphics{https://elsewhere.example/x.png}$',
    '$\\htmlData{onclick=alert(1)}{x}$',
    '$<img src=x onerror=alert(1)>$',
    '```html\n<script>alert(1)</script>\n```',
    '```"><script>alert(1)</script>\nx\n```',
    '![" onerror="alert(1)](file:' + file + ')',
    '![x](file:' + file + '"onerror="alert)',
    '# <img src=x onerror=alert(1)>',
    '> [!careful]\n> <b onmouseover=alert(1)>x</b>',
    '| a |\n|---|\n| <img src=x onerror=alert(1)> |',
  ])('never becomes code, a foreign picture or a dangerous link: %s', (text) => {
    const tags = [...renderMarkdown(text).matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/alt="[^"]*"/, '')).join('\n')
    expect(tags).not.toMatch(/<\/?(script|svg|iframe|style|mglyph|b)\b|\son\w+\s*=|javascript:|data:|vbscript:|elsewhere/i)
  })

  it('keeps pictures of ours under a name that becomes an address at reading', () => {
    const html = renderMarkdown(`![A compass rose](file:${file})`)
    expect(html).toContain(`<img src="edurise-file:${file}" alt="A compass rose" loading="lazy"`)
    expect(withFileUrls(html, (id) => `/files/${id}?a=1&b=2`)).toContain(`src="/files/${file}?a=1&amp;b=2"`)
  })

  it('draws formulas as MathML, and leaves prices alone', () => {
    expect(renderMarkdown('It takes $60 \\times 4 / 5$ minutes.')).toMatch(/<math[^>]*>.*<mn>60<\/mn>.*<\/math>/s)
    expect(renderMarkdown('$$\n\\frac{1}{2}\n$$')).toMatch(/<div class="formula">.*<mfrac>/s)
    expect(renderMarkdown('It costs $5 or $6.')).toContain('It costs $5 or $6.')
    expect(renderMarkdown('$60 \\times 4$')).not.toContain('\\times')
  })

  it('colours code by variables of both themes', () => {
    const html = renderMarkdown('```sql\nselect total from sales\n```')
    expect(html).toMatch(/<pre class="shiki" dir="ltr">/)
    expect(html).toMatch(/<span style="--shiki-light:#[0-9a-f]+;--shiki-dark:#[0-9a-f]+">select<\/span>/i)
    expect(renderMarkdown('```klingon\nqapla\n```')).toContain('qapla')
  })

  it('sets warnings apart', () => {
    const html = renderMarkdown('> [!careful]\n> Mind the **sign**.\n\n> A quote.')
    expect(html).toContain('<aside class="careful" role="note">')
    expect(html).toContain('Mind the <strong>sign</strong>.')
    expect(html).not.toContain('[!careful]')
    expect(html).toContain('<blockquote>')
    expect(html.match(/<\/aside>/g)).toHaveLength(1)
  })

  it('leaves pictures without words to be found by the check of the course', () => {
    expect(renderMarkdown(`![](file:${file})`)).toMatch(/<img [^>]*alt=""/)
  })

  it('gives headings ids in every script, each once, below the title of the page', () => {
    const html = renderMarkdown('# Tides\n\n## Tides\n\n## أين تذهب النقود')
    expect(html).toContain('<h2 id="h-tides">Tides</h2>')
    expect(html).toContain('<h2 id="h-tides-2">Tides</h2>')
    expect(html).toContain('<h2 id="h-أين-تذهب-النقود">')
  })

  it('frames tables and aligns by the direction of writing', () => {
    const html = renderMarkdown('| a | b |\n|:--|--:|\n| 1 | 2 |')
    expect(html).toContain('<div class="table-frame"><table>')
    expect(html).toContain('<td class="end">2</td>')
  })

  it('renders one line without a paragraph', () => {
    expect(renderInline('a **b** $x$')).toMatch(/^a <strong>b<\/strong> <span class="katex"><math/)
  })
})
