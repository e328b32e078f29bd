declare module '@edurise/server/api' {
  import type { TRPCBuiltRouter, TRPCQueryProcedure } from '@trpc/server'

  type Me = TRPCQueryProcedure<{ input: Record<string, never>; output: { id: string; name: string; email: string; desks: ('teach' | 'admin' | 'platform')[] }; meta: unknown }>
  export type AppRouter = TRPCBuiltRouter<{ ctx: object; meta: object; errorShape: { message: string; code: number; data: object }; transformer: false }, { people: { me: Me } }>
}
declare module '@edurise/contracts/errors' {
  export type ErrorCode = 'SIGN_IN_REQUIRED' | 'NOT_ALLOWED' | 'INPUT_INVALID'
}
