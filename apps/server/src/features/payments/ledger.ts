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
  if (minor === 0) return []
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

/**
 * Everything that the books have to hold about a payment, in minor units. Derived from all facts each time: what is booked already is
 * found by its key and left alone.
 * @param expectedSale false for money that answers to no sale (a mismatch): it waits in suspense until it is returned
 */
export function bookingsOf(
  { captures = {}, refunds = {}, disputes = {}, currency = 'XXX' }: PaymentFacts,
  expectedSale: boolean,
): Booking[] {
  const income: Account = expectedSale ? 'sales' : 'suspense'
  const outgo: Account = expectedSale ? 'refunds' : 'suspense'
  const captured = Object.entries(captures).flatMap(([id, capture]) => [
    ...move(id, expectedSale ? 'capture' : 'mismatch', capture.currency, income, 'provider_balance', capture.amountMinor),
    ...move(id, 'fee', capture.currency, 'provider_balance', 'provider_fees', capture.feeMinor),
  ])
  // A refund that failed had been booked when it succeeded, or never moved anything.
  const returned = Object.entries(refunds).flatMap(([id, { status, amountMinor }]) =>
    status === 'succeeded' ? move(id, 'refund', currency, 'provider_balance', outgo, amountMinor) : [],
  )
  const disputed = Object.entries(disputes).flatMap(([id, dispute]) => [
    ...move(id, 'dispute_withdrawn', currency, 'provider_balance', 'disputed_funds', dispute.withdrawnMinor),
    ...move(id, 'dispute_fee', currency, 'provider_balance', 'provider_fees', dispute.feeMinor),
    ...move(id, 'dispute_reinstated', currency, 'disputed_funds', 'provider_balance', dispute.reinstatedMinor),
    ...(dispute.status === 'lost'
      ? move(id, 'chargeback', currency, 'disputed_funds', 'chargebacks', dispute.withdrawnMinor - dispute.reinstatedMinor)
      : []),
  ])
  return [...captured, ...returned, ...disputed]
}

/** What undoes a booked refund that the provider could not deliver after all. */
export function reversalOf(refundId: string, currency: string, amountMinor: number, expectedSale: boolean): Booking[] {
  return move(refundId, 'refund_reversal', currency, expectedSale ? 'refunds' : 'suspense', 'provider_balance', amountMinor)
}
