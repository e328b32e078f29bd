import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import type { PaypalCapture, PaypalTransaction } from './shapes.ts'

/** A line of the account, in the transaction of what it is about. */
export function recordTransaction(
  world: World,
  capture: PaypalCapture,
  line: Pick<PaypalTransaction, 'transactionId' | 'code' | 'amount'> & { readonly fee?: number; readonly referenceId?: string },
): void {
  const now = seconds(world)
  world.store.put('paypal.transaction', {
    id: `TXN-${line.transactionId}`,
    created: now,
    updated: now,
    transactionId: line.transactionId,
    code: line.code,
    amount: line.amount,
    fee: line.fee ?? 0,
    currency: capture.currency,
    referenceId: line.referenceId ?? null,
    customId: capture.customId,
    invoiceId: capture.invoiceId,
  })
}
