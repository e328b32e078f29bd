import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create, type Font } from 'fontkit'
import { sfntOf } from './sfnt.ts'

/** The voices of the house: the system speaks, says it firmly, people's words, names to be copied. */
export type Voice = 'desk' | 'strong' | 'book' | 'mono'

export interface Face {
  /** Under which a document knows it. */
  name: string
  bytes: Buffer
  letters: ReadonlySet<number>
  /** By how much its letters are set larger, so that they look as large as those beside them. */
  scale: number
}

interface FontFile {
  family: string
  subset: string
  weight: number
}

const file = (family: string, subset: string, weight: number): FontFile => ({ family, subset, weight })
const latin = (family: string, weight: number) => ['latin', 'latin-ext'].map((subset) => file(family, subset, weight))
/** Scripts in which somebody may write their name, and which the other faces do not have. */
const elsewhere = (weight: number) =>
  ['cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese'].map((subset) => file('literata', subset, weight))

/** All under the SIL Open Font License, which allows them in documents. The first that has a letter draws it. */
const files: Record<Voice, FontFile[]> = {
  desk: [...latin('atkinson-hyperlegible-next', 400), file('noto-sans-arabic', 'arabic', 400), ...elsewhere(400)],
  strong: [...latin('atkinson-hyperlegible-next', 600), file('noto-sans-arabic', 'arabic', 600), ...elsewhere(600)],
  book: [...latin('literata', 600), file('noto-naskh-arabic', 'arabic', 700), ...elsewhere(600)],
  mono: [...latin('atkinson-hyperlegible-mono', 400), file('noto-sans-arabic', 'arabic', 400), ...elsewhere(400)],
}

const require = createRequire(import.meta.url)
const opened = new Map<string, Face>()

/** Read when it is first needed, and kept. */
function open({ family, subset, weight }: FontFile): Face {
  const name = `${family}-${subset}-${weight}`
  let face = opened.get(name)
  if (!face) {
    const bytes = sfntOf(readFileSync(require.resolve(`@fontsource/${family}/files/${name}-normal.woff`)))
    face = { name, bytes, letters: new Set(asFont(create(bytes)).characterSet), scale: family === 'noto-naskh-arabic' ? 1.14 : 1 }
    opened.set(name, face)
  }
  return face
}

/** `create` answers a collection for files that hold several fonts; each of ours holds one. */
function asFont(font: ReturnType<typeof create>): Font {
  if (!('characterSet' in font)) throw new Error('a font file of ours is a collection')
  return font
}

const arabic = /\p{Script=Arabic}/u
/** Spaces, points and the like belong to whatever letters they stand among. */
const shared = /[\p{Script=Common}\p{Script=Inherited}]/u

/** The face for a letter: the one of the letter before it where a sign belongs to no script, else the first that has it. */
export function faceFor(letter: string, voice: Voice, before: Face | null): Face {
  const code = letter.codePointAt(0) ?? 0
  if (before?.letters.has(code) && shared.test(letter)) return before
  const chain = files[voice]
  const likely = arabic.test(letter) ? chain.filter(({ subset }) => subset === 'arabic') : chain
  for (const one of likely) {
    const face = open(one)
    if (face.letters.has(code)) return face
  }
  const [first] = chain
  if (!first) throw new Error(`the voice ${voice} has no face`)
  return before ?? open(first)
}
