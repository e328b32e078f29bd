import type { CreditReason, InvoiceSnapshot, TenantId } from '@edurise/contracts'
import type { PaymentFacts, TenantDb } from '@edurise/db'
import { issueInvoice } from '../invoices/index.ts'
import { orderName } from '../../order-name.ts'
import { findInvoiceOf, findSeller, hasPaper, listLines, type OrderRecord, type PaymentRecord } from './queries.ts'

interface Returned {
  key: string
  amountMinor: number
  reason: CreditReason
}

/**
 * What goes back to the buyer for good, each under the name that its paper is known by. A bank may take the whole price though a part of it had been
 * returned: papers credit what was invoiced and no more, the rest is a loss in the books.
 */
function returnsOf({ refunds = {}, disputes = {} }: PaymentFacts, invoicedMinor: number): Returned[] {
  const refunded = Object.entries(refunds)
    // What came beyond the price was never invoiced.
    .filter(([, { status, of }]) => status === 'succeeded' && of !== 'surplus')
    .map(([key, { amountMinor }]): Returned => ({ key, amountMinor, reason: 'refund' }))
  let left = refunded.reduce((rest, { amountMinor }) => rest - amountMinor, invoicedMinor)
  const lost = Object.entries(disputes)
    .filter(([, { status }]) => status === 'lost')
    .map(([key, { withdrawnMinor, reinstatedMinor }]): Returned => {
      const amountMinor = Math.min(withdrawnMinor - reinstatedMinor, left)
      left -= amountMinor
      return { key, amountMinor, reason: 'chargeback' }
    })
  return [...refunded, ...lost].filter(({ amountMinor }) => amountMinor > 0)
}

/**
 * An invoice for the captured money, a credit note for each amount that went back, and an invoice anew for a refund that failed after it had
 * been credited. The last thing a settlement does: from here on other issuers of the series wait.
 */
export async function settlePapers(
  trx: TenantDb,
  tenantId: TenantId,
  order: OrderRecord,
  payment: PaymentRecord,
  facts: PaymentFacts,
  { paidAt, at }: { paidAt: Date; at: Date },
): Promise<void> {
  const invoiced = await findInvoiceOf(trx, tenantId, payment.id)
  const returns = returnsOf(facts, payment.amountMinor)
  const failed = Object.entries(facts.refunds ?? {}).filter(([, { status }]) => status === 'failed')
  if (invoiced && !returns.length && !failed.length) return

  const snapshot = await snapshotOf(trx, tenantId, order, payment, paidAt)
  const paper = { tenantId, orderId: order.id, paymentId: payment.id, personId: order.personId, currency: payment.currency, snapshot, at }
  const invoice =
    invoiced ??
    (await issueInvoice(trx, {
      ...paper,
      kind: 'invoice',
      correctsId: null,
      totalMinor: payment.amountMinor,
      effectKey: `invoice:${payment.id}`,
      at: paidAt,
    }))
  for (const { key, amountMinor, reason } of returns) {
    await issueInvoice(trx, {
      ...paper,
      kind: 'credit_note',
      correctsId: invoice.id,
      totalMinor: -amountMinor,
      snapshot: { ...snapshot, reason },
      effectKey: `credit:${key}`,
    })
  }
  for (const [key, { amountMinor }] of failed) {
    await settleFailedRefund(trx, paper, key, amountMinor)
  }
}

type Paper = Omit<Parameters<typeof issueInvoice>[1], 'kind' | 'correctsId' | 'totalMinor' | 'effectKey'>

async function settleFailedRefund(trx: TenantDb, paper: Paper, refundId: string, amountMinor: number): Promise<void> {
  if (!(await hasPaper(trx, paper.tenantId, `credit:${refundId}`))) return
  await issueInvoice(trx, { ...paper, kind: 'invoice', correctsId: null, totalMinor: amountMinor, effectKey: `invoice:${refundId}` })
}

async function snapshotOf(
  trx: TenantDb,
  tenantId: TenantId,
  order: OrderRecord,
  payment: PaymentRecord,
  paidAt: Date,
): Promise<InvoiceSnapshot> {
  const { name, names } = await findSeller(trx, tenantId)
  const lines = await listLines(trx, tenantId, order.id)
  return {
    seller: { name, names },
    buyer: { name: order.buyerName, email: order.buyerEmail },
    orderNumber: orderName(order),
    lines: lines.map(({ title, quantity, amountMinor }) => ({ title, quantity, amountMinor })),
    subtotalMinor: order.subtotalMinor,
    discountMinor: order.discountMinor,
    taxMinor: order.taxMinor,
    provider: payment.provider,
    paidAt: paidAt.toISOString(),
    locale: order.locale,
  }
}
