const letters: Record<string, string> = { ٱ: 'ا', ى: 'ي', ی: 'ي', ة: 'ه', ک: 'ك', ء: '', ـ: '' }
const variants = new RegExp(`[${Object.keys(letters).join('')}]`, 'g')
const digits = /[\u0660-\u0669\u06F0-\u06F9]/g

/**
 * Text as it is searched: one spelling for what people write in several. Compatibility forms, case, accents, Arabic vowel signs,
 * hamza and alef, the final ya and ta, digits of three scripts, and apostrophes within words make no difference afterwards.
 */
export function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(variants, (letter) => letters[letter] ?? '')
    .replace(digits, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
    .replace(/(?<=\p{L})['’ʼ‘`](?=\p{L})/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}

const arabic = 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي'
const ascii = 'abtvj7xd0rzsc98653gfqklmnhwy'

/** Normalised text in letters that Postgres makes trigrams of in every locale: in some it takes those of ASCII alone. */
export function spelled(text: string): string {
  return text.replace(/[\u0621-\u064A]/g, (letter) => ascii[arabic.indexOf(letter)] ?? '')
}
