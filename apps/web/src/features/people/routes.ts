import type { RouteRecordRaw } from 'vue-router'

const bare = { layout: 'bare', messages: ['people'] } as const

export const routes: RouteRecordRaw[] = [
  { path: '/sign-in', component: () => import('./SignInView.vue'), meta: { ...bare, title: 'people.signIn.title' } },
  { path: '/sign-up', component: () => import('./SignUpView.vue'), meta: { ...bare, title: 'people.signUp.title' } },
  { path: '/forgot-password', component: () => import('./ForgotPasswordView.vue'), meta: { ...bare, title: 'people.forgot.title' } },
  { path: '/reset-password', component: () => import('./ResetPasswordView.vue'), meta: { ...bare, title: 'people.reset.title' } },
  { path: '/verify-email', component: () => import('./VerifyEmailView.vue'), meta: { ...bare, title: 'people.verify.title' } },
]
