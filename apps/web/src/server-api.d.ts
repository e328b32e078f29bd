/** What the procedures look like to the browser, derived from the contracts; the server exports the same type once its router lists every feature. */
declare module '@edurise/server/api' {
  import type { procedures, Procedure } from '@edurise/contracts'
  import type { TRPCBuiltRouter, TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server'

  type Signature<P extends Procedure> = { input: P['input']['_zod']['input']; output: P['output']['_zod']['output']; meta: unknown }
  type Implemented<P extends Procedure> = P['kind'] extends 'query' ? TRPCQueryProcedure<Signature<P>> : TRPCMutationProcedure<Signature<P>>
  type Routed = {
    [N in keyof typeof procedures]: {
      [V in keyof (typeof procedures)[N]]: (typeof procedures)[N][V] extends Procedure ? Implemented<(typeof procedures)[N][V]> : never
    }
  }
  export type AppRouter = TRPCBuiltRouter<
    { ctx: object; meta: object; errorShape: { message: string; code: number; data: object }; transformer: false },
    Routed
  >
}
