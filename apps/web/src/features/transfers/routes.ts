import type { RouteRecordRaw } from 'vue-router'
import { deskRoutes } from './desk/routes.ts'
import { statementRoutes } from './statements/routes.ts'

export const routes: RouteRecordRaw[] = [...statementRoutes, ...deskRoutes]
