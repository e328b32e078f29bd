import type { PaymentId } from '@edurise/contracts'
import { PaymentId as PaymentIdShape } from '@edurise/contracts'
import type { Movement } from '../gateway.ts'
import { minorOf } from './amounts.ts'
import type { PaypalClient } from './client.ts'
import { instant } from './facts.ts'
import { TransactionPage, type Transaction } from './shapes.ts'

const day = 24 * 3_600_000
/** PayPal searches 31 days at once. */
const longestSearch = 31 * day
const pageSize = 500
/** PayPal's own bound: 10,000 transactions a search. */
const mostPages = 20

/** Every transaction of our account in [from, to), searched in windows that PayPal allows. */
export async function* transactionsBetween(client: PaypalClient, from: Date, to: Date): AsyncGenerator<Transaction> {
  for (let start = from.getTime(); start < to.getTime(); start += longestSearch) {
    yield* transactionsWithin(client, start, Math.min(start + longestSearch, to.getTime()))
  }
}

async function* transactionsWithin(client: PaypalClient, start: number, end: number): AsyncGenerator<Transaction> {
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const query = new URLSearchParams({
      start_date: new Date(start).toISOString(),
      end_date: new Date(end).toISOString(),
      fields: 'transaction_info',
      page_size: String(pageSize),
      page: String(page),
    })
    const { total_pages: total, transaction_details: details } = await client.call({
      method: 'GET',
      path: `/v1/reporting/transactions?${query.toString()}`,
      answer: TransactionPage,
    })
    if (total > mostPages) {
      // More than a search may show: two halves show it.
      const middle = start + Math.floor((end - start) / 2)
      yield* transactionsWithin(client, start, middle)
      yield* transactionsWithin(client, middle, end)
      return
    }
    pages = total
    for (const { transaction_info: transaction } of details) {
      const at = Date.parse(instant(transaction.transaction_initiation_date))
      // PayPal counts the end in.
      if (at >= start && at < end) yield transaction
    }
  }
}

/** Denied and pending ones have moved nothing. */
export function hasMoved({ transaction_status: status }: Transaction): boolean {
  return status === undefined || status === 'S' || status === 'V'
}

/** T00nn: a payment from one account to another; of ours, those that bring something. */
export function isPayment({ transaction_event_code: code, transaction_amount: amount }: Transaction): boolean {
  return code.startsWith('T00') && minorOf(amount) > 0
}

/** Our own id, which PayPal keeps with a payment as its invoice and as its custom field. */
export function paymentIdOf({ invoice_id: invoice, custom_field: custom }: Transaction): PaymentId | null {
  return PaymentIdShape.safeParse(invoice).data ?? PaymentIdShape.safeParse(custom).data ?? null
}

export function movementOf(transaction: Transaction): Movement {
  const { transaction_id: ref, transaction_amount: amount, fee_amount: fee, transaction_initiation_date: date } = transaction
  const amountMinor = minorOf(amount)
  return {
    ref,
    kind: kindOf(transaction, amountMinor),
    amountMinor,
    // What PayPal kept is negative there.
    feeMinor: fee?.currency_code === amount.currency_code ? 0 - minorOf(fee) : 0,
    currency: amount.currency_code,
    at: new Date(instant(date)),
  }
}

/** Holds for an inquiry, reversals by PayPal, chargebacks, and what ends them, by PayPal's transaction event codes. */
const disputeCodes = new Set(['T1106', 'T1110', 'T1111', 'T1201', 'T1202'])

function kindOf({ transaction_event_code: code }: Transaction, amountMinor: number): Movement['kind'] {
  if (disputeCodes.has(code)) return amountMinor < 0 ? 'dispute_withdrawn' : 'dispute_reinstated'
  if (code === 'T1107') return amountMinor < 0 ? 'refund' : 'refund_reversal'
  if (code.startsWith('T00')) return amountMinor > 0 ? 'capture' : 'other'
  if (code.startsWith('T01') || code === 'T1108') return 'fee'
  return code.startsWith('T04') ? 'payout' : 'other'
}
