import { minorOf, StatementRefused } from './statement.ts'

type Mark = '.' | ','

/**
 * The decimal mark of a file, from all its amounts: two different marks, or one that repeats, settle it, and so does a fraction that is not
 * three digits long. Where only "1,234" is left and the currency has three decimals, the person is asked.
 */
export function decimalMarkOf(
  rows: readonly { line: number; cells: string[] }[],
  places: readonly number[],
  exponent: number,
  answer: Mark | undefined,
): Mark {
  let proof: Mark | undefined
  let open: { mark: Mark; line: number; text: string } | undefined
  for (const { line, cells } of rows) {
    for (const place of places) {
      const text = bare(cells[place] ?? '').digits
      const mark = proves(text)
      if (mark !== undefined && proof !== undefined && mark !== proof)
        throw new StatementRefused('amount_unreadable', { line, found: cells[place] ?? '' })
      proof ??= mark
      const single = /^\d{1,3}([.,])\d{3}$/.exec(text)?.[1]
      if (single === '.' || single === ',') open ??= { mark: single, line, text: cells[place] ?? '' }
    }
  }
  if (proof !== undefined) return proof
  if (open === undefined) return answer ?? '.'
  if (exponent === 3) {
    if (answer !== undefined) return answer
    throw new StatementRefused('unanswered', { line: open.line, question: { ask: 'decimalMark', example: open.text.slice(0, 80) } })
  }
  // Three digits after it are no cents: it parts thousands.
  return open.mark === '.' ? ',' : '.'
}

function proves(text: string): Mark | undefined {
  const [points, commas] = [text.split('.').length - 1, text.split(',').length - 1]
  if (points > 0 && commas > 0) return text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ','
  if (points > 1) return ','
  if (commas > 1) return '.'
  const match = /^(\d+)([.,])(\d*)$/.exec(text)
  if (match === null) return undefined
  const settled = match[3]?.length !== 3 || match[1] === '0' || (match[1]?.length ?? 0) > 3
  return settled ? (match[2] === '.' ? '.' : ',') : undefined
}

/** Minor units of "1.234,50", "-1 234.50", "(12.00)", "12,00-", "USD 12.00"; null when it is no amount of this currency. */
export function readAmount(text: string, mark: Mark, exponent: number): number | null {
  const { digits, negative } = bare(text)
  const thousands = mark === '.' ? ',' : '.'
  const [whole = '', fraction] = digits.split(mark)
  if (digits.split(mark).length > 2 || fraction?.includes(thousands)) return null
  // Groups after the first have three digits, or two as in India.
  const groups = whole.split(thousands)
  if (
    groups.length > 1 &&
    groups.slice(1).some((group, index) => !(group.length === 3 || (group.length === 2 && index < groups.length - 2)))
  )
    return null
  const minor = minorOf(`${groups.join('')}${fraction === undefined ? '' : `${mark}${fraction}`}`, mark, exponent)
  return minor === null ? null : negative && minor !== 0 ? -minor : minor
}

function bare(text: string): { digits: string; negative: boolean } {
  const latin = text
    .slice(0, 60)
    .replace(/[٠-٩]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0x6f0))
    .replaceAll('٫', '.')
    .replaceAll('٬', ',')
    .replace(/[\s\p{Cf}'’]|[\p{L}\p{Sc}]+\.?/gu, '')
  const match = /^([-−+(]?)([\d.,]*)([-−+)]?)$/u.exec(latin)
  // What is left of anything else is no amount.
  if (match === null) return { digits: '?', negative: false }
  return { digits: match[2] ?? '', negative: /[-−(]/.test(`${match[1] ?? ''}${match[3] ?? ''}`) }
}
