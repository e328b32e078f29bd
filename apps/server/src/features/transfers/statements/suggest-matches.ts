import type { StatementPreview } from '@edurise/contracts'
import { orderName } from '../../../order-name.ts'
import { findReferences, printReference } from '../reference.ts'
import type { Candidate } from './queries.ts'
import type { StatementLine } from './statement.ts'

export type Match = NonNullable<StatementPreview['lines'][number]['match']>

/**
 * Which transfer each credit probably pays. A reference that holds its check digits and is one of ours is sure; else the amount that is still missing and a
 * word of the name together are a guess, where only one transfer fits. A guess is given once.
 */
export function suggestMatches(
  lines: readonly StatementLine[],
  named: readonly Candidate[],
  waiting: readonly Candidate[],
): Map<string, Match> {
  const byReference = new Map(named.map((transfer) => [transfer.reference, transfer]))
  const matches = new Map<string, Match>()
  const taken = new Set<string>()
  for (const line of lines) {
    const transfer = findReferences(line.remittance)
      .flatMap((reference) => byReference.get(reference) ?? [])
      .find(({ currency }) => currency === line.currency)
    if (!transfer) continue
    matches.set(line.fingerprint, matchOf(line, transfer, 'sure'))
    taken.add(transfer.id)
  }
  const byAmount = Map.groupBy(waiting, ({ leftMinor }) => leftMinor)
  for (const line of lines) {
    if (matches.has(line.fingerprint)) continue
    const fitting = (byAmount.get(line.amountMinor) ?? []).filter((transfer) => !taken.has(transfer.id) && alike(line, transfer.buyerName))
    const [only] = fitting
    if (only === undefined || fitting.length > 1) continue
    matches.set(line.fingerprint, matchOf(line, only, 'guess'))
    taken.add(only.id)
  }
  return matches
}

function matchOf({ amountMinor }: StatementLine, transfer: Candidate, how: Match['how']): Match {
  const { id, reference, buyerName, leftMinor, number, orderedAt } = transfer
  return {
    transferId: id,
    reference: printReference(reference),
    buyerName,
    orderNumber: orderName({ number, createdAt: orderedAt }),
    expectedMinor: Math.max(leftMinor, 0),
    how,
    fit: amountMinor === leftMinor ? 'exact' : amountMinor < leftMinor ? 'part' : 'over',
  }
}

/** Whether a word of three letters or more stands in both. Banks shorten names, and write them in capitals and without marks. */
function alike({ counterparty, remittance }: StatementLine, buyerName: string): boolean {
  const said = new Set(wordsOf(`${counterparty} ${remittance}`))
  return wordsOf(buyerName).some((word) => said.has(word))
}

function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 3)
}
