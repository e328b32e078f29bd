import { expect, it } from 'vitest'
import { markdownEdit, type Mark } from './markdown-edits.ts'

const words = { heading: 'Heading', text: 'text', link: 'where', column: 'Column', careful: 'Mind the gap.' }
/** The selection stands between two bars. */
function pressed(mark: Mark, marked: string): string {
  const [before = '', chosen = '', after = ''] = marked.split('|')
  const text = before + chosen + after
  const { from, to, insert, select } = markdownEdit(mark, text, before.length, before.length + chosen.length, words)
  const whole = text.slice(0, from) + insert + text.slice(to)
  return `${whole.slice(0, select[0])}[${whole.slice(select[0], select[1])}]${whole.slice(select[1])}`
}

it('a mark goes around what is chosen, and off it again', () => {
  expect(pressed('bold', 'a |knot| here')).toBe('a **[knot]** here')
  expect(pressed('bold', 'a **|knot|** here')).toBe('a [knot] here')
  expect(pressed('code', 'a |knot| here')).toBe('a `[knot]` here')
})

it('headings and lists are of whole lines, and change into each other', () => {
  expect(pressed('heading', 'one\ntw||o\nthree')).toBe('one\n## [two]\nthree')
  expect(pressed('list', '|one\ntwo|')).toBe('[- one\n- two]')
  expect(pressed('list', '|- one\n- two|')).toBe('[one\ntwo]')
  expect(pressed('list', '## o||ne')).toBe('- [one]')
})

it('a link waits for its address', () => {
  expect(pressed('link', 'see |the chart|')).toBe('see [the chart]([https://])')
})

it('blocks stand between empty lines', () => {
  expect(pressed('math', 'before||after')).toBe('before\n\n$$\n[a^2 + b^2 = c^2]\n$$\n\nafter')
  expect(pressed('careful', '|one\ntwo|')).toBe('> [!careful]\n> [one\n> two]\n')
})
