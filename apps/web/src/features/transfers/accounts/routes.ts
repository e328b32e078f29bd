import type { RouteRecordRaw } from 'vue-router'

export const accountRoutes: RouteRecordRaw[] = [
  {
    path: '/admin/payments/accounts/:currency([A-Z]{3})',
    component: () => import('./AccountView.vue'),
    props: true,
    meta: {
      layout: 'desk',
      auth: 'signed-in',
      messages: ['transfers', 'transfers/accounts'],
      title: 'transfers.accounts.page',
    },
  },
]
