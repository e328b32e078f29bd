import type { RouteRecordRaw } from 'vue-router'

const desk = { layout: 'desk', auth: 'signed-in', messages: ['transfers', 'transfers/desk', 'transfers/statements'] } as const

export const statementRoutes: RouteRecordRaw[] = [
  {
    path: '/admin/transfers/statements',
    component: () => import('./StatementsView.vue'),
    meta: { ...desk, title: 'transfers.statements.title' },
  },
  {
    path: '/admin/transfers/lines/:id?',
    component: () => import('./LinesDesk.vue'),
    props: true,
    meta: { ...desk, title: 'transfers.statements.lines.title' },
  },
  {
    path: '/admin/transfers/returns/:id?',
    component: () => import('./ReturnsDesk.vue'),
    props: true,
    meta: { ...desk, title: 'transfers.statements.returns.title' },
  },
]
