/** A cell of a table for spreadsheets: text, or a number as decimal text. */
export type Cell = string | { number: string }

/** What a spreadsheet would take for a formula when it begins a cell. */
const formula = /^[=+\-@\t\r]/

function cell(value: Cell): string {
  if (typeof value === 'object') return value.number
  const safe = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line as RFC 4180 has it. What others wrote stays text: it never becomes a formula. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

/** Tells spreadsheets that what follows is UTF-8. */
export const byteOrderMark = '\u{feff}'
