import type { LedgerEntries, PaymentFacts } from '@edurise/db'
import type { Selectable } from 'kysely'

type Account = Selectable<LedgerEntries>['account']
type Kind = Selectable<LedgerEntries>['kind']

/** One transaction of the books. Its entries sum to 0; `providerRef` and `kind` make it unique, so that it is booked once. */
export interface Booking {
  providerRef: string
  kind: Kind
  currency: string
  entries: { account: Account; amountMinor: number }[]
}

/** From one account to another: a positive amount is what the second one gains. */
function move(providerRef: string, kind: Kind, currency: string, from: Account, to: Account, minor: number): Booking[] {
  if (minor === 0 || from === to) return []
  return [
    {
      providerRef,
      kind,
      currency,
      entries: [
        { account: to, amountMinor: minor },
        { account: from, amountMinor: -minor },
      ],
    },
  ]
}

type Refunds = NonNullable<PaymentFacts['refunds']>

/** Where a refund takes from, and what it undoes: a sale's money, what came beyond the price, or a match of ours that was wrong. */
function refundOf(id: string, { of, amountMinor }: Refunds[string], currency: string, outgo: Account): Booking[] {
  if (of === 'surplus') return move(id, 'surplus_returned', currency, 'provider_balance', 'suspense', amountMinor)
  if (of === 'undo') return move(id, 'capture_undone', currency, 'suspense', outgo, amountMinor)
  return move(id, 'refund', currency, 'provider_balance', outgo, amountMinor)
}

/** What comes back after a dispute comes in one movement: the amount, and the fee if the provider returns it. */
function reinstatementOf(
  id: string,
  currency: string,
  { reinstatedMinor, feeReturnedMinor = 0 }: NonNullable<PaymentFacts['disputes']>[string],
): Booking[] {
  const entries: Booking['entries'] = [
    { account: 'provider_balance', amountMinor: reinstatedMinor + feeReturnedMinor },
    { account: 'disputed_funds', amountMinor: -reinstatedMinor },
    { account: 'provider_fees', amountMinor: -feeReturnedMinor },
  ]
  const moved = entries.filter(({ amountMinor }) => amountMinor !== 0)
  return moved.length ? [{ providerRef: id, kind: 'dispute_reinstated', currency, entries: moved }] : []
}

/**
 * Everything that the books have to hold about a payment, in minor units. Derived from all facts each time: what is booked already is
 * found by its key and left alone. Money that arrives in parts waits in suspense until the price is complete.
 * @param expectedSale false for money that answers to no sale (a mismatch): it waits in suspense until it is returned
 */
export function bookingsOf(
  { captures = {}, refunds = {}, disputes = {}, receipts = {}, currency = 'XXX' }: PaymentFacts,
  expectedSale: boolean,
): Booking[] {
  const income: Account = expectedSale ? 'sales' : 'suspense'
  const outgo: Account = expectedSale ? 'refunds' : 'suspense'
  const arrivesAt: Account = Object.keys(receipts).length ? 'suspense' : 'provider_balance'
  const received = Object.entries(receipts).flatMap(([id, receipt]) => [
    ...move(id, 'receipt', receipt.currency, 'suspense', 'provider_balance', receipt.amountMinor),
    ...(receipt.status === 'withdrawn'
      ? move(id, 'receipt_withdrawn', receipt.currency, 'provider_balance', 'suspense', receipt.amountMinor)
      : []),
  ])
  const captured = Object.entries(captures).flatMap(([id, capture]) => [
    ...move(id, expectedSale ? 'capture' : 'mismatch', capture.currency, income, arrivesAt, capture.amountMinor),
    ...move(id, 'fee', capture.currency, 'provider_balance', 'provider_fees', capture.feeMinor),
  ])
  // A refund that failed had been booked when it succeeded, or never moved anything.
  const returned = Object.entries(refunds).flatMap(([id, refund]) =>
    refund.status === 'succeeded' ? refundOf(id, refund, currency, outgo) : [],
  )
  const disputed = Object.entries(disputes).flatMap(([id, dispute]) => [
    ...move(id, 'dispute_withdrawn', currency, 'provider_balance', 'disputed_funds', dispute.withdrawnMinor),
    ...move(id, 'dispute_fee', currency, 'provider_balance', 'provider_fees', dispute.feeMinor),
    ...reinstatementOf(id, currency, dispute),
    ...(dispute.status === 'lost'
      ? move(id, 'chargeback', currency, 'disputed_funds', 'chargebacks', dispute.withdrawnMinor - dispute.reinstatedMinor)
      : []),
  ])
  return [...received, ...captured, ...returned, ...disputed]
}

/** What undoes a booked refund that the provider could not deliver after all. */
export function reversalOf(
  refundId: string,
  { of, amountMinor }: Pick<Refunds[string], 'of' | 'amountMinor'>,
  currency: string,
  expectedSale: boolean,
): Booking[] {
  const outgo: Account = of === 'surplus' || !expectedSale ? 'suspense' : 'refunds'
  return move(refundId, 'refund_reversal', currency, outgo, 'provider_balance', amountMinor)
}
