import * as library from 'bidi-js'
import type { Bidi, EmbeddingLevels } from 'bidi-js'

const bidi = factoryIn(library)()

/** The types tell of a module with a default; what Node loads is CommonJS, whose exports are the function itself. */
function factoryIn(module: { default: unknown }): () => Bidi {
  return module.default as () => Bidi
}

/** A stretch of one direction, its letters in the order in which they are read. */
export interface Run {
  text: string
  rtl: boolean
}

/** Signs that steer direction and show nothing. */
const steering = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g

export const withoutSteering = (text: string): string => text.replace(steering, '')

/** Sets a value apart from the direction of the text around it; its own first strong letter decides within. */
export const isolated = (text: string): string => `\u2068${withoutSteering(text)}\u2069`

/** @param base direction of the paragraph; `auto` takes that of its first strong letter */
export function levelsOf(text: string, base: 'ltr' | 'rtl' | 'auto'): EmbeddingLevels {
  return bidi.getEmbeddingLevels(text, base)
}

/** One line of a paragraph from `start` up to `end`, as its stretches stand from left to right (UAX 9, L1 and L2). */
export function visualRuns(text: string, embedding: EmbeddingLevels, start: number, end: number): Run[] {
  const order = Array.from({ length: end - start }, (_, index) => start + index)
  for (const [from = start, to = start] of bidi.getReorderSegments(text, embedding, start, end - 1)) {
    order.splice(from - start, to - from + 1, ...order.slice(from - start, to - start + 1).toReversed())
  }
  const runs: { from: number; to: number; level: number }[] = []
  for (const at of order) {
    const level = embedding.levels[at] ?? 0
    const last = runs.at(-1)
    if (last?.level === level && (level % 2 === 1 ? at === last.from - 1 : at === last.to + 1)) {
      last.from = Math.min(last.from, at)
      last.to = Math.max(last.to, at)
    } else {
      runs.push({ from: at, to: at, level })
    }
  }
  return runs
    .map(({ from, to, level }) => ({ text: shown(text.slice(from, to + 1), level % 2 === 1), rtl: level % 2 === 1 }))
    .filter(({ text: left }) => left !== '')
}

/** What is drawn: brackets face the way that the text runs (L4). */
function shown(text: string, rtl: boolean): string {
  const plain = withoutSteering(text)
  return rtl ? Array.from(plain, (sign) => bidi.getMirroredCharacter(sign) ?? sign).join('') : plain
}
