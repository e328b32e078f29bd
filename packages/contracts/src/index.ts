import { assessments } from './assessments.ts'
import { courses } from './courses.ts'
import type { Procedure } from './define-procedures.ts'
import { disputes } from './disputes.ts'
import { enrolments } from './enrolments.ts'
import type { ErrorCode } from './errors.ts'
import { invoices } from './invoices.ts'
import { lessons } from './lessons.ts'
import { marketplace } from './marketplace.ts'
import { notifications } from './notifications.ts'
import { payments } from './payments.ts'
import { people } from './people.ts'
import { reconciliation } from './reconciliation.ts'
import { refunds } from './refunds.ts'
import { reviews } from './reviews.ts'
import { tenants } from './tenants.ts'
import { transfers } from './transfers.ts'

/** Every procedure there is. A promised refusal that no error table knows does not compile. */
export const procedures = {
  assessments,
  courses,
  disputes,
  enrolments,
  invoices,
  lessons,
  marketplace,
  notifications,
  payments,
  people,
  reconciliation,
  refunds,
  reviews,
  tenants,
  transfers,
} satisfies Record<string, Record<string, Procedure & { refuses: readonly ErrorCode[] }>>

export * from './amounts.ts'
export * from './assessments.ts'
export * from './countries.ts'
export * from './courses.ts'
export type { Allow, Door, Procedure, Rate, TenantFrom } from './define-procedures.ts'
export * from './dispute-reasons.ts'
export * from './disputes.ts'
export * from './enrolments.ts'
export * from './errors.ts'
export * from './files.ts'
export * from './ids.ts'
export * from './invoices.ts'
export * from './lessons.ts'
export * from './mail-kinds.ts'
export * from './marketplace.ts'
export * from './money.ts'
export * from './notifications.ts'
export * from './paging.ts'
export * from './payments.ts'
export * from './people.ts'
export * from './permissions.ts'
export * from './reconciliation.ts'
export * from './refunds.ts'
export * from './reviews.ts'
export * from './tenants.ts'
export * from './transfers.ts'
