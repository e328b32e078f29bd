import type { z } from 'zod'
import type { Permission, PlatformPermission } from './permissions.ts'

/** Who may call: anyone, anyone who is signed in, or who holds this permission in the tenant (or on the platform). */
export type Allow = 'anyone' | 'signed-in' | Permission | PlatformPermission

/**
 * Where the tenant of a call comes from: the host it was sent to, a field of its input by way of our own routes, or nowhere.
 * No input ever names a tenant or the acting person.
 */
export type TenantFrom = 'none' | 'host' | 'courseId' | 'orderId' | 'slug'

/** The transaction a procedure runs in (decisions: `inTenant`, `asPerson`, `asPlatform`, tables no tenant owns, none). */
export type Door = 'tenant' | 'person' | 'platform' | 'public' | 'none'

/** How often one caller may call (limits.ts of the server). */
export type Rate = 'api' | 'payments' | 'uploads'

/**
 * One promise between server and browser: who may call, what goes in, what comes out, and every way it may be refused.
 * The server cannot implement another one, and the tests, the permission table and the API document are read off this one.
 */
export interface Procedure<
  Kind extends 'query' | 'mutation' = 'query' | 'mutation',
  A extends Allow = Allow,
  From extends TenantFrom = TenantFrom,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Code extends string = string,
> {
  kind: Kind
  allow: A
  tenantFrom: From
  door: Door
  rate: Rate
  input: Input
  output: Output
  refuses: readonly Code[]
}

type Define<Kind extends 'query' | 'mutation'> = <
  const A extends Allow,
  const From extends TenantFrom,
  Input extends z.ZodType,
  Output extends z.ZodType,
  const Code extends string = never,
>(promise: {
  allow: A
  tenantFrom: From
  door: Door
  rate?: Rate
  input: Input
  output: Output
  refuses?: readonly Code[]
}) => Procedure<Kind, A, From, Input, Output, Code>

/** Promises a read: it writes nothing, and the database refuses if it tries. */
export const query: Define<'query'> = ({ refuses = [], rate = 'api', ...promise }) => ({ kind: 'query', refuses, rate, ...promise })

/** Promises a write. */
export const mutation: Define<'mutation'> = ({ refuses = [], rate = 'api', ...promise }) => ({
  kind: 'mutation',
  refuses,
  rate,
  ...promise,
})
