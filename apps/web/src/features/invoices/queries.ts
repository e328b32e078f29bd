import { api } from '../../api.ts'

export const invoiceKeys = {
  root: ['invoices'] as const,
  byId: (invoiceId: string) => ['invoices', invoiceId] as const,
  papersOf: (orderId: string) => ['invoices', 'of-order', orderId] as const,
}

export const invoiceQuery = (invoiceId: string) => ({
  key: invoiceKeys.byId(invoiceId),
  query: () => api.invoices.byId.query({ invoiceId }),
})

/** The other papers of the same order: what corrects what. */
export const papersQuery = (orderId: string) => ({
  key: invoiceKeys.papersOf(orderId),
  query: async () => (await api.payments.orderById.query({ orderId })).invoices,
})
