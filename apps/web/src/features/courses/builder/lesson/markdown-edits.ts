export type Mark = 'heading' | 'bold' | 'list' | 'link' | 'table' | 'code' | 'math' | 'careful'

/** What a field with a selection becomes: this stretch gives way to this text, of which a part is marked. */
export interface Edit {
  from: number
  to: number
  insert: string
  /** Marked afterwards, counted from the beginning of the whole text. */
  select: [number, number]
}

interface Words {
  heading: string
  text: string
  link: string
  column: string
  careful: string
}

/** The lines that the selection touches. */
function linesAt(text: string, start: number, end: number) {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const next = text.indexOf('\n', end)
  const to = next < 0 ? text.length : next
  return { from, to, lines: text.slice(from, to).split('\n') }
}

/** A block stands between empty lines. */
export function blockEdit(text: string, start: number, end: number, block: string, [a, b]: [number, number]): Edit {
  const before = text.slice(0, start)
  const after = text.slice(end)
  const lead = before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n'
  const trail = after === '' ? '\n' : after.startsWith('\n\n') ? '' : after.startsWith('\n') ? '\n' : '\n\n'
  const at = start + lead.length
  return { from: start, to: end, insert: lead + block + trail, select: [at + a, at + b] }
}

function wrapped(text: string, start: number, end: number, left: string, right: string, fallback: string): Edit {
  const chosen = text.slice(start, end)
  if (chosen && text.slice(start - left.length, start) === left && text.slice(end, end + right.length) === right) {
    const from = start - left.length
    return { from, to: end + right.length, insert: chosen, select: [from, from + chosen.length] }
  }
  const inner = chosen || fallback
  return { from: start, to: end, insert: left + inner + right, select: [start + left.length, start + left.length + inner.length] }
}

function prefixed(text: string, start: number, end: number, prefix: string, fallback: string): Edit {
  const { from, to, lines } = linesAt(text, start, end)
  const bare = (line: string) => line.replace(/^(#{1,6} |[-*] |\d+\. )/, '')
  const off = lines.every((line) => line.startsWith(prefix))
  const insert = lines.map((line) => (off ? bare(line) : prefix + (bare(line) || (lines.length === 1 ? fallback : '')))).join('\n')
  const head = off ? 0 : prefix.length
  return { from, to, insert, select: lines.length === 1 ? [from + head, from + insert.length] : [from, from + insert.length] }
}

/** What a press on a button of the toolbar does to the text. */
export function markdownEdit(mark: Mark, text: string, start: number, end: number, words: Words): Edit {
  const chosen = text.slice(start, end)
  if (mark === 'bold') return wrapped(text, start, end, '**', '**', words.text)
  if (mark === 'heading') return prefixed(text, start, end, '## ', words.heading)
  if (mark === 'list') return prefixed(text, start, end, '- ', words.text)
  if (mark === 'link') {
    const name = chosen || words.link
    const at = start + name.length + 3
    return { from: start, to: end, insert: `[${name}](https://)`, select: [at, at + 'https://'.length] }
  }
  if (mark === 'code') {
    if (chosen && !chosen.includes('\n')) return wrapped(text, start, end, '`', '`', '')
    const inner = chosen || 'print("…")'
    return blockEdit(text, start, end, `\`\`\`python\n${inner}\n\`\`\``, [10, 10 + inner.length])
  }
  if (mark === 'math') {
    const inner = chosen || 'a^2 + b^2 = c^2'
    return blockEdit(text, start, end, `$$\n${inner}\n$$`, [3, 3 + inner.length])
  }
  if (mark === 'careful') {
    const inner = (chosen || words.careful).split('\n').join('\n> ')
    return blockEdit(text, start, end, `> [!careful]\n> ${inner}`, [15, 15 + inner.length])
  }
  const [one, two] = [`${words.column} 1`, `${words.column} 2`]
  return blockEdit(text, start, end, `| ${one} | ${two} |\n| --- | --- |\n|  |  |`, [2, 2 + one.length])
}
