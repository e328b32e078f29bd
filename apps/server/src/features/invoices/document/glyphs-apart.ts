/** What pdfkit 0.20 keeps of an embedded font, as far as it is touched here. */
interface Glyph {
  id: number
  codePoints: number[]
  advanceWidth: number
}
interface EmbeddedFont {
  /** Of fontkit, which keeps one object of each glyph, with the letters that it stood for first. */
  font: { getGlyph: (id: number, codePoints?: number[]) => Glyph }
  scale: number
  widths: number[]
  unicode: number[][]
  subset: { glyphs: number[]; includeGlyph: (glyph: number) => number }
  layout: (text: string, features?: readonly string[]) => { glyphs: Glyph[]; positions: object[] }
  encode: (text: string, features?: readonly string[]) => [string[], object[]]
}

/** pdfkit names its current font nowhere in its types; the version is pinned, and a test reads Arabic back out of a document. */
function currentFont(doc: object): EmbeddedFont {
  return (doc as { _font: EmbeddedFont })._font
}

/**
 * Lets the current font of a document say what each of its glyphs stands for. Arabic letters that differ only in their dots share a glyph, and
 * pdfkit knows one meaning of each glyph: ب would be copied and found as whatever letter of its shape came first. Here a glyph with two meanings
 * is embedded twice.
 */
export function tellGlyphsApart(doc: object): void {
  const font = currentFont(doc)
  const glyphOf = font.font.getGlyph.bind(font.font)
  font.font.getGlyph = (id, codePoints = []) => Object.create(glyphOf(id, codePoints), { codePoints: { value: codePoints } })
  // What has been measured is not shaped again to be drawn.
  const shape = font.layout.bind(font)
  const shaped = new Map<string, ReturnType<typeof shape>>()
  font.layout = (text, features) => {
    const key = `${features?.join(' ') ?? ''}\n${text}`
    const known = shaped.get(key)
    if (known) return known
    const run = shape(text, features)
    shaped.set(key, run)
    return run
  }
  const places = new Map<string, number>()
  const taken = new Set<number>()
  const placeOf = (id: number, meaning: string): number => {
    const key = `${id} ${meaning}`
    let place = places.get(key)
    if (place === undefined) {
      place = taken.has(id) ? font.subset.glyphs.push(id) - 1 : font.subset.includeGlyph(id)
      taken.add(id)
      places.set(key, place)
    }
    return place
  }
  font.encode = (text, features) => {
    const { glyphs, positions } = font.layout(text, features)
    const codes = glyphs.map(({ id, codePoints, advanceWidth }) => {
      const place = placeOf(id, codePoints.join(' '))
      font.widths[place] ??= advanceWidth * font.scale
      font.unicode[place] ??= codePoints
      return place.toString(16).padStart(4, '0')
    })
    return [codes, positions]
  }
}
