import type { RouteRecordRaw } from 'vue-router'
import { deskRoutes } from './desk/routes.ts'
import { eventRoutes } from './events/routes.ts'
import { settingRoutes } from './settings/routes.ts'

const buyer: RouteRecordRaw[] = [
  {
    path: '/checkout/:slug',
    component: () => import('./CheckoutView.vue'),
    props: true,
    meta: { layout: 'bare', auth: 'signed-in', messages: ['payments'], title: 'payments.checkout.title' },
  },
  {
    path: '/orders/:id',
    component: () => import('./OrderView.vue'),
    props: true,
    meta: { layout: 'bare', auth: 'signed-in', messages: ['payments', 'transfers'], title: 'payments.order.title' },
  },
  {
    path: '/orders',
    component: () => import('./OrdersView.vue'),
    meta: { layout: 'app', auth: 'signed-in', messages: ['payments'], title: 'payments.orders.title' },
  },
]

export const routes: RouteRecordRaw[] = [...buyer, ...deskRoutes, ...eventRoutes, ...settingRoutes]
