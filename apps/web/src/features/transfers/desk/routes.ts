import type { RouteRecordRaw } from 'vue-router'

const desk = { layout: 'desk', auth: 'signed-in', messages: ['transfers', 'transfers/desk'], title: 'transfers.desk.title' } as const

export const deskRoutes: RouteRecordRaw[] = [
  { path: '/admin/transfers/:id?', component: () => import('./TransfersDesk.vue'), props: true, meta: desk },
]
