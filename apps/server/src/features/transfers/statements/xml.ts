import { SaxesParser } from 'saxes'
import { StatementRefused } from './statement.ts'

export interface Element {
  name: string
  line: number
  attributes: Record<string, string>
  text: string
  children: Element[]
}

const deepest = 60

/**
 * A document as a tree of elements, names without their prefixes. Strict: what is not well-formed is refused with its line. Knows the five
 * entities of XML and no others, and refuses a document type, so nothing is ever expanded or fetched.
 */
export function parseXml(text: string): Element {
  const parser = new SaxesParser({ position: true, xmlns: false })
  const root: Element = { name: '', line: 1, attributes: {}, text: '', children: [] }
  const open: Element[] = [root]
  parser.on('doctype', () => {
    throw new StatementRefused('document_type_declared', { line: parser.line })
  })
  parser.on('error', (error) => {
    throw new StatementRefused('damaged', { line: parser.line, found: error.message })
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > deepest) throw new StatementRefused('damaged', { line: parser.line, found: name })
    const element: Element = { name: name.slice(name.indexOf(':') + 1), line: parser.line, attributes, text: '', children: [] }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => void open.pop())
  const add = (piece: string) => {
    const element = open.at(-1)
    if (element !== undefined) element.text += piece
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.write(text.replace(/^\uFEFF?\s*/, '')).close()
  const [top] = root.children
  if (top === undefined) throw new StatementRefused('damaged', { line: 1 })
  return top
}

/** Elements at a path below this one. */
export function all(element: Element, path: string): Element[] {
  return path
    .split('/')
    .reduce<Element[]>((found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)), [element])
}

/** Text of the first of these paths that says anything; empty when none does. */
export function textAt(element: Element, ...paths: string[]): string {
  for (const path of paths) {
    const text = all(element, path)[0]?.text.trim() ?? ''
    if (text !== '') return text
  }
  return ''
}
