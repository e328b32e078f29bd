import { callTRPCProcedure } from '@trpc/server'
import { assessmentsRouter } from './features/assessments/router.ts'
import { coursesRouter } from './features/courses/router.ts'
import { disputesRouter } from './features/disputes/router.ts'
import { enrolmentsRouter } from './features/enrolments/router.ts'
import { invoicesRouter } from './features/invoices/router.ts'
import { lessonsRouter } from './features/lessons/router.ts'
import { marketplaceRouter } from './features/marketplace/router.ts'
import { notificationsRouter } from './features/notifications/router.ts'
import { paymentsRouter } from './features/payments/router.ts'
import { reconciliationRouter } from './features/reconciliation/router.ts'
import { refundsRouter } from './features/payments/refunds/router.ts'
import { reviewsRouter } from './features/reviews/router.ts'
import { peopleRouter } from './features/people/router.ts'
import { tenantsRouter } from './features/tenants/router.ts'
import { transfersRouter } from './features/transfers/router.ts'
import type { RequestContext } from './context.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  assessments: assessmentsRouter,
  courses: coursesRouter,
  disputes: disputesRouter,
  enrolments: enrolmentsRouter,
  invoices: invoicesRouter,
  lessons: lessonsRouter,
  marketplace: marketplaceRouter,
  notifications: notificationsRouter,
  payments: paymentsRouter,
  people: peopleRouter,
  reconciliation: reconciliationRouter,
  refunds: refundsRouter,
  reviews: reviewsRouter,
  tenants: tenantsRouter,
  transfers: transfersRouter,
})
export type AppRouter = typeof appRouter

/** Calls a procedure inside this process, as the one whose context it is. What it refuses is thrown with the AppError as its cause. */
export function callProcedure(
  ctx: RequestContext,
  { kind, path, input }: { kind: 'query' | 'mutation'; path: string; input: unknown },
): Promise<unknown> {
  return callTRPCProcedure({
    router: appRouter,
    ctx,
    path,
    type: kind,
    getRawInput: () => Promise.resolve(input),
    signal: undefined,
    batchIndex: 0,
  })
}
