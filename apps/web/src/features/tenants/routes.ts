import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/platform/tenants',
    component: () => import('./desk/TenantsDesk.vue'),
    meta: { layout: 'desk', auth: 'signed-in', messages: ['tenants/desk'], title: 'tenants.desk.title' },
  },
]
