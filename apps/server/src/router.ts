import { invoicesRouter } from './features/invoices/router.ts'
import { router } from './trpc.ts'

export const appRouter = router({ invoices: invoicesRouter })
export type AppRouter = typeof appRouter
