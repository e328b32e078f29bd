import { normalise } from './normalise.ts'

/** What somebody typed, in the parts that the database searches by. */
export interface Words {
  /** All of it, in the language of web searches: words, "phrases", or. */
  all: string
  /** Without the word that may be unfinished, and that word. */
  rest: string
  begun: string | null
}

/** Null when there is nothing to look for. */
export function wordsOf(typed: string | undefined): Words | null {
  // A leading minus would ask for everything but.
  const all = normalise(typed ?? '').replace(/(^|\s)-+/g, '$1')
  if (!/[\p{L}\p{N}]/u.test(all)) return null
  const last = /(?:^|\s)([\p{L}\p{N}]{2,})$/u.exec(all)
  if (!last || all.includes('"')) return { all, rest: all, begun: null }
  return { all, rest: all.slice(0, last.index), begun: last[1] ?? null }
}
