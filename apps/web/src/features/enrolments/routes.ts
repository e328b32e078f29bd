import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/learning',
    component: () => import('./LearningView.vue'),
    meta: { layout: 'app', auth: 'signed-in', messages: ['enrolments'], title: 'enrolments.title' },
  },
]
