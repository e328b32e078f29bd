import { z } from 'zod'
import { assessmentErrors } from './assessments.ts'
import { courseErrors } from './courses.ts'
import { defineErrors } from './define-errors.ts'
import { disputeErrors } from './disputes.ts'
import { enrolmentErrors } from './enrolments.ts'
import { fileErrors } from './files.ts'
import { invoiceErrors } from './invoices.ts'
import { lessonErrors } from './lessons.ts'
import { notificationErrors } from './notifications.ts'
import { paymentErrors } from './payments.ts'
import { peopleErrors } from './people.ts'
import { reconciliationErrors } from './reconciliation.ts'
import { refundErrors } from './refunds.ts'
import { transferErrors } from './transfers.ts'

/** What any procedure may answer; the rest it has to promise. */
export const commonErrors = defineErrors({
  SIGN_IN_REQUIRED: { as: 'UNAUTHORIZED', data: z.object({}) },
  NOT_ALLOWED: { as: 'FORBIDDEN', data: z.object({}) },
  /** Per field of the input (dots between steps), what is wrong with it. */
  INPUT_INVALID: { as: 'BAD_REQUEST', data: z.object({ fields: z.record(z.string(), z.array(z.string())) }) },
  BODY_MALFORMED: { as: 'BAD_REQUEST', data: z.object({}) },
  BODY_TOO_LARGE: { as: 'PAYLOAD_TOO_LARGE', data: z.object({ maxBytes: z.int() }) },
  BATCH_TOO_LARGE: { as: 'BAD_REQUEST', data: z.object({ max: z.int() }) },
  PROCEDURE_UNKNOWN: { as: 'NOT_FOUND', data: z.object({}) },
  CROSS_SITE_REQUEST: { as: 'FORBIDDEN', data: z.object({}) },
  TOO_MANY_REQUESTS: { as: 'TOO_MANY_REQUESTS', data: z.object({ retryAfterSeconds: z.int() }) },
  OVERLOADED: { as: 'SERVICE_UNAVAILABLE', data: z.object({ retryAfterSeconds: z.int() }) },
})

export const errors = {
  ...commonErrors,
  ...assessmentErrors,
  ...courseErrors,
  ...disputeErrors,
  ...enrolmentErrors,
  ...fileErrors,
  ...invoiceErrors,
  ...lessonErrors,
  ...notificationErrors,
  ...paymentErrors,
  ...peopleErrors,
  ...reconciliationErrors,
  ...refundErrors,
  ...transferErrors,
}

export type ErrorCode = keyof typeof errors
export type ErrorData<C extends ErrorCode> = z.infer<(typeof errors)[C]['data']>
/** What a refusal looks like on the wire: narrowing on `code` narrows `data`. */
export type Refused = { [C in ErrorCode]: { code: C; data: ErrorData<C> } }[ErrorCode]

/** The one way to refuse. Anything else that is thrown is a bug, and reaches the client as a bare 500. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AppError'
  readonly code: C
  readonly data: ErrorData<C>

  constructor(code: C, data: ErrorData<C>) {
    super(code)
    this.code = code
    this.data = data
  }
}
