import { describe, expect, it } from 'vitest'
import { normalise, spelled } from './normalise.ts'
import { wordsOf } from './words.ts'

describe('text as it is searched', () => {
  it.each([
    ['أَسَاسِيَّاتُ الإدارة', 'اساسيات الاداره'],
    ['مبتدئ', 'مبتدى'],
    ['قراءة', 'قراة'],
    ['العـــربية', 'العربيه'],
    ['٢٠٢٦ و ۱۴', '2026 و 14'],
    ['ﻻ', 'لا'],
    ['Élève Ångström', 'eleve angstrom'],
    ['su’aal', "su'aal"],
    ['Sawir-Qaadista', 'sawir-qaadista'],
    ['ＦＵＬＬ  width', 'full width'],
  ])('is one for %s and %s', (one, other) => {
    expect(normalise(one)).toBe(normalise(other))
  })

  it('stays as it is when normalised again', () => {
    for (const text of ['أَسَاسِيَّاتُ', 'Élève', "su'aal", 'ﷺ', 'İstanbul']) expect(normalise(normalise(text))).toBe(normalise(text))
  })
})

describe('letters for trigrams', () => {
  it('are of ASCII, and as different as those they stand for', () => {
    const alphabet = 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي'
    expect(spelled(alphabet)).toMatch(/^[a-z0-9]{28}$/)
    expect(new Set(spelled(alphabet)).size).toBe(28)
    expect(spelled('tide 12')).toBe('tide 12')
  })
})

describe('what somebody typed', () => {
  it('has a last word that may be unfinished', () => {
    expect(wordsOf('Bread bak')).toEqual({ all: 'bread bak', rest: 'bread', begun: 'bak' })
  })
  it('is taken by its words when it is a phrase', () => {
    expect(wordsOf('"bread baking"')).toMatchObject({ begun: null })
  })
  it('never asks for everything but a word', () => {
    expect(wordsOf('-bread')?.all).toBe('bread')
  })
  it('is nothing without a letter or digit', () => {
    expect([wordsOf(undefined), wordsOf(' … !!')]).toEqual([null, null])
  })
})
