import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findReferences, isReference, newReference, printReference, referenceOf } from './reference.ts'

const body = fc.stringMatching(/^\d{12}$/)
const position = fc.nat(15)
const arabic = (text: string) => text.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))
const persian = (text: string) => text.replace(/\d/g, (digit) => String.fromCodePoint(0x6f0 + Number(digit)))

test('a reference is a creditor reference of ISO 11649: moved to the end, its head leaves 1 by 97', () => {
  // The standard's own example has the same arithmetic: RF18 5390 0754 7034.
  expect(referenceOf('539007547034')).toBe('RF18539007547034')
  fc.assert(
    fc.property(body, (digits) => {
      const reference = referenceOf(digits)
      const numeric = `${digits}2715${reference.slice(2, 4)}`
      expect(BigInt(numeric) % 97n).toBe(1n)
      expect(isReference(reference)).toBe(true)
    }),
  )
})

test('new references are valid, and different', () => {
  const made = Array.from({ length: 500 }, newReference)
  expect(made.every(isReference)).toBe(true)
  expect(new Set(made).size).toBe(500)
})

test('a body that is not twelve digits makes no reference', () => {
  for (const wrong of ['', '12345678901', '1234567890123', '12345678901a', '١٢٣٤٥٦٧٨٩٠١٢'])
    expect(() => referenceOf(wrong)).toThrow(RangeError)
})

test('one wrong character is never a reference, whatever it is and wherever it stands', () => {
  fc.assert(
    fc.property(body, position, fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')), (digits, at, sign) => {
      const reference = referenceOf(digits)
      fc.pre(reference[at] !== sign)
      expect(isReference(reference.slice(0, at) + sign + reference.slice(at + 1))).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})

test('two neighbours that changed places are never a reference', () => {
  fc.assert(
    fc.property(body, fc.nat(14), (digits, at) => {
      const reference = referenceOf(digits)
      const [one = '', other = ''] = [reference[at], reference[at + 1]]
      fc.pre(one !== other)
      expect(isReference(reference.slice(0, at) + other + one + reference.slice(at + 2))).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})

test('a lost or doubled character is never a reference', () => {
  fc.assert(
    fc.property(body, position, (digits, at) => {
      const reference = referenceOf(digits)
      expect(isReference(reference.slice(0, at) + reference.slice(at + 1))).toBe(false)
      expect(isReference(reference.slice(0, at + 1) + reference.slice(at))).toBe(false)
    }),
  )
})

const twins: Record<string, string> = { '97': '00', '98': '01', '02': '99' }

test('check digits 00, 01 and 99 are refused, though their remainders would hold', () => {
  fc.assert(
    fc.property(body, (digits) => {
      const check = referenceOf(digits).slice(2, 4)
      fc.pre(check in twins)
      expect(isReference(`RF${twins[check] ?? ''}${digits}`)).toBe(false)
    }),
    { numRuns: 50 },
  )
})

test('it is printed in groups of four', () => {
  expect(printReference('RF18539007547034')).toBe('RF18 5390 0754 7034')
})

test.each([
  ['RF18539007547034'],
  ['rf18 5390 0754 7034'],
  ['Invoice 7, ref. RF18-5390-0754-7034, thank you'],
  ['RF18 5390 0754\n7034 for the course'],
  ['RF١٨ ٥٣٩٠ ٠٧٥٤ ٧٠٣٤'],
  ['الدفعة رقم \u2066RF18 5390 0754 7034\u2069'],
  ['RF۱۸۵۳۹۰۰۷۵۴۷۰۳۴'],
  ['RFI8 539O O754 7O34'],
  ['rfl8 539o o754 7o34'],
  [
    'RF18 5390 0754 7034'
      .normalize('NFKC')
      .replace(/./g, (sign) => (sign === ' ' ? sign : String.fromCodePoint(sign.charCodeAt(0) + 0xfee0))),
  ],
  ['SVWZ+RF18539007547034DANKE'],
  ['RRF18539007547034'],
])('finds the reference in %s', (text) => {
  expect(findReferences(text)).toEqual(['RF18539007547034'])
})

test.each([['RF18 5390 0754 7035'], ['RF 18'], ['18 5390 0754 7034'], ['RF18 5390 - - - - 0754 7034'], ['RF18 539S 0754 7034'], ['']])(
  'finds none in %s',
  (text) => {
    expect(findReferences(text)).toEqual([])
  },
)

test('whatever stands around it, a reference is found as long as its check digits hold', () => {
  const noise = fc.string({ unit: 'grapheme', maxLength: 60 })
  const shape = fc.constantFrom<(text: string) => string>(
    (text) => text,
    printReference,
    (text) => text.toLowerCase(),
    (text) => printReference(text).replaceAll(' ', '-'),
    arabic,
    persian,
    (text) => text.replaceAll('0', 'O').replaceAll('1', 'l'),
    (text) => text.split('').join(' '),
  )
  fc.assert(
    fc.property(noise, body, shape, noise, (before, digits, shaped, after) => {
      const reference = referenceOf(digits)
      expect(findReferences(`${before}    ${shaped(reference)}    ${after}`)).toContain(reference)
    }),
    { numRuns: 1_000 },
  )
})

test('several references in one text are all found, each once', () => {
  fc.assert(
    fc.property(fc.uniqueArray(body, { minLength: 1, maxLength: 6 }), (bodies) => {
      const references = bodies.map(referenceOf)
      expect(findReferences([...references, ...references].map(printReference).join('; '))).toEqual(references)
    }),
  )
})

test('a text of a megabyte is searched in time that grows with its length alone', () => {
  const began = performance.now()
  expect(findReferences('RF'.repeat(250_000))).toEqual([])
  expect(findReferences('RF18 5390 0754 703'.repeat(25_000))).toEqual([])
  expect(performance.now() - began).toBeLessThan(5_000)
})
