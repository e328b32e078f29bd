import type { ErrorCode } from '@edurise/contracts/errors'
import { refusals } from '../../errors.ts'

/** A refusal of the account's own routes, in the shape that every other error of a call has, so that pages explain both alike. */
export class AccountError extends Error {
  override readonly name = 'AccountError'
  readonly data: { httpStatus: number; requestId: string | null; refused: { code: ErrorCode; data: unknown } | null }

  constructor(data: AccountError['data']) {
    super(data.refused?.code ?? `HTTP ${data.httpStatus}`)
    this.data = data
  }
}

const patience = 15_000

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(refusals, code)

async function errorOf(answer: Response): Promise<AccountError> {
  const body: unknown = await answer.json().catch(() => null)
  const error = isRecord(body) && isRecord(body.error) ? body.error : {}
  return new AccountError({
    httpStatus: answer.status,
    requestId: typeof error.requestId === 'string' ? error.requestId : null,
    refused: isCode(error.code) ? { code: error.code, data: error.data } : null,
  })
}

/** Sessions begin and end outside of the procedures, because only plain answers set cookies. Throws an AccountError, or what fetch throws. */
async function post(path: string, body: object): Promise<void> {
  const answer = await fetch(`/api/v1/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-edurise': '1' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
    signal: AbortSignal.timeout(patience),
  })
  if (!answer.ok) throw await errorOf(answer)
}

export interface Onward {
  next?: string
}

export const account = {
  signUp: (body: Onward & { name: string; email: string; password: string; locale: string }) => post('/sign-up/email', body),
  signIn: (body: { email: string; password: string }) => post('/sign-in/email', body),
  requestReset: (body: Onward & { email: string }) => post('/request-password-reset', body),
  resetPassword: (body: { token: string; newPassword: string }) => post('/reset-password', body),
  changePassword: (body: { currentPassword: string; newPassword: string }) => post('/change-password', body),
  sendVerification: (body: Onward) => post('/send-verification-email', body),
}
