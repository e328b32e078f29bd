import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/invoices',
    component: () => import('./InvoicesView.vue'),
    meta: { layout: 'app', auth: 'signed-in', messages: ['invoices'], title: 'invoices.list.title' },
  },
  {
    path: '/invoices/:id',
    component: () => import('./InvoiceView.vue'),
    props: true,
    meta: { layout: 'app', auth: 'signed-in', messages: ['invoices'], title: 'invoices.title' },
  },
]
