import type { RouteRecordRaw } from 'vue-router'
import { deskRoutes } from './desk/routes.ts'

export const routes: RouteRecordRaw[] = [...deskRoutes]
