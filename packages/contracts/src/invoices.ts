import { z } from 'zod'
import { countryCodes } from './countries.ts'
import { defineErrors } from './define-errors.ts'
import { mutation, query } from './define-procedures.ts'
import { FileId, Instant, InvoiceId, Language, OrderId, Texts } from './ids.ts'
import { Currency, Minor } from './money.ts'
import { page, paging } from './paging.ts'

export const InvoiceKind = z.enum(['invoice', 'credit_note'])
export type InvoiceKind = z.infer<typeof InvoiceKind>

/** Why money that a credit note is about went back. */
export const CreditReason = z.enum(['refund', 'chargeback'])
export type CreditReason = z.infer<typeof CreditReason>

/** One line of text: no tabs, line ends or other signs that steer. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u)

const known: ReadonlySet<string> = new Set(countryCodes)
const CountryCode = z.string().refine((code) => known.has(code), 'not a country of ISO 3166-1')

/** Whom a paper is made out to, or from, in the words that their books need. */
export const Company = z.strictObject({
  name: line(200).min(1),
  /** Street, postal code and town, as the post of the country writes them. */
  lines: z.array(line(120).min(1)).min(1).max(5),
  country: CountryCode,
  /** As the company writes it; the country's form of it is nobody's condition. */
  vatId: line(40).default(''),
  /** Order number or cost centre that the company wants to read on the paper. */
  reference: line(100).default(''),
})
export type Company = z.infer<typeof Company>

/** What an invoice said on the day it was issued; it never changes. */
export const InvoiceSnapshot = z.object({
  seller: z.object({ name: z.string(), names: Texts, company: Company.optional() }),
  buyer: z.object({ name: z.string(), email: z.string(), company: Company.optional() }),
  /** Of the seller on that day. */
  brand: z.object({ hue: z.number(), chroma: z.number(), logoFileId: FileId.nullable() }).optional(),
  /** Of a credit note. */
  reason: CreditReason.optional(),
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
  /** Which one this is; the last of `versions` is in force. */
  version: z.int(),
  versions: z.array(z.object({ version: z.int(), createdAt: Instant })),
  /** Until when its buyer may have a company named on it. */
  companyUntil: Instant,
})
export type Invoice = z.infer<typeof Invoice>

/** A company may be named so often: the first version and 19 others. */
export const maxInvoiceVersions = 20
/**
 * Months after the day of issue in which a company may be named. By then the business year that needs the paper is closed on the buyer's side,
 * and the period that it counts in on the seller's.
 */
export const companyMonths = 12

export const invoiceErrors = defineErrors({
  INVOICE_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  /** Too late to name a company. */
  INVOICE_CLOSED: { as: 'CONFLICT', data: z.object({ since: Instant }) },
  INVOICE_HAS_ENOUGH_VERSIONS: { as: 'CONFLICT', data: z.object({ max: z.int() }) },
})

const owner = { allow: 'signed-in', tenantFrom: 'none', door: 'person' } as const

export const invoices = {
  mine: query({ ...owner, input: z.strictObject(paging), output: page(Invoice) }),
  /** The version in force, unless another is asked for. */
  byId: query({
    ...owner,
    input: z.strictObject({ invoiceId: InvoiceId, version: z.int().min(1).max(maxInvoiceVersions).optional() }),
    output: Invoice,
    refuses: ['INVOICE_NOT_FOUND'],
  }),
  /** What one's papers named last: it is offered for the next. */
  lastCompany: query({ ...owner, input: z.strictObject({}), output: Company.nullable() }),
  /** A new version of the same paper under the same number; the ones before stay as they are. The company that it names already changes nothing. */
  addCompany: mutation({
    ...owner,
    input: z.strictObject({ invoiceId: InvoiceId, company: Company }),
    output: Invoice,
    refuses: ['INVOICE_NOT_FOUND', 'INVOICE_CLOSED', 'INVOICE_HAS_ENOUGH_VERSIONS'],
  }),
}
