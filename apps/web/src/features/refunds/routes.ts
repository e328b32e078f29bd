import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/admin/refunds/:orderId?/:refundId?',
    component: () => import('./RefundsDesk.vue'),
    props: true,
    meta: { layout: 'desk', auth: 'signed-in', messages: ['refunds'], title: 'refunds.title' },
  },
]
