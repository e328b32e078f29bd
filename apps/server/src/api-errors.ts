import { AppError, errors, type ErrorCode, type Refused } from '@edurise/contracts'

/** The largest body of a call; files have a route and limits of their own. */
export const maxBodyBytes = 1024 * 1024

export interface Answer {
  status: number
  body: object
  headers: Record<string, string>
}

const codesOfJsonRpc = { refused: -32_600, INTERNAL_SERVER_ERROR: -32_603, METHOD_NOT_SUPPORTED: -32_005 } as const

const statuses: Record<(typeof errors)[ErrorCode]['as'], number> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  SERVICE_UNAVAILABLE: 503,
}

/** The address exists, and answers to another method. */
export class WrongMethod extends Error {
  override readonly name = 'WrongMethod'
}

/**
 * What to answer to something thrown outside of a procedure.
 * @param asCall in the shape of tRPC, which the typed client reads
 */
export function answerOf(thrown: unknown, requestId: string, asCall: boolean): Answer {
  const refusal = refusalOf(thrown)
  const fault = thrown instanceof WrongMethod ? 'METHOD_NOT_SUPPORTED' : 'INTERNAL_SERVER_ERROR'
  const status = refusal ? (statusOf(thrown) ?? statuses[errors[refusal.code].as]) : fault === 'METHOD_NOT_SUPPORTED' ? 405 : 500
  const message = refusal?.code ?? fault
  const refused = refusal && asRefused(refusal)
  const code = refusal ? errors[refusal.code].as : fault
  const body = asCall
    ? {
        error: {
          message,
          code: codesOfJsonRpc[refusal ? 'refused' : fault],
          data: { code, httpStatus: status, path: null, refused, requestId },
        },
      }
    : { error: { code: message, data: refusal?.data ?? {}, requestId } }
  return { status, body, headers: retryAfter(refused) }
}

/** When to come back, for the refusals that name a time. */
export function retryAfter(refused: Refused | null): Record<string, string> {
  return refused && 'retryAfterSeconds' in refused.data ? { 'retry-after': String(refused.data.retryAfterSeconds) } : {}
}

/** An AppError's data is checked against its code when it is made; a union of codes cannot say so. */
function asRefused({ code, data }: AppError): Refused {
  return { code, data } as Refused
}

function refusalOf(thrown: unknown): AppError | null {
  if (thrown instanceof AppError) return thrown
  if (!(thrown instanceof Error) || !('code' in thrown)) return null
  if (thrown.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('BODY_TOO_LARGE', { maxBytes: maxBodyBytes })
  const status = statusOf(thrown)
  return status !== null && status >= 400 && status < 500 ? new AppError('BODY_MALFORMED', {}) : null
}

/** The status that Fastify itself gave an error. */
function statusOf(thrown: unknown): number | null {
  return thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number' ? thrown.statusCode : null
}
