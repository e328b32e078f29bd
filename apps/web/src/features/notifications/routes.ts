import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/admin/mails/:id?',
    component: () => import('./MailsDesk.vue'),
    props: true,
    meta: { layout: 'desk', auth: 'signed-in', messages: ['notifications'], title: 'notifications.title' },
  },
]
