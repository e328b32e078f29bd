import type { RouteRecordRaw } from 'vue-router'

export const settingRoutes: RouteRecordRaw[] = [
  {
    path: '/admin/payments',
    component: () => import('./PaymentSettings.vue'),
    meta: { layout: 'desk', auth: 'signed-in', messages: ['payments', 'payments/settings'], title: 'payments.settings.title' },
  },
]
