import { createHash } from 'node:crypto'
import { extractText, getDocumentProxy, getMeta } from 'unpdf'
import { describe, expect, it } from 'vitest'
import { aCompany, aPaper } from '../testing/papers.ts'
import { drawPaper } from './draw-paper.ts'
import { drawInThread } from './drawing-thread.ts'
import type { Paper } from './paper.ts'

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const languages = ['en', 'ar', 'so'] as const

async function read(paper: Paper) {
  const bytes = await drawPaper(paper, null)
  const proxy = await getDocumentProxy(new Uint8Array(bytes))
  const { text, totalPages } = await extractText(proxy, { mergePages: true })
  const { info } = await getMeta(proxy)
  // Readers of text see a gap, or a sign of their own, where a mark stands over a letter.
  return { bytes, text, letters: text.replace(/[\s\p{Cc}]+/gu, ''), totalPages, info, marked: await proxy.getMarkInfo() }
}

describe.each(languages)('a document in %s', (locale) => {
  it('is the same to the last byte, whenever and in whichever thread it is drawn', async () => {
    const paper = aPaper(locale, { version: 2 })
    const [one, other, apart] = [await drawPaper(paper, null), await drawPaper(paper, null), await drawInThread(paper, null)]
    expect(digest(other)).toBe(digest(one))
    expect(digest(apart)).toBe(digest(one))
    expect(digest(await drawPaper(aPaper(locale, { version: 2, totalMinor: 4_901 }), null))).not.toBe(digest(one))
  })

  it('can be searched and read aloud: its number, its names and its amounts are text, and its structure is marked', async () => {
    const { text, info, marked, bytes } = await read(aPaper(locale))
    for (const said of ['HARBOUR-2026-000017', 'EDU-2026-000017', 'amina@example.org', '$49.00']) expect(text).toContain(said)
    expect(info['Title']).toContain('HARBOUR-2026-000017')
    expect(info['Language'] ?? locale).toBe(locale)
    expect(marked?.Marked).toBe(true)
    expect(bytes.toString('latin1')).toContain('/Lang (' + locale + ')')
  })
})

describe('a document', () => {
  it('tells Arabic letters apart that share a shape', async () => {
    const { letters } = await read(aPaper('ar'))
    // ب ي ت ن differ in their dots alone.
    for (const word of ['أمينة', 'سعيد', 'البائع', 'تاريخ', 'نوفمبر']) expect(letters).toContain(word)
  })

  it('names the company it is made out to, its number and its reference, and which version it is', async () => {
    const paper = aPaper(
      'en',
      { version: 2, versionAt: '2026-12-02T10:00:00.000Z' },
      { buyer: { name: 'Amina Said', email: 'a@example.org', company: aCompany } },
    )
    const { text } = await read(paper)
    for (const said of ['Badda Trading & Sons GmbH', 'Hafenstraße 12', 'Germany', 'DE136695976', 'KST-4711', 'Amina Said'])
      expect(text).toContain(said)
    expect(text).toContain('Version 2 of 2 December 2026. It replaces version 1 under the same number.')
  })

  it('says which invoice it corrects, and why', async () => {
    const corrects = { name: 'HARBOUR-2026-000017', issuedAt: '2026-11-23T20:14:00.000Z' }
    const note = aPaper('en', { kind: 'credit_note', name: 'HARBOUR-CN-2026-000001', corrects, totalMinor: -2_000 }, { reason: 'refund' })
    const { text } = await read(note)
    expect(text).toContain('This note corrects invoice HARBOUR-2026-000017 of 23 November 2026: $20.00')
    expect(text).toContain('−$20.00')
    expect(text).not.toContain('$49.00')
  })

  it('goes on over as many pages as it needs, each with its number, and loses no line', async () => {
    const lines = Array.from({ length: 80 }, (_, index) => ({
      title: `Course ${index} ${'with a long name '.repeat(8)}`,
      quantity: 1,
      amountMinor: 100 + index,
    }))
    const { text, totalPages } = await read(aPaper('en', { totalMinor: 11_160 }, { lines, subtotalMinor: 11_160 }))
    expect(totalPages).toBeGreaterThan(4)
    expect(text).toContain(`Page ${totalPages} of ${totalPages}`)
    for (const { title } of lines) expect(text).toContain(title.slice(0, 20))
  })

  it('writes every currency in its own decimals', async () => {
    const of = async (currency: string) => (await read(aPaper('en', { currency }))).text
    expect(await of('JPY')).toContain('JPY 4,900')
    expect(await of('KWD')).toContain('KWD 4.900')
  })

  it('is drawn beside the event loop, which goes on meanwhile', async () => {
    const papers = Array.from({ length: 4 }, (_, index) => aPaper('ar', { totalMinor: 4_900 + index }))
    await drawInThread(aPaper('ar'), null)
    const started = performance.now()
    for (const paper of papers) await drawPaper(paper, null)
    const drawing = performance.now() - started

    let longest = 0
    let last = performance.now()
    let running = true
    const turn = () => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
      if (running) setImmediate(turn)
    }
    setImmediate(turn)
    await Promise.all(papers.map((paper) => drawInThread(paper, null)))
    running = false
    expect(longest).toBeLessThan(drawing / 2)
  })

  it('keeps its metadata whole, whatever its seller is called', async () => {
    const seller = { name: '</rdf:li><x>Salt & Sons', names: {} }
    const { bytes, text, info } = await read(aPaper('en', {}, { seller }))
    const metadata = bytes.toString('utf8').match(/<x:xmpmeta[\s\S]*?<\/x:xmpmeta>/)?.[0] ?? ''
    expect(metadata).toContain('<rdf:li>/rdf:lixSalt + Sons</rdf:li>')
    expect(info['Author']).toBe('/rdf:lixSalt + Sons')
    expect(text).toContain('</rdf:li><x>Salt & Sons')
  })

  it('that cannot be drawn says so, and the next one is drawn', async () => {
    const broken = aPaper('en', { issuedAt: 'no moment', versionAt: 'no moment' })
    await expect(drawInThread(broken, null)).rejects.toThrow('a document could not be drawn')
    expect((await drawInThread(aPaper('en'), null)).subarray(0, 5).toString()).toBe('%PDF-')
  })
})
