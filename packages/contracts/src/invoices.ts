import { z } from 'zod'
import { defineErrors } from './define-errors.ts'
import { query } from './define-procedures.ts'
import { Instant, InvoiceId, Language, OrderId, Texts } from './ids.ts'
import { Currency, Minor } from './money.ts'
import { page, paging } from './paging.ts'

export const InvoiceKind = z.enum(['invoice', 'credit_note'])
export type InvoiceKind = z.infer<typeof InvoiceKind>

/** What an invoice said on the day it was issued; it never changes. */
export const InvoiceSnapshot = z.object({
  seller: z.object({ name: z.string(), names: Texts }),
  buyer: z.object({ name: z.string(), email: z.string() }),
  orderNumber: z.string(),
  lines: z.array(z.object({ title: z.string(), quantity: z.int(), amountMinor: Minor })),
  subtotalMinor: Minor,
  discountMinor: Minor,
  taxMinor: Minor,
  provider: z.string(),
  paidAt: Instant,
  locale: Language,
})
export type InvoiceSnapshot = z.infer<typeof InvoiceSnapshot>

export const Invoice = z.object({
  id: InvoiceId,
  /** Series and number as printed, e.g. HARBOUR-2026-000017. */
  name: z.string(),
  kind: InvoiceKind,
  orderId: OrderId,
  corrects: z.object({ id: InvoiceId, name: z.string() }).nullable(),
  totalMinor: Minor,
  currency: Currency,
  issuedAt: Instant,
  snapshot: InvoiceSnapshot,
})
export type Invoice = z.infer<typeof Invoice>

export const invoiceErrors = defineErrors({
  INVOICE_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
})

const owner = { allow: 'signed-in', tenantFrom: 'none', door: 'person' } as const

export const invoices = {
  mine: query({ ...owner, input: z.strictObject(paging), output: page(Invoice) }),
  byId: query({ ...owner, input: z.strictObject({ invoiceId: InvoiceId }), output: Invoice, refuses: ['INVOICE_NOT_FOUND'] }),
}
