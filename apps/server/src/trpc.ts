import {
  AppError,
  commonErrors,
  errors,
  isPlatformPermission,
  type ErrorCode,
  type Permission,
  type Procedure,
  type Refused,
  type TenantId,
} from '@edurise/contracts'
import { initTRPC, TRPCError, type TRPCMutationProcedure, type TRPCQueryProcedure } from '@trpc/server'
import { ZodError, type z } from 'zod'
import type { CallContext, Person, RequestContext } from './context.ts'

function refusalOf(cause: unknown): Refused | null {
  return cause instanceof AppError ? asRefused(cause) : null
}

/** An AppError's data is checked against its code when it is made; a union of codes cannot say so. */
function asRefused({ code, data }: AppError): Refused {
  return { code, data } as Refused
}

function isErrorCode(code: string): code is ErrorCode {
  return code in errors
}

const t = initTRPC
  .context<RequestContext>()
  .meta<Procedure>()
  .create({
    errorFormatter: ({ shape, error, ctx }) => ({
      ...shape,
      // What was thrown inside stays inside: the code says enough, the request id finds the rest in the log.
      message: error.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        refused: refusalOf(error.cause),
        requestId: ctx?.requestId ?? null,
      },
    }),
  })

function kindOf({ code }: AppError) {
  return errors[code].as
}

/** Per field (dots between steps), what is wrong with it. */
export function fieldsOf(error: ZodError): Record<string, string[]> {
  const fields: Record<string, string[]> = {}
  for (const { path, message, code, ...rest } of error.issues) {
    const names =
      code === 'unrecognized_keys' && 'keys' in rest && Array.isArray(rest.keys) ? rest.keys.map((key) => [...path, key]) : [path]
    for (const name of names) (fields[name.map(String).join('.')] ??= []).push(code === 'unrecognized_keys' ? code : message)
  }
  return fields
}

/** A promised refusal keeps its meaning; whatever else was thrown is a bug and loses its message on the way out. */
const refuse = t.middleware(async ({ meta, next, ctx, path }) => {
  const result = await next()
  if (result.ok) return result
  const { cause, code } = result.error
  if (cause instanceof AppError && (cause.code in commonErrors || meta?.refuses.includes(cause.code))) {
    throw new TRPCError({ code: kindOf(cause), message: cause.code, cause })
  }
  if (cause instanceof ZodError && code === 'BAD_REQUEST') {
    throw new TRPCError({ code, message: 'INPUT_INVALID', cause: new AppError('INPUT_INVALID', { fields: fieldsOf(cause) }) })
  }
  const unpromised = cause instanceof AppError && isErrorCode(cause.code) ? cause.code : undefined
  ctx.log.error({ err: cause ?? result.error, requestId: ctx.requestId, procedure: path, unpromised }, 'a procedure failed')
  throw new TRPCError({
    code: 'INTERNAL_SERVER_ERROR',
    message: 'INTERNAL_SERVER_ERROR',
    cause: new Error('internal', { cause: cause ?? result.error }),
  })
})

async function tenantOf({ tenantFrom, allow }: Procedure, ctx: RequestContext, input: unknown): Promise<TenantId | null> {
  if (tenantFrom === 'none') return null
  if (tenantFrom === 'host') {
    if (ctx.hostTenantId || allow === 'anyone' || allow === 'signed-in') return ctx.hostTenantId
    throw new AppError('NO_PORTAL_HERE', {})
  }
  const tenantId = await tenantOfField(tenantFrom, ctx, input)
  // On a portal only its own courses and orders exist.
  if (!tenantId || (ctx.hostTenantId && ctx.hostTenantId !== tenantId))
    throw new AppError(tenantFrom === 'orderId' ? 'ORDER_NOT_FOUND' : 'COURSE_NOT_FOUND', {})
  return tenantId
}

