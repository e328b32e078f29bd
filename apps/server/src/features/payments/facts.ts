import type { PaymentFacts } from '@edurise/db'

type Captures = NonNullable<PaymentFacts['captures']>
type Refunds = NonNullable<PaymentFacts['refunds']>
type Disputes = NonNullable<PaymentFacts['disputes']>
type Receipts = NonNullable<PaymentFacts['receipts']>

const refundRank = { pending: 0, succeeded: 1, failed: 2 } as const
const disputeRank = { warning: 0, needs_response: 1, under_review: 2, prevented: 3, withdrawn: 4, won: 5, lost: 6 } as const

function mergeBy<T extends object>(
  one: Record<string, T> = {},
  other: Record<string, T> = {},
  later: (a: T, b: T) => T,
): Record<string, T> {
  const merged = { ...one }
  for (const [id, value] of Object.entries(other)) {
    const known = merged[id]
    merged[id] = known === undefined ? value : later(known, value)
  }
  return Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Of two that are worth the same, always the same one: a merge must not depend on who came first. */
function either<T extends object>(a: T, b: T): T {
  return canonical(a) >= canonical(b) ? a : b
}

/** Facts come from the provider and back from the database, which orders keys its own way. */
function canonical(value: object): string {
  return JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}

const laterCapture = (a: Captures[string], b: Captures[string]): Captures[string] =>
  // The fee is known a moment after the capture itself.
  a.feeMinor === b.feeMinor ? either(a, b) : a.feeMinor > b.feeMinor ? a : b

const laterRefund = (a: Refunds[string], b: Refunds[string]): Refunds[string] =>
  refundRank[a.status] === refundRank[b.status] ? either(a, b) : refundRank[a.status] > refundRank[b.status] ? a : b

const laterReceipt = (a: Receipts[string], b: Receipts[string]): Receipts[string] =>
  a.status === b.status ? either(a, b) : a.status === 'withdrawn' ? a : b

/** Of a dispute, what only moves one way: it is joined, and has no say in which look is the further one. */
function wordOf({
  feeMinor: _fee,
  feeReturnedMinor: _feeReturned,
  withdrawnMinor: _withdrawn,
  reinstatedMinor: _reinstated,
  answered: _answered,
  ...word
}: Disputes[string]) {
  return word
}

/** What was said to an inquiry does not answer the dispute that it becomes. */
function isAnswered(status: Disputes[string]['status'], ...looks: Disputes[string][]): boolean {
  return looks.some((look) => look.answered === true && (look.status !== 'warning' || status === 'warning'))
}

function laterDispute(a: Disputes[string], b: Disputes[string]): Disputes[string] {
  const [one, other] = [wordOf(a), wordOf(b)]
  const further =
    disputeRank[a.status] === disputeRank[b.status] ? either(one, other) : disputeRank[a.status] > disputeRank[b.status] ? one : other
  return {
    ...further,
    feeMinor: Math.max(a.feeMinor, b.feeMinor),
    withdrawnMinor: Math.max(a.withdrawnMinor, b.withdrawnMinor),
    reinstatedMinor: Math.max(a.reinstatedMinor, b.reinstatedMinor),
    ...(a.feeReturnedMinor || b.feeReturnedMinor ? { feeReturnedMinor: Math.max(a.feeReturnedMinor ?? 0, b.feeReturnedMinor ?? 0) } : {}),
    ...(isAnswered(further.status, a, b) ? { answered: true } : {}),
  }
}

/** All that was seen of the payment's own object in one look: a gateway reports it whole, so one look replaces another whole. */
function lookOf({
  captures: _captures,
  refunds: _refunds,
  disputes: _disputes,
  receipts: _receipts,
  noAnswer: _noAnswer,
  closed: _closed,
  ...look
}: PaymentFacts): PaymentFacts {
  return look
}

/** The newest look counts, and of two at one moment always the same. */
function newestLook(a: PaymentFacts, b: PaymentFacts): PaymentFacts {
  const [one, other] = [lookOf(a), lookOf(b)]
  if (one.observedAt === other.observedAt) return either(one, other)
  return (one.observedAt ?? '') > (other.observedAt ?? '') ? one : other
}

/**
 * What is known of a payment after two looks at it, in whatever order they arrive and however often: commutative, associative
 * and idempotent. Money that was seen to move is never unseen; refunds and disputes only move forward (decisions, 8).
 */
export function mergeFacts(a: PaymentFacts, b: PaymentFacts): PaymentFacts {
  return {
    ...newestLook(a, b),
    ...(a.noAnswer || b.noAnswer ? { noAnswer: true } : {}),
    ...(a.closed || b.closed ? { closed: true } : {}),
    captures: mergeBy(a.captures, b.captures, laterCapture),
    refunds: mergeBy(a.refunds, b.refunds, laterRefund),
    disputes: mergeBy(a.disputes, b.disputes, laterDispute),
    ...(a.receipts || b.receipts ? { receipts: mergeBy(a.receipts, b.receipts, laterReceipt) } : {}),
  }
}
