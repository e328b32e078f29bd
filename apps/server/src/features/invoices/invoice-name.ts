import type { InvoiceKind } from '@edurise/contracts'

/** The series a paper of this tenant and year counts in: HARBOUR-2026, and HARBOUR-CN-2026 for credit notes. */
export function seriesOf(tenantSlug: string, kind: InvoiceKind, at: Date): string {
  return `${tenantSlug.toUpperCase()}${kind === 'credit_note' ? '-CN' : ''}-${at.getUTCFullYear()}`
}

/** Series and number as printed: HARBOUR-2026-000017. */
export function invoiceName({ series, number }: { series: string; number: number }): string {
  return `${series}-${String(number).padStart(6, '0')}`
}
