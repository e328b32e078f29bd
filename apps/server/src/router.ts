import { invoicesRouter } from './features/invoices/router.ts'
import { marketplaceRouter } from './features/marketplace/router.ts'
import { reviewsRouter } from './features/reviews/router.ts'
import { router } from './trpc.ts'

export const appRouter = router({ invoices: invoicesRouter, marketplace: marketplaceRouter, reviews: reviewsRouter })
export type AppRouter = typeof appRouter
