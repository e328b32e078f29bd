import { isoDate, StatementRefused } from './statement.ts'

type Order = 'dmy' | 'mdy'
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** The order of day and month in a file, from all its dates. Where every date fits both, and means two different days, the person is asked. */
export function dateOrderOf(rows: readonly { line: number; cells: string[] }[], place: number, answer: Order | undefined): Order {
  let open: { line: number; text: string } | undefined
  for (const { line, cells } of rows) {
    const text = cells[place] ?? ''
    const parts = slashed(text)
    if (parts === null) continue
    const [first, second] = parts
    if (first > 12) return 'dmy'
    if (second > 12) return 'mdy'
    if (first !== second) open ??= { line, text }
  }
  if (open === undefined || answer !== undefined) return answer ?? 'dmy'
  throw new StatementRefused('unanswered', { line: open.line, question: { ask: 'dateOrder', example: open.text.slice(0, 80) } })
}

/** An ISO date from what banks write: 2026-11-24, 20261124, 24.11.2026, 24/11/26, 24-Nov-2026, with or without a time. */
export function readDate(text: string, order: Order): string | null {
  const plain = latin(text)
  const iso = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)/.exec(plain)
  if (iso !== null) return isoDate(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?!\d)/.exec(plain)
  if (dotted !== null) return isoDate(year(dotted[3]), Number(dotted[2]), Number(dotted[1]))
  const named = /^(\d{1,2})[-/ ]([a-z]{3})[a-z]{0,6}[-/ ,.]{1,2}(\d{4}|\d{2})(?!\d)/i.exec(plain)
  if (named !== null) return isoDate(year(named[3]), months.indexOf((named[2] ?? '').toLowerCase()) + 1, Number(named[1]))
  const [first, second, last] = slashed(text) ?? []
  if (first === undefined || second === undefined || last === undefined) return null
  return order === 'dmy' ? isoDate(last, second, first) : isoDate(last, first, second)
}

function slashed(text: string): [number, number, number] | null {
  const match = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(latin(text))
  return match === null ? null : [Number(match[1]), Number(match[3]), year(match[4])]
}

function year(digits = ''): number {
  return digits.length === 2 ? 2000 + Number(digits) : Number(digits)
}

function latin(text: string): string {
  return text
    .slice(0, 60)
    .replace(/[٠-٩]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0x6f0))
    .replace(/\p{Cf}/gu, '')
    .trim()
}
