import type { RouteRecordRaw } from 'vue-router'
import { accountRoutes } from './accounts/routes.ts'
import { deskRoutes } from './desk/routes.ts'
import { statementRoutes } from './statements/routes.ts'

export const routes: RouteRecordRaw[] = [...statementRoutes, ...accountRoutes, ...deskRoutes]
