import type { TransferState } from '@edurise/contracts'
import type { PaymentFacts } from '@edurise/db'

/** Who the money of transfers is with: each tenant's own accounts, behind one name. */
export const bank = { account: 'bank', livemode: true } as const

export interface TransferMoney {
  id: string
  amountMinor: number
  currency: string
  receipts: readonly {
    id: string
    state: 'proposed' | 'received' | 'withdrawn'
    amountMinor: number
    currency: string
    receivedAt: string | null
  }[]
  returns: readonly {
    id: string
    of: 'sale' | 'surplus' | 'undo'
    state: 'pending' | 'sent' | 'failed'
    amountMinor: number
    createdAt: string
  }[]
}

/** What came for a transfer and is not on its way back as surplus, in minor units. */
export function heldMinor({ receipts, returns }: Pick<TransferMoney, 'receipts' | 'returns'>): number {
  const came = receipts.reduce((sum, { state, amountMinor }) => (state === 'received' ? sum + amountMinor : sum), 0)
  return returns.reduce((sum, { of, state, amountMinor }) => (of === 'surplus' && state !== 'failed' ? sum - amountMinor : sum), came)
}

/** A price that had been complete, by a match that was wrong: money for it would be a new payment's. */
export function isUndone({ returns }: Pick<TransferMoney, 'returns'>): boolean {
  return returns.some(({ of }) => of === 'undo')
}

/** True from the moment when what came makes up the price. */
export function isComplete(transfer: TransferMoney): boolean {
  return isUndone(transfer) || heldMinor(transfer) >= transfer.amountMinor
}

/** The state that its money puts a transfer in; where money says nothing, what staff or payer did last. */
export function stateAfter(transfer: TransferMoney & { state: TransferState }): TransferState {
  if (isUndone(transfer)) return 'refused'
  if (heldMinor(transfer) >= transfer.amountMinor) return 'settled'
  if (transfer.receipts.some(({ state }) => state === 'proposed')) return 'second_wanted'
  if (heldMinor(transfer) > 0) return 'part_paid'
  const { state } = transfer
  return state === 'settled' || state === 'second_wanted' || state === 'part_paid' ? 'waiting' : state
}

const moving: ReadonlySet<TransferState> = new Set(['proof_sent', 'second_wanted', 'part_paid'])
const over: ReadonlySet<TransferState> = new Set(['refused', 'expired'])

/** Everything known of a transfer as the facts of its payment. */
export function factsOf(
  transfer: TransferMoney & { orderId: string; paymentId: string; state: TransferState; createdAt: string },
  observedAt: string,
): PaymentFacts {
  const { id, orderId, paymentId, amountMinor, currency, state, receipts, returns } = transfer
  const complete = isComplete(transfer)
  return {
    ...bank,
    objectId: id,
    orderEcho: orderId,
    paymentEcho: paymentId,
    currency,
    amountMinor,
    observedAt,
    ...(complete || !moving.has(state) ? {} : { processing: true }),
    ...(complete || !over.has(state) ? {} : { ended: true }),
    captures: complete ? { [`capture:${id}`]: { amountMinor, currency, feeMinor: 0, at: completedAt(transfer) } } : {},
    receipts: Object.fromEntries(
      receipts.flatMap((receipt) =>
        receipt.receivedAt === null
          ? []
          : [
              [
                receipt.id,
                {
                  status: receipt.state === 'withdrawn' ? ('withdrawn' as const) : ('received' as const),
                  amountMinor: receipt.amountMinor,
                  currency: receipt.currency,
                  at: receipt.receivedAt,
                },
              ],
            ],
      ),
    ),
    refunds: Object.fromEntries(
      returns.map((one) => [
        one.id,
        {
          status: one.state === 'sent' ? ('succeeded' as const) : one.state,
          amountMinor: one.amountMinor,
          at: one.createdAt,
          ...(one.of === 'sale' ? {} : { of: one.of }),
        },
      ]),
    ),
  }
}

/** When the price was first complete: receipts are never removed, so that it stays the same. */
function completedAt({ amountMinor, receipts, createdAt }: TransferMoney & { createdAt: string }): string {
  let sum = 0
  const times = receipts.flatMap((receipt) => (receipt.receivedAt === null ? [] : [{ ...receipt, receivedAt: receipt.receivedAt }]))
  for (const receipt of times.sort((one, other) => (one.receivedAt < other.receivedAt ? -1 : 1))) {
    sum += receipt.amountMinor
    if (sum >= amountMinor) return receipt.receivedAt
  }
  return createdAt
}
