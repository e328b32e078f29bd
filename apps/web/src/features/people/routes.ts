import type { RouteRecordRaw } from 'vue-router'
import { useSession } from '../../session.ts'

const bare = { layout: 'bare', messages: ['people'] } as const
const own = { auth: 'signed-in', messages: ['people'] } as const

export const routes: RouteRecordRaw[] = [
  { path: '/sign-in', component: () => import('./SignInView.vue'), meta: { ...bare, title: 'people.signIn.title' } },
  { path: '/sign-up', component: () => import('./SignUpView.vue'), meta: { ...bare, title: 'people.signUp.title' } },
  { path: '/forgot-password', component: () => import('./ForgotPasswordView.vue'), meta: { ...bare, title: 'people.forgot.title' } },
  { path: '/reset-password', component: () => import('./ResetPasswordView.vue'), meta: { ...bare, title: 'people.reset.title' } },
  { path: '/verify-email', component: () => import('./VerifyEmailView.vue'), meta: { ...bare, title: 'people.verify.title' } },
  {
    path: '/go/:slug?',
    component: () => import('./HandoffView.vue'),
    props: true,
    meta: { ...own, layout: 'bare', title: 'people.handoff.title' },
  },
  {
    path: '/account',
    component: () => import('./AccountView.vue'),
    meta: { ...own, layout: 'app', messages: ['people', 'payments/cards'], title: 'people.account.title' },
  },
  {
    path: '/admin',
    component: () => import('./AdminView.vue'),
    // A portal's administration begins with its orders; the market has none of its own.
    beforeEnter: () => (useSession().tenant ? '/admin/orders' : true),
    meta: { ...own, layout: 'app', title: 'ui.desk.admin' },
  },
  {
    path: '/portals/teach',
    component: () => import('./PortalChooser.vue'),
    props: { section: 'teach' },
    meta: { ...own, layout: 'app', title: 'ui.menu.teach' },
  },
  {
    path: '/admin/people/:id?',
    component: () => import('./desk/MembersDesk.vue'),
    props: true,
    meta: {
      ...own,
      messages: ['people', 'people/desk', 'enrolments/access', 'notifications'],
      layout: 'desk',
      title: 'people.members.title',
    },
  },
]
