import { AsyncLocalStorage } from 'node:async_hooks'
import { TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import type { AppRouter } from '@edurise/server/api'

/** Calls a procedure with the rights of the visitor whose page is being rendered. A refusal is thrown with its `code` and `data`. */
export type Call = (operation: { kind: 'query' | 'mutation'; path: string; input: unknown }) => Promise<unknown>

const visitor = new AsyncLocalStorage<Call>()

/** Runs a rendering so that every procedure called in it goes to this visitor's caller. */
export const withCall = <T>(call: Call, render: () => Promise<T>): Promise<T> => visitor.run(call, render)

/** A refusal as the browser would receive it; anything else is a fault whose text stays on the server. */
export function asClientError(error: unknown): TRPCClientError<AppRouter> {
  const refused = refusedBy(error) ?? (error instanceof Error ? refusedBy(error.cause) : null)
  const code = refused ? refused.code : 'INTERNAL_SERVER_ERROR'
  const answer = { error: { message: code, code: -32603, data: { code, refused } } }
  return TRPCClientError.from(answer)
}

/** An error of the contracts, by its shape: the two builds do not share its class. */
function refusedBy(error: unknown): { code: string; data: unknown } | null {
  return error instanceof Error && error.name === 'AppError' && 'code' in error && 'data' in error
    ? { code: String(error.code), data: error.data }
    : null
}

/** The link that the server uses in place of HTTP. */
export const inProcess: TRPCLink<AppRouter> = () => (operation) =>
  observable((observer) => {
    const call = visitor.getStore()
    if (!call) {
      observer.error(asClientError(new Error(`${operation.op.path} was called outside of a rendering`)))
      return
    }
    const kind = operation.op.type === 'mutation' ? 'mutation' : 'query'
    call({ kind, path: operation.op.path, input: operation.op.input }).then(
      (data) => {
        observer.next({ result: { type: 'data', data } })
        observer.complete()
      },
      (cause: unknown) => observer.error(asClientError(cause)),
    )
  })
