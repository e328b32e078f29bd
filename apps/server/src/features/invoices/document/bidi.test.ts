import { describe, expect, it } from 'vitest'
import { isolated, levelsOf, visualRuns } from './bidi.ts'

const seen = (text: string, base: 'ltr' | 'rtl' | 'auto') =>
  visualRuns(text, levelsOf(text, base), 0, text.length).map(({ text: run, rtl }) => `${rtl ? '←' : '→'}${run}`)

describe('a line of several directions', () => {
  it('stands from left to right as its reader expects: Arabic from the right, names and numbers in their own order', () => {
    expect(seen('الملاحة مع GPS و24 خريطة', 'rtl')).toEqual(['← خريطة', '→24', '← و', '→GPS', '←الملاحة مع '])
  })

  it('has its brackets round what they belong to', () => {
    expect(seen('دورة (الجزء 2)', 'rtl')).toEqual(['←(', '→2', '←دورة )الجزء '])
    expect(seen('Course (part 2)', 'rtl').join('')).toContain('Course (part 2')
  })

  it('keeps an amount, a date and a number apart from the words around them', () => {
    const line = `أُعيد ${isolated('−$49.00')} من الفاتورة ${isolated('HARBOUR-2026-000017')}.`
    expect(seen(line, 'rtl')).toEqual(['←.', '→HARBOUR-2026-000017', '← من الفاتورة ', '→−$49.00', '←أُعيد '])
  })

  it('leaves English as it is, and puts an Arabic name in it the right way round', () => {
    expect(seen('Amina Said', 'ltr')).toEqual(['→Amina Said'])
    expect(seen(`Sold by ${isolated('مدرسة الميناء')} in 2026`, 'ltr')).toEqual(['→Sold by ', '←مدرسة الميناء', '→ in 2026'])
  })

  it('cannot be turned by signs that somebody put into a name', () => {
    expect(isolated('Amina\u202e\u2069 0001')).toBe('\u2068Amina 0001\u2069')
  })
})
