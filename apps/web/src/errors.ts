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

/** Every refusal there is: a new code without an entry does not compile, an entry without a sentence in each language fails locales.test.ts. */
export const sentences: Record<ErrorCode, true> = {
  SIGN_IN_REQUIRED: true,
  NOT_ALLOWED: true,
  INPUT_INVALID: true,
}

interface Refusal {
  code: ErrorCode
  data: Record<string, unknown>
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** What tRPC put beside the error; the same for a thrown error and for one that came with the page as JSON. */
const dataOf = (error: unknown): Record<string, unknown> | null => (isRecord(error) && isRecord(error.data) ? error.data : null)

const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(sentences, code)

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
  const names = [error, cause].map((one) => (isRecord(one) ? one.name : undefined))
  if (names.includes('TimeoutError')) return 'timeout'
  if (typeof navigator !== 'undefined' && navigator.onLine === false) return 'offline'
  if (cause instanceof TypeError || error instanceof TypeError || names.includes('AbortError')) return 'unreached'
  return 'broken'
}

/** One explanation for every error a call can end in, in the words of the page. */
export function explain(error: unknown, t: Translate): Explanation {
  const requestId = typeof dataOf(error)?.requestId === 'string' ? String(dataOf(error)?.requestId) : null
  const refusal = refusalOf(error)
  if (refusal) {
    return { title: t('ui.error.refused', {}), text: t(`errors.${refusal.code}`, refusal.data), retry: false, requestId, code: refusal.code }
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

/** Contracts name what is wrong with a field in one word; other messages are the parser's own and get the general sentence. */
function fieldMessage(message: string, t: Translate): string {
  const known = ['required', 'too-short', 'too-long', 'not-an-address', 'not-a-number', 'out-of-range', 'taken']
  return known.includes(message) ? t(`ui.field.${message}`, {}) : t('ui.field.invalid', {})
}
