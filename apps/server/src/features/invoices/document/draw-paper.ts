import type { InvoiceSnapshot } from '@edurise/contracts'
import PdfDocument from 'pdfkit'
import { hexOf } from '../../../colours.ts'
import { textOf, type Paper, type PaperText, type Party } from './paper.ts'
import { Typesetter, type Direction, type Line, type Style } from './typeset.ts'

/** A4 in points, and the space that is left free around it. */
const page = { width: 595.28, height: 841.89, margin: 56, foot: 64 }
const measure = page.width - 2 * page.margin
const saffron = hexOf(0.83, 0.145, 80)
const colours = { ink: hexOf(0.225, 0.02, 270), toned: hexOf(0.38, 0.02, 270), muted: hexOf(0.5, 0.018, 275), line: hexOf(0.872, 0.01, 86) }
const columns = { title: measure - 190, quantity: 60, amount: 120, gap: 5 }

interface Styles {
  title: Style
  name: Style
  label: Style
  text: Style
  strong: Style
  mono: Style
  own: Style
  ownBook: Style
  ownStrong: Style
  value: Style
  total: Style
  small: Style
}

function stylesOf(base: Direction): Styles {
  const desk = { voice: 'desk', size: 10, colour: colours.ink, base } as const
  const own = { ...desk, base: 'auto' } as const
  return {
    title: { voice: 'book', size: 27, colour: colours.ink, base },
    name: { voice: 'book', size: 14, colour: colours.ink, base: 'auto' },
    label: { ...desk, size: 8.5, colour: colours.muted },
    text: { ...desk, colour: colours.toned },
    strong: { ...desk, voice: 'strong' },
    mono: { ...own, voice: 'mono', base: 'ltr' },
    own: { ...own, colour: colours.toned },
    ownBook: { ...own, voice: 'book', size: 11 },
    ownStrong: { ...own, voice: 'strong', size: 10.5 },
    // Amounts and counts stand in one order in every language.
    value: { ...desk, base: 'ltr' },
    total: { ...desk, voice: 'strong', size: 13, base: 'ltr' },
    small: { ...desk, size: 8.5, colour: colours.muted },
  }
}

type Element = PDFKit.PDFStructureElement
/** What a head of a table is the head of. */
const scopes: Record<string, { scope: string }> = { TH: { scope: 'Column' }, RowHead: { scope: 'Row' } }

/** A place for text: how far from the side where reading starts, how wide, and at which side it stands. */
interface Place {
  start: number
  width: number
  align?: 'start' | 'end'
}

/** The document as bytes; the same ones for the same paper. A picture of the logo is PNG. */
export async function drawPaper(paper: Paper, logo: Uint8Array | null): Promise<Buffer> {
  const text = textOf(paper)
  const { locale } = paper.snapshot
  const options: PDFKit.PDFDocumentOptions = {
    size: [page.width, page.height],
    // Nothing flows by itself: a page ends where we say so.
    margin: 0,
    bufferPages: true,
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: locale,
    info: {
      Title: `${text.title} ${paper.name}`,
      Author: forMetadata(text.from),
      Creator: 'Edurise',
      Producer: 'Edurise',
      CreationDate: new Date(paper.versionAt),
      ModDate: new Date(paper.versionAt),
    },
  }
  // A subset that pdfkit knows and its types do not.
  const doc = new PdfDocument(Object.assign(options, { subset: 'PDF/UA' }))
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve)
    doc.on('error', reject)
  })
  new Sheet(doc, paper, text).draw(logo)
  doc.end()
  await ended
  return Buffer.concat(chunks)
}

/** pdfkit writes these words into XML as they are: a name with a sign of markup would break it, or write elements of its own. */
function forMetadata(name: string): string {
  return name.replace(/&/g, '+').replace(/[<>\p{Cc}]/gu, '')
}

class Sheet {
  readonly #doc: PDFKit.PDFDocument
  readonly #type: Typesetter
  readonly #paper: Paper
  readonly #text: PaperText
  readonly #rtl: boolean
  readonly #styles: Styles
  readonly #root: Element
  #y = page.margin

