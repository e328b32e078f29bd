import { AppError } from '@edurise/contracts/errors'
import { vi } from 'vitest'

type Answers = Record<string, (input: unknown) => unknown>

/**
 * Answers at the wire, so that the client, its links and the cache under test are the real ones. An answer may throw an AppError (a refusal), a
 * TypeError (nothing arrives) or anything else (a fault of the server).
 * @returns the calls that arrived, in order
 */
export function fakeServer(answers: Answers): { path: string; input: unknown }[] {
  const calls: { path: string; input: unknown }[] = []
  vi.stubGlobal('fetch', async (address: string, init: RequestInit = {}) => {
    const url = new URL(address, 'http://localhost')
    const path = url.pathname.replace('/api/v1/trpc/', '')
    const input: unknown = JSON.parse(url.searchParams.get('input') ?? (typeof init.body === 'string' ? init.body : 'null'))
    calls.push({ path, input })
    const answer = answers[path]
    if (!answer) return failed('PROCEDURE_UNKNOWN', 404)
    try {
      return Response.json({ result: { data: await answer(input) } })
    } catch (error) {
      if (error instanceof TypeError) throw error
      if (error instanceof AppError) return failed(error.code, 400, error.data)
      return Response.json(
        {
          error: { message: 'INTERNAL_SERVER_ERROR', code: -32603, data: { httpStatus: 500, refused: null, requestId: 'req-of-the-test' } },
        },
        { status: 500 },
      )
    }
  })
  return calls
}

function failed(code: string, httpStatus: number, data: unknown = {}): Response {
  const error = { message: code, code: -32603, data: { httpStatus, refused: { code, data }, requestId: 'req-of-the-test' } }
  return Response.json({ error }, { status: httpStatus })
}
