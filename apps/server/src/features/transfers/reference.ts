import { randomInt } from 'node:crypto'

/** Digits after the check digits: with "RF" and them, four groups of four. */
const bodyLength = 12
const length = 4 + bodyLength

/**
 * A transfer's reference: the creditor reference of ISO 11649 ("RF", two check digits of ISO 7064 mod 97-10, then a body), which
 * banks carry unchanged and check themselves. The body is digits alone: nothing to confuse when it is spoken, typed or photographed.
 * @param body 12 digits
 */
export function referenceOf(body: string): string {
  if (!/^\d{12}$/.test(body)) throw new RangeError('a reference has twelve digits')
  return `RF${String(98 - remainder(`${body}RF00`)).padStart(2, '0')}${body}`
}

/** A reference that nobody can guess. The table's unique key settles the rest. */
export function newReference(): string {
  return referenceOf(String(randomInt(10 ** bodyLength)).padStart(bodyLength, '0'))
}

/** True for a reference as it is stored: capitals, no spaces, check digits that hold. */
export function isReference(text: string): boolean {
  const match = /^RF(\d\d)(\d{12})$/.exec(text)
  if (match === null) return false
  const check = Number(match[1])
  // 00, 01 and 99 have the remainders of 97, 98 and 02: they are no check digits.
  return check >= 2 && check <= 98 && remainder(`${match[2] ?? ''}RF${match[1] ?? ''}`) === 1
}

/** As people read it: "RF18 5390 0754 7034". */
export function printReference(reference: string): string {
  return reference.replace(/(.{4})(?=.)/g, '$1 ')
}

/**
 * All references inside a payer's text, each once, in their order. Takes what phones, forms and banks make of them: lower case, spaces and
 * hyphens anywhere, line breaks, Arabic-Indic digits, the letters O, I and l for 0 and 1; but only where the check digits then hold.
 */
export function findReferences(text: string): string[] {
  const signs = significant(text)
  const found = new Set<string>()
  for (let at = 0; at + length <= signs.length; at += 1) {
    if (signs[at]?.sign !== 'R' || signs[at + 1]?.sign !== 'F') continue
    const candidate = signs.slice(at, at + length)
    if (candidate.some(({ gap }, index) => index > 0 && gap > longestGap)) continue
    const digits = candidate.slice(2).map(({ sign }) => readAs.get(sign) ?? sign)
    const reference = `RF${digits.join('')}`
    if (isReference(reference)) found.add(reference)
  }
  return [...found]
}

/** Signs between two of a reference: more, and it is two texts. */
const longestGap = 3
const readAs = new Map([
  ['O', '0'],
  ['I', '1'],
  ['L', '1'],
])
const between = /[\s\p{Dash}\p{Cf}._/+,:'?]/u

interface Sign {
  sign: string
  /** How many separators stand before it. */
  gap: number
}

function significant(text: string): Sign[] {
  const signs: Sign[] = []
  let gap = 0
  for (const given of text) {
    // Full-width and mathematical letters are letters.
    for (const sign of given.normalize('NFKC')) {
      if (between.test(sign)) {
        gap += 1
      } else {
        signs.push({ sign: latinDigit(sign) ?? sign.toUpperCase(), gap })
        gap = 0
      }
    }
  }
  return signs
}

/** Arabic-Indic (٠) and Persian (۰) digits as 0 to 9; undefined for anything else. */
function latinDigit(sign: string): string | undefined {
  const point = sign.codePointAt(0) ?? 0
  if (point >= 0x660 && point <= 0x669) return String(point - 0x660)
  return point >= 0x6f0 && point <= 0x6f9 ? String(point - 0x6f0) : undefined
}

/** What is left of a text of digits and capitals (A is 10, Z is 35) divided by 97. */
function remainder(text: string): number {
  let rest = 0
  for (const sign of text) {
    const value = Number.parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}
