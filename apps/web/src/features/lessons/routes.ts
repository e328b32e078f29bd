import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/learn/:slug/:lesson([0-9a-f-]{36})?',
    component: () => import('./PlayerView.vue'),
    props: true,
    meta: { layout: 'own', messages: ['lessons', 'assessments'], title: 'lessons.title' },
  },
]
