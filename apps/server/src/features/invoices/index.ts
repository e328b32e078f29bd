export { documentOfEffect, type InvoiceDocument } from './document/read-document.ts'
export { invoiceName } from './invoice-name.ts'
export { issueInvoice, type InvoiceToIssue } from './issue-invoice.ts'
