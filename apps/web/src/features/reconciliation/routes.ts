import type { RouteRecordRaw } from 'vue-router'

const meta = { layout: 'desk', auth: 'signed-in', messages: ['reconciliation'], title: 'reconciliation.title' } as const

export const routes: RouteRecordRaw[] = [
  { path: '/platform/reconciliation/runs/:id?', component: () => import('./RunsDesk.vue'), props: true, meta },
  { path: '/platform/reconciliation/balance', component: () => import('./BalanceView.vue'), meta },
  {
    path: '/platform/reconciliation/:id?',
    component: () => import('./FindingsDesk.vue'),
    props: (route) => ({ id: route.params.id, desk: 'platform' }),
    meta,
  },
  {
    path: '/admin/reconciliation/:id?',
    component: () => import('./FindingsDesk.vue'),
    props: (route) => ({ id: route.params.id, desk: 'admin' }),
    meta,
  },
]
