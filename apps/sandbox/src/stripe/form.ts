import { z } from 'zod'
import { badRequest } from './errors.ts'
import type { StripeRefusal } from './errors.ts'

type FormValue = string | FormValue[] | { [field: string]: FormValue }
export type Form = { [field: string]: FormValue }

/** Reads `a[b][0][c]=v` and `a[]=v`. Numbered keys become arrays when they count from 0. */
export function parseForm(encoded: string): Form {
  const root: Form = Object.create(null)
  for (const [name, value] of new URLSearchParams(encoded)) {
    const path = name.split('[').map((part) => (part.endsWith(']') ? part.slice(0, -1) : part))
    let at: Form = root
    path.forEach((part, index) => {
      const key = part === '' ? String(Object.keys(at).length) : part
      if (index === path.length - 1) {
        at[key] = value
        return
      }
      const held = at[key]
      if (held === undefined || typeof held === 'string' || Array.isArray(held)) {
        const made: Form = Object.create(null)
        at[key] = made
        at = made
      } else {
        at = held
      }
    })
  }
  return Object.fromEntries(Object.entries(root).map(([key, value]) => [key, settle(value)]))
}

function settle(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value
  const keys = Object.keys(value)
  const settled = keys.map((key) => [key, settle(value[key] ?? '')] as const)
  if (keys.length > 0 && keys.every((key, index) => key === String(index))) return settled.map(([, item]) => item)
  return Object.fromEntries(settled)
}

export const text = z.string().min(1)
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, 'integer')
  .transform(Number)
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
export const metadata = z.union([z.record(z.string().max(40), z.string().max(500)), z.literal('').transform(() => ({}))])
const expand = z.array(text).optional()

const createdFilter = z
  .union([integer, z.strictObject({ gte: integer.optional(), gt: integer.optional(), lte: integer.optional(), lt: integer.optional() })])
  .optional()

/** What every retrieve takes. */
export const retrieveParams = z.strictObject({ expand })
/** What every list takes. */
export const listParams = z.strictObject({
  expand,
  created: createdFilter,
  limit: integer.refine((value) => value >= 1 && value <= 100, 'limit').optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
})
export type ListParams = z.infer<typeof listParams>

/** Parses params, or throws the refusal Stripe would send for the first thing that is wrong. */
export function checkParams<Schema extends z.ZodType>(schema: Schema, form: Form): z.output<Schema> {
  const parsed = schema.safeParse(form)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw issue === undefined ? badRequest('Invalid request.') : refusalFor(issue, form)
}

function refusalFor(issue: z.core.$ZodIssue, form: Form): StripeRefusal {
  if (issue.code === 'unrecognized_keys') {
    const name = paramName([...issue.path, issue.keys[0] ?? ''])
    return badRequest(`Received unknown parameter: ${name}`, 'parameter_unknown', name)
  }
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.at(-1)?.[0]
    if (inner !== undefined) return refusalFor({ ...inner, path: [...issue.path, ...inner.path] }, form)
  }
  const name = paramName(issue.path)
  const given = valueAt(form, issue.path)
  if (given === undefined) return badRequest(`Missing required param: ${name}.`, 'parameter_missing', name)
  if (given === '') {
    const message = `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a parameter; however '${name}' cannot be unset.`
    return badRequest(message, 'parameter_invalid_empty', name)
  }
  if (issue.message === 'integer')
    return badRequest(`Invalid integer: ${typeof given === 'string' ? given : JSON.stringify(given)}`, 'parameter_invalid_integer', name)
  if (issue.message === 'limit') return badRequest('This value must be between 1 and 100 (inclusive).', 'parameter_invalid_integer', name)
  if (issue.code === 'invalid_value')
    return badRequest(`Invalid ${name}: must be one of ${issue.values.map(String).join(', ')}`, undefined, name)
  if (issue.code === 'invalid_format' && issue.format === 'url') return badRequest('Not a valid URL', 'url_invalid', name)
  return badRequest(`Invalid ${name}: ${issue.message}`, undefined, name)
}

function paramName(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path.map(String)
  return `${first ?? ''}${rest.map((part) => `[${part}]`).join('')}`
}

function valueAt(form: Form, path: readonly PropertyKey[]): FormValue | undefined {
  let at: FormValue | undefined = form
  for (const part of path) {
    if (at === undefined || typeof at === 'string') return undefined
    at = Array.isArray(at) ? at[Number(part)] : at[String(part)]
  }
  return at
}
