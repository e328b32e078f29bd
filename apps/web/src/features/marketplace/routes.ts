import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/',
    component: () => import('./HomeView.vue'),
    meta: { layout: 'public', ssr: true, messages: ['marketplace', 'tenants'] },
  },
  {
    path: '/courses',
    component: () => import('./CatalogueView.vue'),
    meta: { layout: 'public', ssr: true, messages: ['marketplace'], title: 'marketplace.catalogue.title' },
  },
  {
    path: '/courses/:slug',
    component: () => import('./CourseView.vue'),
    props: true,
    meta: { layout: 'public', ssr: true, messages: ['marketplace', 'reviews'] },
  },
]
