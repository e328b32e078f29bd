import { api } from '../../api.ts'

export const transferKeys = {
  mine: (orderId: string) => ['transfers', 'mine', orderId] as const,
}

/** The transfer of an order, for whoever has to make it. */
export const mineQuery = (orderId: string) => ({
  key: transferKeys.mine(orderId),
  query: () => api.transfers.mine.query({ orderId }),
})
