import { readCamt053 } from './camt053.ts'
import { readCsv } from './csv.ts'
import { decode } from './decode.ts'
import { readMt940 } from './mt940.ts'
import { limits, StatementRefused } from './statement.ts'
import type { Answers, Refusal, Statement } from './statement.ts'

export type Read = { statement: Statement; refusal: null } | { statement: null; refusal: Refusal }

/** Reads a bank's statement whatever its format, which its content tells, never its name. Pure; at most 5 MB and 20,000 bookings. */
export function readStatement(bytes: Uint8Array, answers: Answers = {}): Read {
  try {
    return { statement: read(bytes, answers), refusal: null }
  } catch (error) {
    if (error instanceof StatementRefused) return { statement: null, refusal: error.refusal }
    throw error
  }
}

function read(bytes: Uint8Array, answers: Answers): Statement {
  if (bytes.byteLength > limits.bytes) throw new StatementRefused('too_large', { found: String(bytes.byteLength) })
  const other = otherFormat(bytes)
  if (other !== undefined) throw new StatementRefused('not_a_statement', { found: other })
  const text = decode(bytes)
  if (text.trim() === '') throw new StatementRefused('empty')
  if (/^\s{0,100}</.test(text)) return readCamt053(text)
  if (/^:20:|^\{1:F01/m.test(text.slice(0, 4_000))) return readMt940(text)
  return readCsv(text, answers)
}

/** What people send instead of a statement. */
function otherFormat(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  if (head.startsWith('PK\u0003\u0004')) return 'zip, xlsx'
  if (head.startsWith('%PDF')) return 'pdf'
  if (head.startsWith('\u00D0\u00CF\u0011\u00E0')) return 'xls'
  return undefined
}
