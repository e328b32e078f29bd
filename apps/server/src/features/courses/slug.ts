/** Arabic letters as they are commonly written in Latin ones; short vowels stay unwritten, as in the original. */
const letters: Record<string, string> = {
  ا: 'a',
  أ: 'a',
  إ: 'i',
  آ: 'a',
  ٱ: 'a',
  ب: 'b',
  ت: 't',
  ث: 'th',
  ج: 'j',
  ح: 'h',
  خ: 'kh',
  د: 'd',
  ذ: 'dh',
  ر: 'r',
  ز: 'z',
  س: 's',
  ش: 'sh',
  ص: 's',
  ض: 'd',
  ط: 't',
  ظ: 'z',
  ع: 'a',
  غ: 'gh',
  ف: 'f',
  ق: 'q',
  ك: 'k',
  ل: 'l',
  م: 'm',
  ن: 'n',
  ه: 'h',
  ة: 'a',
  و: 'w',
  ؤ: 'u',
  ي: 'y',
  ى: 'a',
  ئ: 'i',
  ء: '',
  پ: 'p',
  چ: 'ch',
  ژ: 'zh',
  گ: 'g',
  ڤ: 'v',
}
const digits = '٠١٢٣٤٥٦٧٨٩'

/** A title as the readable part of an address. Empty when nothing in it can be written in ASCII. */
export function slugOf(title: string): string {
  return title
    .normalize('NFC')
    .replace(/[\u064B-\u065F\u0670\u0640]/g, '')
    .replace(/[\u0600-\u06FF]/g, (letter) => letters[letter] ?? (digits.includes(letter) ? String(digits.indexOf(letter)) : ' '))
    .normalize('NFKD')
    .replace(/[\u0300-\u036F'’`]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')
}

/** The slug itself, then the same numbered from 2. */
export function slugCandidates(title: string): string[] {
  const base = slugOf(title) || 'course'
  return [base, ...Array.from({ length: 200 }, (_, index) => `${base}-${index + 2}`)]
}
