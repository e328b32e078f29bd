import type { ErrorCode } from '@edurise/contracts/errors'

/** What a person is told when something did not work. */
export interface Explanation {
  title: string
  text: string
  /** Whether the same act may work when tried again. */
  retry: boolean
  /** What to quote to support; null when the request never arrived. */
  requestId: string | null
  /** The refusal, when it was one. */
  code: ErrorCode | null
}

type Translate = (key: string, named: Record<string, unknown>) => string

/** How a page takes a refusal: the status it answers with when it cannot show anything else, and whether trying again may help. */
interface Manner {
  status: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 503
  retry?: true
}

/** Every refusal there is: a new code without an entry does not compile, an entry without a sentence in each language fails locales.test.ts. */
export const refusals: Record<ErrorCode, Manner> = {
  SIGN_IN_REQUIRED: { status: 401 },
  NOT_ALLOWED: { status: 403 },
  INPUT_INVALID: { status: 400 },
  BODY_MALFORMED: { status: 400 },
  BODY_TOO_LARGE: { status: 413 },
  BATCH_TOO_LARGE: { status: 400 },
  PROCEDURE_UNKNOWN: { status: 404 },
  CROSS_SITE_REQUEST: { status: 403 },
  TOO_MANY_REQUESTS: { status: 429, retry: true },
  OVERLOADED: { status: 503, retry: true },
  LESSON_IS_NO_QUIZ: { status: 409 },
  COURSE_NOT_FOUND: { status: 404 },
  MODULE_NOT_FOUND: { status: 404 },
  COURSE_CHANGED_MEANWHILE: { status: 409 },
  COURSE_NOT_READY: { status: 409 },
  COURSE_PUBLISHED: { status: 409 },
  MODULE_NOT_EMPTY: { status: 409 },
  NO_PORTAL_HERE: { status: 404 },
  COURSE_NOT_FREE: { status: 409 },
  LESSON_NOT_FINISHED: { status: 409 },
  FILE_NOT_FOUND: { status: 404 },
  FILE_TOO_LARGE: { status: 413 },
  FILE_KIND_UNKNOWN: { status: 400 },
  INVOICE_NOT_FOUND: { status: 404 },
  LESSON_NOT_FOUND: { status: 404 },
  LESSON_CHANGED_MEANWHILE: { status: 409 },
  NOT_ENROLLED: { status: 403 },
  COURSE_NOT_FOR_SALE: { status: 409 },
  ALREADY_ENROLLED: { status: 409 },
  ORDER_NOT_FOUND: { status: 404 },
  PAYMENT_NOT_FOUND: { status: 404 },
  EVENT_NOT_FOUND: { status: 404 },
  PROVIDER_SILENT: { status: 503, retry: true },
  PERSON_NOT_FOUND: { status: 404 },
  DEVICE_NOT_FOUND: { status: 404 },
  TENANT_NOT_FOUND: { status: 404 },
  LAST_ADMIN: { status: 409 },
  EMAIL_TAKEN: { status: 409 },
  CREDENTIALS_WRONG: { status: 401 },
  PASSWORD_TOO_SHORT: { status: 400 },
  PASSWORD_COMMON: { status: 400 },
  LINK_EXPIRED: { status: 409 },
  DISPUTE_NOT_FOUND: { status: 404 },
  DISPUTE_ANSWERED: { status: 409 },
  GRANT_NOT_FOUND: { status: 404 },
  GRANT_IS_PAID: { status: 409 },
  INVOICE_CLOSED: { status: 409 },
  INVOICE_HAS_ENOUGH_VERSIONS: { status: 409 },
  MAIL_NOT_FOUND: { status: 404 },
  MAIL_STILL_WAITING: { status: 409 },
  MAIL_WAS_SENT: { status: 409 },
  METHOD_NOT_OFFERED: { status: 409 },
  ORDER_NOT_OPEN: { status: 409 },
  CARD_NOT_FOUND: { status: 404 },
  FINDING_NOT_FOUND: { status: 404 },
  RUN_UNDER_WAY: { status: 409 },
  PROVIDER_NOT_SET_UP: { status: 409 },
  REFUND_NOT_FOUND: { status: 404 },
  REFUND_TOO_LARGE: { status: 409 },
  REFUND_LINES_WRONG: { status: 400 },
  NOT_REFUNDABLE: { status: 409 },
  REFUND_DECIDED: { status: 409 },
  TRANSFER_NOT_FOUND: { status: 404 },
  TRANSFER_DECIDED: { status: 409 },
  SECOND_PERSON_NEEDED: { status: 403 },
  BANK_ACCOUNT_NOT_FOUND: { status: 404 },
  IBAN_INVALID: { status: 400 },
  STATEMENT_UNREADABLE: { status: 400 },
  STATEMENT_QUESTION: { status: 400 },
  LINE_TAKEN: { status: 409 },
  STATEMENT_NOT_FOUND: { status: 404 },
  RETURN_NOT_FOUND: { status: 404 },
}

