import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/admin/disputes/:id?',
    component: () => import('./DisputesDesk.vue'),
    props: true,
    meta: { layout: 'desk', auth: 'signed-in', messages: ['disputes'], title: 'disputes.title' },
  },
]
