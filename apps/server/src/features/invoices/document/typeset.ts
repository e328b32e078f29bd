import { levelsOf, visualRuns, withoutSteering } from './bidi.ts'
import { faceFor, type Face, type Voice } from './faces.ts'
import { tellGlyphsApart } from './glyphs-apart.ts'

export type Direction = 'ltr' | 'rtl'

export interface Style {
  voice: Voice
  /** In points. */
  size: number
  /** sRGB hex. */
  colour: string
  /** Of the paragraph; `auto` for words of others, whose first strong letter decides. */
  base: Direction | 'auto'
}

/** Letters of one face and direction, as they are drawn. */
interface Piece {
  face: Face
  text: string
  /** Shaped as a whole, and so drawn from right to left. */
  shaped: boolean
  width: number
}

export interface Line {
  /** From left to right. */
  pieces: Piece[]
  width: number
  /** In the order in which it is read. */
  text: string
  /** Whether letters run from right to left in it: then they are drawn in another order than they are read. */
  mixed: boolean
}

/** Spaces at which a line may end; those that hold words together are none of them. */
const breaking = /[^\S\u00a0\u202f]+/gu
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u

/** Sets text in a document: which face, where lines break, and what stands where when directions meet. */
export class Typesetter {
  readonly #doc: PDFKit.PDFDocument
  readonly #known = new Set<string>()

  constructor(doc: PDFKit.PDFDocument) {
    this.#doc = doc
  }

  /** The lines of a paragraph, none wider than `width` points. A word that is wider is broken where it has to be. */
  lines(paragraph: string, style: Style, width: number): Line[] {
    const text = paragraph.replace(breaking, ' ').trim()
    if (text === '') return []
    const embedding = levelsOf(text, style.base)
    const lineOf = (start: number, end: number) => this.#line(text, embedding, start, end, style)
    const lines: Line[] = []
    let start = 0
    let best: { end: number; line: Line } | null = null
    for (const end of this.#breaks(text, style, width)) {
      const line = lineOf(start, trimmed(text, start, end))
      if (line.width <= width || !best) {
        best = { end, line }
        continue
      }
      lines.push(best.line)
      start = best.end
      best = { end, line: lineOf(start, trimmed(text, start, end)) }
    }
    if (best) lines.push(best.line)
    return lines
  }

  widthOf(text: string, style: Style): number {
    return this.#line(text, levelsOf(text, style.base), 0, text.length, style).width
  }

  /** Draws a line with its left end at `x` and its letters standing on `baseline`. */
  draw(line: Line, { size, colour }: Style, x: number, baseline: number): void {
    const doc = this.#doc
    doc.fillColor(colour)
    let at = x
    for (const { face, text, shaped, width } of line.pieces) {
      this.#use(face)
      doc.fontSize(size * face.scale)
      doc.text(text, at, baseline, { lineBreak: false, baseline: 'alphabetic', ...(shaped && { features: ['rlig'] }) })
      at += width
    }
  }

  /** Where a line may end: after a space, and inside a word that alone is too wide. */
  #breaks(text: string, style: Style, width: number): number[] {
    const ends: number[] = []
    for (const { 0: word, index } of text.matchAll(/[^ ]+ */g)) {
      if (this.widthOf(word.trimEnd(), style) > width) {
        let at = index
        for (const letter of Array.from(word)) ends.push((at += letter.length))
      } else ends.push(index + word.length)
    }
    return ends
  }

  #line(text: string, embedding: ReturnType<typeof levelsOf>, start: number, end: number, style: Style): Line {
    const runs = visualRuns(text, embedding, start, end)
    const pieces = runs.flatMap(({ text: run, rtl }) => {
      const split = piecesOf(run, style.voice)
      return (rtl ? split.toReversed() : split).map(({ face, text: letters }) => this.#piece(face, letters, rtl, style.size))
    })
    return {
      pieces,
      width: pieces.reduce((sum, piece) => sum + piece.width, 0),
      text: withoutSteering(text.slice(start, end)),
      mixed: runs.some(({ rtl }) => rtl),
    }
  }

  #piece(face: Face, letters: string, rtl: boolean, size: number): Piece {
    const shaped = rtl && rightToLeft.test(letters)
    // Signs alone say no direction to the shaper.
    const text = rtl && !shaped ? Array.from(letters).toReversed().join('') : letters
    this.#use(face)
    return { face, text, shaped, width: this.#doc.fontSize(size * face.scale).widthOfString(text, shaped ? { features: ['rlig'] } : {}) }
  }

  #use(face: Face): void {
    if (this.#known.has(face.name)) return void this.#doc.font(face.name)
    this.#known.add(face.name)
    this.#doc.registerFont(face.name, face.bytes).font(face.name)
    tellGlyphsApart(this.#doc)
  }
}

/** The end without the space that a line ends with. */
function trimmed(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length
}

function piecesOf(run: string, voice: Voice): { face: Face; text: string }[] {
  const pieces: { face: Face; text: string }[] = []
  for (const letter of run) {
    const last = pieces.at(-1)
    const face = faceFor(letter, voice, last?.face ?? null)
    if (last?.face === face) last.text += letter
    else pieces.push({ face, text: letter })
  }
  return pieces
}