interface Refusal {
  code: ErrorCode
  data: Record<string, unknown>
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** What tRPC put beside the error; the same for a thrown error and for one that came with the page as JSON. */
const dataOf = (error: unknown): Record<string, unknown> | null => (isRecord(error) && isRecord(error.data) ? error.data : null)

const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(refusals, code)

/** The refusal an error carries, or null when it is a fault of the way there or of ours. */
export function refusalOf(error: unknown): Refusal | null {
  const refused = dataOf(error)?.refused
  if (!isRecord(refused) || !isCode(refused.code)) return null
  return { code: refused.code, data: isRecord(refused.data) ? refused.data : {} }
}

export function isRefused(error: unknown, code: ErrorCode): boolean {
  return refusalOf(error)?.code === code
}

type Fault = 'offline' | 'timeout' | 'busy' | 'unreached' | 'broken'

/** What went wrong when nobody refused anything. */
export function faultOf(error: unknown): Fault {
  const data = dataOf(error)
  const status = data?.httpStatus
  if (status === 429 || status === 503) return 'busy'
  if (data) return 'broken'
  const cause = isRecord(error) ? error.cause : undefined
  const names = new Set([error, cause].map((one) => (isRecord(one) ? one.name : undefined)))
  if (names.has('TimeoutError')) return 'timeout'
  if (typeof navigator !== 'undefined' && !navigator.onLine) return 'offline'
  if (cause instanceof TypeError || error instanceof TypeError || names.has('AbortError')) return 'unreached'
  return 'broken'
}

/** One explanation for every error a call can end in, in the words of the page. */
export function explain(error: unknown, t: Translate): Explanation {
  const requestId = typeof dataOf(error)?.requestId === 'string' ? String(dataOf(error)?.requestId) : null
  const refusal = refusalOf(error)
  if (refusal) {
    return {
      title: t('ui.error.refused', {}),
      text: t(`errors.${refusal.code}`, refusal.data),
      retry: refusals[refusal.code].retry ?? false,
      requestId,
      code: refusal.code,
    }
  }
  const fault = faultOf(error)
  return { title: t(`ui.error.${fault}.title`, {}), text: t(`ui.error.${fault}.text`, {}), retry: true, requestId, code: null }
}

/** The messages of a refused form, as UForm takes them: `form.setErrors(fieldErrors(error, t))`. Empty when the refusal is about something else. */
export function fieldErrors(error: unknown, t: Translate): { name: string; message: string }[] {
  const refusal = refusalOf(error)
  if (refusal?.code !== 'INPUT_INVALID' || !isRecord(refusal.data.fields)) return []
  return Object.entries(refusal.data.fields).flatMap(([name, messages]) => {
    const first: unknown = Array.isArray(messages) ? messages[0] : messages
    return typeof first === 'string' ? [{ name, message: fieldMessage(first, t) }] : []
  })
}

/** The parser speaks English of its own; what it means is said in the words of the page. */
const meanings: readonly [RegExp, string][] = [
  [/received undefined|expected string to have >=1 char/, 'required'],
  [/^Too small: expected (string|array)/, 'too-short'],
  [/^Too big: expected (string|array)/, 'too-long'],
  [/^Too (small|big): expected (number|int|date)/, 'out-of-range'],
  [/^Invalid email/, 'not-an-address'],
  [/expected (number|int), received/, 'not-a-number'],
]

function fieldMessage(message: string, t: Translate): string {
  const found = meanings.find(([pattern]) => pattern.test(message))
  return t(`ui.field.${found ? found[1] : 'invalid'}`, {})
}
