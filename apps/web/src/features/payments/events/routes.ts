import type { RouteRecordRaw } from 'vue-router'

export const eventRoutes: RouteRecordRaw[] = [
  { path: '/platform', redirect: '/platform/events' },
  {
    path: '/platform/events/:provider?/:account?/:eventId?',
    component: () => import('./EventsDesk.vue'),
    props: true,
    meta: { layout: 'desk', auth: 'signed-in', messages: ['payments', 'payments/events'], title: 'payments.events.title' },
  },
]
