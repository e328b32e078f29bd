import { api } from '../../api.ts'

export const invoiceKeys = {
  root: ['invoices'] as const,
  lists: ['invoices', 'mine'] as const,
  byId: (invoiceId: string, version: number | null) => ['invoices', invoiceId, version ?? 'in-force'] as const,
  papersOf: (orderId: string) => ['invoices', 'of-order', orderId] as const,
  lastCompany: ['invoices', 'last-company'] as const,
}

export const myInvoicesQuery = {
  key: invoiceKeys.lists,
  initialPageParam: undefined as string | undefined,
  query: ({ pageParam }: { pageParam: string | undefined }) =>
    api.invoices.mine.query({ limit: 20, ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
  getNextPageParam: ({ nextCursor }: { nextCursor: string | null }) => nextCursor,
}

/** The version in force, unless one is named. */
export const invoiceQuery = (invoiceId: string, version: number | null) => ({
  key: invoiceKeys.byId(invoiceId, version),
  query: () => api.invoices.byId.query({ invoiceId, ...(version !== null && { version }) }),
})

/** The other papers of the same order: what corrects what. */
export const papersQuery = (orderId: string) => ({
  key: invoiceKeys.papersOf(orderId),
  query: async () => (await api.payments.orderById.query({ orderId })).invoices,
})

export const lastCompanyQuery = { key: invoiceKeys.lastCompany, query: () => api.invoices.lastCompany.query({}) }

/** Where the document lies; a version that is not named is the one in force. */
export const documentUrl = (invoiceId: string, version?: number): string =>
  `/api/v1/invoices/${invoiceId}/document.pdf${version === undefined ? '' : `?version=${version}`}`
