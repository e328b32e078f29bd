import type { RouteRecordRaw } from 'vue-router'
import { useSession } from '../../session.ts'

const builder = ['courses', 'courses/builder', 'marketplace']

export const routes: RouteRecordRaw[] = [
  {
    path: '/teach',
    component: () => import('./CoursesView.vue'),
    // Courses are made in portals: on the market one chooses which.
    beforeEnter: () => (useSession().tenant ? true : '/portals/teach'),
    meta: { layout: 'app', auth: 'signed-in', messages: ['courses', 'marketplace'], title: 'courses.title' },
  },
  {
    path: '/teach/courses/:course/students',
    component: () => import('./StudentsView.vue'),
    props: true,
    meta: { layout: 'app', auth: 'signed-in', messages: ['courses'], title: 'courses.students.title' },
  },
  {
    path: '/teach/courses/:course',
    component: () => import('./builder/BuilderView.vue'),
    props: true,
    meta: { layout: 'own', auth: 'signed-in', messages: builder },
    children: [
      { path: '', component: () => import('./builder/BuilderStart.vue') },
      { path: 'settings', component: () => import('./builder/settings/CourseSettings.vue') },
      { path: 'lessons/:lesson', component: () => import('./builder/lesson/LessonPart.vue'), props: true },
    ],
  },
]
