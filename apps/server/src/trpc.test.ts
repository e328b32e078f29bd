import { AppError, type Procedure } from '@edurise/contracts'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Person, RequestContext } from './context.ts'
import { createCallerFactory, implement, router } from './trpc.ts'

const promise = {
  kind: 'mutation',
  allow: 'anyone',
  tenantFrom: 'none',
  door: 'none',
  rate: 'api',
  input: z.strictObject({ text: z.string().min(3) }),
  output: z.object({ said: z.string() }),
  refuses: ['COURSE_NOT_FREE'],
} satisfies Procedure

/** Of a context only what the guard itself asks; a procedure that reaches for more fails. */
function contextOf(parts: Pick<RequestContext, 'session' | 'limits' | 'log' | 'requestId' | 'unlimited'>): RequestContext {
  return parts as RequestContext
}

function call(
  run: () => Promise<{ said: string }>,
  { person = null, allow = 'anyone' }: { person?: Person | null; allow?: Procedure['allow'] } = {},
) {
  const taken: unknown[] = []
  const ctx = contextOf({
    requestId: 'request',
    unlimited: false,
    log: pino({ level: 'silent' }),
    session: () => Promise.resolve(person),
    limits: { take: (_rate, who) => Promise.resolve(void taken.push(who)) },
  })
  const api = createCallerFactory(router({ say: implement({ ...promise, allow }, run) }))(ctx)
  return { say: (text: string) => api.say({ text }), taken }
}

describe('a procedure', () => {
  it('passes on the refusals it has promised', async () => {
    const { say } = call(() => Promise.reject(new AppError('COURSE_NOT_FREE', { slug: 'knots' })))
    await expect(say('hello')).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: 'COURSE_NOT_FREE',
      cause: { data: { slug: 'knots' } },
    })
  })

  it('that refuses without having promised it has a bug, and says nothing about it to its caller', async () => {
    const { say } = call(() => Promise.reject(new AppError('ALREADY_ENROLLED', { slug: 'knots' })))
    await expect(say('hello')).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      message: 'INTERNAL_SERVER_ERROR',
      cause: { message: 'internal' },
    })
  })

  it('keeps what broke inside to itself', async () => {
    const { say } = call(() => Promise.reject(new Error('select * from secrets')))
    await expect(say('hello')).rejects.toMatchObject({ message: 'INTERNAL_SERVER_ERROR' })
  })

  it('names each field of an input that does not fit, and never runs', async () => {
    let ran = 0
    const { say } = call(() => Promise.resolve({ said: String((ran += 1)) }))
    await expect(say('')).rejects.toMatchObject({ message: 'INPUT_INVALID', cause: { data: { fields: { text: [expect.any(String)] } } } })
    expect(ran).toBe(0)
  })

  it('asks a visitor to sign in where the promise wants a person', async () => {
    const { say } = call(() => Promise.resolve({ said: 'no' }), { allow: 'signed-in' })
    await expect(say('hello')).rejects.toMatchObject({ code: 'UNAUTHORIZED', message: 'SIGN_IN_REQUIRED' })
  })

  it('counts every call, also the ones that are refused', async () => {
    const { say, taken } = call(() => Promise.resolve({ said: 'no' }), { allow: 'signed-in' })
    await say('hello').catch(() => {})
    expect(taken).toHaveLength(1)
  })
})
