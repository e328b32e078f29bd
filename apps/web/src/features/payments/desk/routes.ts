import type { RouteRecordRaw } from 'vue-router'

export const deskRoutes: RouteRecordRaw[] = [
  {
    path: '/admin/orders/:id?',
    component: () => import('./OrdersDesk.vue'),
    props: true,
    meta: {
      layout: 'desk',
      auth: 'signed-in',
      messages: ['payments', 'payments/desk', 'refunds', 'disputes', 'enrolments/access', 'notifications'],
      title: 'payments.desk.title',
    },
  },
]
