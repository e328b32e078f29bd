import type { RefundChoice } from '@edurise/contracts'
import type { RefundRecord } from './queries.ts'
import { returnedByLine } from './settle-refunds.ts'

interface Line {
  id: string
  amountMinor: number
}

/** What is left of each line that no refund has named, in minor units. */
export function leftOfLines(lines: Line[], rows: Pick<RefundRecord, 'state' | 'lines'>[]): Map<string, number> {
  const spoken = returnedByLine(
    rows
      .filter(({ state }) => state === 'requested' || state === 'pending' || state === 'succeeded')
      .map(({ lines: named }) => ({
        state: 'succeeded' as const,
        lines: named,
      })),
  )
  return new Map(lines.map(({ id, amountMinor }) => [id, Math.max(0, amountMinor - (spoken.get(id) ?? 0))]))
}

/** Whether the chosen lines are of this order, each has that much left, and together they are the amount. No lines: the payment as a whole. */
export function checkLines(
  { lines: chosen, amountMinor }: Pick<RefundChoice, 'lines' | 'amountMinor'>,
  lines: Line[],
  rows: Pick<RefundRecord, 'state' | 'lines'>[],
): boolean {
  if (!chosen.length) return true
  const left = leftOfLines(lines, rows)
  const wanted = new Map<string, number>()
  for (const { lineId, amountMinor: minor } of chosen) wanted.set(lineId, (wanted.get(lineId) ?? 0) + minor)
  const each = [...wanted].every(([lineId, minor]) => minor <= (left.get(lineId) ?? -1))
  return each && chosen.reduce((sum, line) => sum + line.amountMinor, 0) === amountMinor
}
