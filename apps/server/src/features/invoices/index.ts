export { documentOfEffect } from './document/read-document.ts'
export { invoiceName } from './invoice-name.ts'
export { issueInvoice } from './issue-invoice.ts'