  constructor(doc: PDFKit.PDFDocument, paper: Paper, text: PaperText) {
    this.#doc = doc
    this.#type = new Typesetter(doc)
    this.#paper = paper
    this.#text = text
    this.#rtl = paper.snapshot.locale === 'ar'
    this.#styles = stylesOf(this.#rtl ? 'rtl' : 'ltr')
    this.#root = doc.struct('Document')
    doc.addStructure(this.#root)
  }

  draw(logo: Uint8Array | null): void {
    this.#decorated(() => this.#band(12))
    this.#head(logo)
    this.#parties()
    this.#facts()
    this.#table()
    this.#sums()
    this.#closing()
    this.#root.end()
    this.#feet()
  }

  #head(logo: Uint8Array | null): void {
    const { title, mono, name } = this.#styles
    const { words, from } = this.#text
    const top = page.margin
    const half = measure / 2 - 12
    const ofSeller: Place = { start: half + 24, width: half, align: 'end' }
    this.#y = top + 2
    this.#paragraph(this.#root, 'H1', this.#text.title, title, { start: 0, width: half }, this.#rtl ? 42 : 34)
    this.#paragraph(this.#root, 'P', this.#paper.name, { ...mono, size: 11, colour: colours.toned }, { start: 0, width: half }, 16)
    const left = this.#y
    let right = top
    if (logo) {
      const [width, height] = [120, 42]
      const figure = this.#add(this.#root, 'Figure', { alt: words.logoOf(from), bbox: this.#boxOf(ofSeller, top, width, height) })
      figure.add(() => {
        const { x } = this.#corner({ ...ofSeller, start: measure - width, width })
        this.#doc.image(Buffer.from(logo), x, top, { fit: [width, height], align: this.#rtl ? undefined : 'right' })
      })
      figure.end()
      right += height + 8
    }
    this.#y = right
    this.#paragraph(this.#root, 'P', from, name, ofSeller, 19)
    this.#y = Math.max(left, this.#y) + 26
  }

