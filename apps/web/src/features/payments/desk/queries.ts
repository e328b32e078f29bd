import type { OrderView } from '@edurise/contracts'
import { api } from '../../../api.ts'

export const deskKeys = {
  root: ['desk-orders'] as const,
  list: (view: OrderView, q: string) => ['desk-orders', 'list', view, q] as const,
  counts: ['desk-orders', 'counts'] as const,
  details: (orderId: string) => ['desk-orders', 'details', orderId] as const,
}

export const countsQuery = { key: deskKeys.counts, query: () => api.payments.countOrders.query({}) }

export const detailsQuery = (orderId: string) => ({
  key: deskKeys.details(orderId),
  query: () => api.payments.orderDetails.query({ orderId }),
})
