import type { Permission } from '@edurise/contracts'
import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { api } from '../api.ts'
import { useSession } from '../session.ts'

/** How much waits for somebody in each part of a school's desks, read with those parts and refreshed with them. */
export function useDeskCounts(desk: 'admin' | 'platform') {
  const session = useSession()
  const may = (permission: Permission) => desk === 'admin' && (session.me?.permissions.includes(permission) ?? false)
  const orders = useQuery(() => ({
    key: ['desk-orders', 'counts'],
    query: () => api.payments.countOrders.query({}),
    enabled: may('payments.listOrders'),
  }))
  const disputes = useQuery(() => ({
    key: ['desk-disputes', 'counts'],
    query: () => api.disputes.count.query({}),
    enabled: may('disputes.answer'),
  }))
  const transfers = useQuery(() => ({
    key: ['desk-transfers', 'counts'],
    query: () => api.transfers.count.query({}),
    enabled: may('transfers.decide'),
  }))
  return computed<Record<string, number | undefined>>(() => ({
    orders: orders.data.value?.needs_you,
    refunds: orders.data.value?.refund_asked,
    disputes: disputes.data.value?.open,
    transfers: transfers.data.value && transfers.data.value.to_check + transfers.data.value.second_wanted,
  }))
}