  #parties(): void {
    const top = this.#y
    const half = measure / 2 - 12
    this.#party(this.#text.buyer, { start: 0, width: half })
    const left = this.#y
    this.#y = top
    this.#party(this.#text.seller, { start: half + 24, width: half })
    this.#y = Math.max(left, this.#y) + 20
  }

  #party({ label, name, lines }: Party, place: Place): void {
    const { label: small, ownStrong, own } = this.#styles
    const section = this.#add(this.#root, 'Sect')
    this.#paragraph(section, 'H2', label, small, place, 15)
    this.#paragraph(section, 'P', name, ownStrong, place, 15)
    for (const line of lines) this.#paragraph(section, 'P', line, own, place, 14)
    section.end()
  }

  #facts(): void {
    const { label, mono, strong } = this.#styles
    const { facts, notes } = this.#text
    const perRow = 3
    const width = (measure - 24 * (perRow - 1)) / perRow
    this.#rule()
    this.#y += 14
    for (let from = 0; from < facts.length; from += perRow) {
      const top = this.#y
      let bottom = top
      for (const [index, fact] of facts.slice(from, from + perRow).entries()) {
        const place = { start: index * (width + 24), width }
        const pair = this.#add(this.#root, 'Sect')
        this.#y = top
        this.#paragraph(pair, 'P', fact.label, label, place, 14)
        this.#paragraph(pair, 'P', fact.value, fact.mono ? mono : { ...strong, voice: 'desk', base: 'auto' }, place, 14)
        pair.end()
        bottom = Math.max(bottom, this.#y)
      }
      this.#y = bottom + 10
    }
    for (const note of notes) {
      this.#paragraph(this.#root, 'P', note, this.#styles.text, { start: 0, width: measure }, 15)
      this.#y += 4
    }
    this.#y += 12
  }

  #table(): void {
    const table = this.#add(this.#root, 'Table')
    this.#tableHead(table)
    for (const row of this.#text.lines) {
      const title = this.#type.lines(row.title, this.#styles.ownBook, columns.title)
      if (this.#full(title.length * 16 + 20)) {
        this.#turn()
        this.#tableHead(table)
      }
      const tr = this.#add(table, 'TR')
      const top = (this.#y += 9)
      this.#cell(tr, 'TD', title, this.#styles.ownBook, { start: 0, width: columns.title }, 16)
      const bottom = this.#y
      this.#y = top
      this.#number(tr, row.quantity, { start: columns.title + columns.gap, width: columns.quantity, align: 'end' })
      this.#y = top
      this.#number(tr, row.amount, { start: measure - columns.amount, width: columns.amount, align: 'end' })
      tr.end()
      this.#y = bottom + 9
      this.#rule()
    }
    table.end()
    this.#y += 12
  }

  #number(row: Element, text: string, place: Place): void {
    this.#cell(row, 'TD', this.#type.lines(text, this.#styles.value, place.width), this.#styles.value, place, 16)
  }

  #tableHead(table: Element): void {
    const { words } = this.#text
    const { label } = this.#styles
    const tr = this.#add(table, 'TR')
    const top = this.#y
    const heads: [string, Place][] = [
      [words.what, { start: 0, width: columns.title }],
      [words.quantity, { start: columns.title + columns.gap, width: columns.quantity, align: 'end' }],
      [words.amount, { start: measure - columns.amount, width: columns.amount, align: 'end' }],
    ]
    for (const [head, place] of heads) {
      this.#y = top
      this.#cell(tr, 'TH', this.#type.lines(head, label, place.width), label, place, 14)
    }
    tr.end()
    this.#y = top + 18
    this.#rule(0.9, colours.muted)
  }

  #sums(): void {
    const { sums, total } = this.#text
    const width = 270
    const start = measure - width
    const half = width - columns.amount
    if (this.#full(sums.length * 18 + 40)) this.#turn()
    const table = this.#add(this.#root, 'Table')
    for (const [index, { label, amount }] of [...sums, total].entries()) {
      const last = index === sums.length
      const style = last ? this.#styles.total : this.#styles.value
      if (last) {
        this.#y += 4
        if (sums.length) this.#rule(0.5, colours.line, { start, width })
        this.#y += 8
      }
      const named: Style = last ? { ...this.#styles.strong, size: 11 } : this.#styles.text
      const tr = this.#add(table, 'TR')
      const top = this.#y
      this.#cell(tr, 'RowHead', this.#type.lines(label, named, half), named, { start, width: half }, 17)
      const bottom = this.#y
      this.#y = top
      const place: Place = { start: start + half, width: columns.amount, align: 'end' }
      this.#cell(tr, 'TD', this.#type.lines(amount, style, columns.amount), style, place, 17)
      this.#y = Math.max(bottom, this.#y) + 1
      tr.end()
    }
    table.end()
    this.#y += 24
  }

  #closing(): void {
    if (this.#full(30)) this.#turn()
    this.#rule()
    this.#y += 12
    this.#paragraph(this.#root, 'P', this.#text.settled, this.#styles.text, { start: 0, width: measure }, 15)
  }

  /** A new page, which says whose it is. */
  #turn(): void {
    this.#doc.addPage()
    this.#decorated(() => this.#band(5))
    this.#y = page.margin
  }

  /** On every page, when it is known how many there are. */
  #feet(): void {
    const { count } = this.#doc.bufferedPageRange()
    const { words, title, from } = this.#text
    const { small } = this.#styles
    for (let index = 0; index < count; index += 1) {
      this.#doc.switchToPage(index)
      this.#decorated(() => {
        this.#y = page.height - 46
        const place = { start: 0, width: measure * 0.72 }
        const [line] = this.#type.lines(`${title} \u2068${this.#paper.name}\u2069 · \u2068${from}\u2069`, small, place.width)
        if (line) this.#line(line, small, place)
        const [number] = this.#type.lines(words.page(index + 1, count), small, measure * 0.25)
        if (number) this.#line(number, small, { start: measure * 0.75, width: measure * 0.25, align: 'end' })
      })
    }
  }

  #full(height: number): boolean {
    return this.#y + height > page.height - page.foot
  }

  /** Text as a part of the document's structure, in its own language's order; goes on where the last one ended. */
  #paragraph(parent: Element, tag: string, text: string, style: Style, place: Place, lead: number): void {
    this.#cell(parent, tag, this.#type.lines(text, style, place.width), style, place, lead)
  }

  #cell(parent: Element, tag: string, lines: Line[], style: Style, place: Place, lead: number): void {
    const element = this.#add(parent, tag === 'RowHead' ? 'TH' : tag, scopes[tag] ?? {})
    // Who has it read aloud hears it in its own order, whatever order its letters are drawn in.
    const actual = lines.some(({ mixed }) => mixed) ? lines.map(({ text }) => text).join(' ') : undefined
    const spoken = this.#add(element, 'Span', { actual })
    spoken.add(() => {
      for (const line of lines) {
        this.#line(line, style, place)
        this.#y += lead
      }
    })
    element.end()
  }

  #line(line: Line, style: Style, place: Place): void {
    const { x, width } = this.#corner(place)
    const atLeft = (place.align === 'end') === this.#rtl
    this.#type.draw(line, style, atLeft ? x : x + width - line.width, this.#y + style.size)
  }

  #add(parent: Element, tag: string, options: object = {}): Element {
    const element = this.#doc.struct(tag, options)
    parent.add(element)
    return element
  }

  #corner({ start, width }: Place): { x: number; width: number } {
    return { x: this.#rtl ? page.width - page.margin - start - width : page.margin + start, width }
  }

  #boxOf(place: Place, top: number, width: number, height: number): [number, number, number, number] {
    const { x } = this.#corner({ ...place, start: measure - width, width })
    return [x, top, x + width, top + height]
  }

  #rule(thickness = 0.5, colour = colours.line, place: Place = { start: 0, width: measure }): void {
    const { x, width } = this.#corner(place)
    this.#decorated(() =>
      this.#doc
        .moveTo(x, this.#y)
        .lineTo(x + width, this.#y)
        .lineWidth(thickness)
        .strokeColor(colour)
        .stroke(),
    )
  }

  /** What nobody needs to hear. */
  #decorated(draw: () => void): void {
    this.#doc.markContent('Artifact', { type: 'Layout' })
    draw()
    this.#doc.endMarkedContent()
  }

  /** The woven band over the head, in the seller's dye; the same threads in every paper of one seller. */
  #band(height: number): void {
    const { deep, mid, pale, ink } = dyeOf(this.#paper.snapshot)
    this.#doc.rect(0, 0, page.width, height).fill(ink)
    const next = threads(this.#paper.snapshot.seller.name)
    const gap = 1.2
    for (let x = 0, index = 0; x < page.width; index += 1) {
      const width = 7 + next() * 26
      const colour = index === 4 ? saffron : next() > 0.82 ? pale : index % 2 ? mid : deep
      const left = this.#rtl ? page.width - x - width : x
      this.#doc.rect(left, 0, width, height - 1.2).fill(colour)
      x += width + gap
    }
  }
}

function dyeOf({ brand }: InvoiceSnapshot) {
  const { hue, chroma } = brand ?? { hue: 264, chroma: 0.11 }
  return {
    deep: hexOf(0.452, chroma * 0.95, hue),
    mid: hexOf(0.625, chroma, hue),
    pale: hexOf(0.893, chroma * 0.4, hue),
    ink: hexOf(0.3, chroma * 0.62, hue),
  }
}

/** Numbers from 0 to 1 that follow from a name (xorshift over FNV-1a). */
function threads(name: string): () => number {
  let state = 2_166_136_261
  for (const letter of name) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 16_777_619)
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
}