async function tenantOfField(field: 'courseId' | 'orderId' | 'slug', { routes }: RequestContext, input: unknown): Promise<TenantId | null> {
  const { courseId, orderId, slug } = addressed(input)
  if (field === 'orderId') return orderId ? routes.tenantOfOrder(orderId) : null
  if (field === 'courseId') return courseId ? routes.tenantOfCourse(courseId) : null
  return slug ? ((await routes.courseBySlug(slug))?.tenantId ?? null) : null
}

/** The promise's own schema has parsed the input: a field of this name has this type, or the schema law of the contracts fails. */
function addressed(input: unknown): {
  courseId?: Parameters<RequestContext['routes']['tenantOfCourse']>[0]
  orderId?: Parameters<RequestContext['routes']['tenantOfOrder']>[0]
  slug?: string
} {
  return input as ReturnType<typeof addressed>
}

const nothing: ReadonlySet<Permission> = new Set()

async function admit(promise: Procedure, ctx: RequestContext, input: unknown): Promise<CallContext<Procedure>> {
  const person = await ctx.session()
  if (!ctx.unlimited) await ctx.limits.take(promise.rate, { personId: person?.id ?? null, ip: ctx.ip })
  if (!person && promise.allow !== 'anyone') throw new AppError('SIGN_IN_REQUIRED', {})
  const tenantId = await tenantOf(promise, ctx, input)
  const permissions = person && tenantId ? await ctx.rights.inTenant(person.id, tenantId) : nothing
  await allow(promise, ctx, person, permissions)
  // `db` and its neighbours stay those of the process; a call adds who and where.
  return Object.assign(Object.create(ctx) as RequestContext, {
    person: asPromised(person),
    tenantId: asPromised(tenantId),
    permissions,
    readOnly: promise.kind === 'query',
  })
}

async function allow(
  { allow: right }: Procedure,
  ctx: RequestContext,
  person: Person | null,
  permissions: ReadonlySet<Permission>,
): Promise<void> {
  if (right === 'anyone' || right === 'signed-in') return
  if (!person) throw new AppError('SIGN_IN_REQUIRED', {})
  const may = isPlatformPermission(right) ? (await ctx.rights.onPlatform(person.id)).has(right) : permissions.has(right)
  if (!may) throw new AppError('NOT_ALLOWED', {})
}

/** `admit` has just refused every call for which this would be null against its promise. */
function asPromised<T>(value: T | null): T {
  return value as T
}

export const { router, createCallerFactory } = t

type Signature<P extends Procedure> = { input: z.input<P['input']>; output: z.output<P['output']>; meta: Procedure }
export type Implemented<P extends Procedure> = P['kind'] extends 'query'
  ? TRPCQueryProcedure<Signature<P>>
  : TRPCMutationProcedure<Signature<P>>

/** The only way to make a procedure: by keeping a promise of the contracts. */
export function implement<const P extends Procedure>(
  promise: P,
  run: (ctx: CallContext<P>, input: z.output<P['input']>) => Promise<z.input<P['output']>>,
): Implemented<P> {
  const procedure = t.procedure
    .meta(promise)
    .use(refuse)
    .input(promise.input)
    .use(async ({ ctx, input, next }) => next({ ctx: await admit(promise, ctx, input) }))
    .output(promise.output)
  const resolve = (call: { ctx: RequestContext; input: unknown }) => run(...asAdmitted<P>(call))
  return asImplemented<P>(promise.kind === 'query' ? procedure.query(resolve) : procedure.mutation(resolve))
}

/** `.input` has parsed the one and `admit` has made the other: both are what the promise says. */
function asAdmitted<P extends Procedure>({ ctx, input }: { ctx: RequestContext; input: unknown }): [CallContext<P>, z.output<P['input']>] {
  return [ctx as CallContext<P>, input as z.output<P['input']>]
}

/** The builder loses the promise's own types among generic ones; input, output and kind were taken from it just above. */
function asImplemented<P extends Procedure>(procedure: unknown): Implemented<P> {
  return procedure as Implemented<P>
}
