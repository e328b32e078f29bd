import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import type { ErrorObject, ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { Detail } from './errors.ts'

const files = {
  orders: 'checkout_orders_v2.json',
  payments: 'payments_payment_v2.json',
  webhooks: 'notifications_webhooks_v1.json',
} as const
export type DocumentName = keyof typeof files

type Method = 'get' | 'post'
type Schema = { readonly [keyword: string]: unknown }

interface Content {
  readonly 'application/json'?: { readonly schema: Schema }
}

interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly required?: boolean
  readonly schema: Schema
}

interface PublishedOperation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Content; readonly required?: boolean }
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Content }>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<Method, PublishedOperation>>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly parameters: Readonly<Record<string, Parameter>>
  }
}

/** One operation of the published API. */
export interface Published {
  readonly document: DocumentName
  readonly path: string
  readonly method: Method
}

interface Received {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: unknown
}

/** The published pattern has no hyphens; the ids that PayPal gives its events have two. */
const notAsPublished = new Set(['event_id'])

let ajv: Ajv | undefined
const documents = new Map<DocumentName, Document>()
const compiled = new Map<string, ValidateFunction>()

/** Reads a document once; every reference in it then says which document it means. */
function documentOf(name: DocumentName): Document {
  const known = documents.get(name)
  if (known !== undefined) return known
  const folder = process.env['PROVIDER_SPECS_DIR']
  const own = fileURLToPath(new URL('../../specs/paypal', import.meta.url))
  const text = readFileSync(join(folder === undefined || folder === '' ? own : join(folder, 'paypal'), files[name]), 'utf8')
  const document: Document = JSON.parse(text.replaceAll('"#/components/', `"${name}#/components/`))
  if (ajv === undefined) {
    // PayPal's own formats are unknown here and covered by the patterns beside them; its patterns are no unicode ones.
    ajv = new Ajv({ strict: false, allErrors: true, verbose: true, unicodeRegExp: false, validateSchema: false, logger: false })
    formats.default(ajv)
  }
  ajv.addSchema({ components: document.components }, name)
  documents.set(name, document)
  return document
}

function operationOf({ document, path, method }: Published): PublishedOperation {
  const operation = documentOf(document).paths[path]?.[method]
  if (operation === undefined) throw new Error(`The published API has no ${method} ${path}.`)
  return operation
}

function validator(key: string, schema: Schema): ValidateFunction {
  const known = compiled.get(key)
  if (known !== undefined) return known
  if (ajv === undefined) throw new Error('No document is read yet.')
  const made = ajv.compile(schema)
  compiled.set(key, made)
  return made
}

/** What is wrong with a request, as PayPal's 400 tells it; empty when it fits. */
export function problemsOf(published: Published, received: Received): Detail[] {
  const operation = operationOf(published)
  const at = `${published.method} ${published.path}`
  const known = issuesOf(published, 400)
  const problems = (operation.parameters ?? []).flatMap((listed): Detail[] => {
    const parameter = resolve(published.document, listed)
    const place = parameter.in
    if (place === 'cookie' || notAsPublished.has(parameter.name)) return []
    const named: Pick<Detail, 'field' | 'location'> = { field: parameter.name, ...(place === 'header' ? {} : { location: place }) }
    const given = {
      path: received.params[parameter.name],
      query: received.query[parameter.name],
      header: received.headers[parameter.name.toLowerCase()],
    }[place]
    if (given === undefined) {
      return parameter.required === true ? [{ issue: 'MISSING_REQUIRED_PARAMETER', ...named }] : []
    }
    const value = parameter.schema['type'] === 'integer' && /^-?\d+$/.test(given) ? Number(given) : given
    const valid = validator(`${at} ${place} ${parameter.name}`, parameter.schema)
    return valid(value) ? [] : detailsOf(valid.errors ?? [], known).map(({ issue }) => ({ issue, ...named }))
  })
  const schema = operation.requestBody?.content['application/json']?.schema
  if (schema === undefined || (received.body === undefined && operation.requestBody?.required !== true)) return withTexts(problems, known)
  const valid = validator(`${at} body`, schema)
  if (!valid(received.body ?? {})) problems.push(...detailsOf(valid.errors ?? [], known))
  return withTexts(problems, known)
}

/** What in an answer does not fit the published API; undefined when it fits. */
export function answerProblem(published: Published, status: number, body: unknown): string | undefined {
  const operation = operationOf(published)
  const issue = issueIn(body)
  // Issues that the document does not list are still held against the shape of their status.
  const listed = issue === undefined || issuesOf(published, status).has(issue)
  const answer = operation.responses[String(status)]
  const schema = listed
    ? answer?.content?.['application/json']?.schema
    : { $ref: `${published.document}#/components/schemas/error_${status}` }
  const usual = operation.responses['default']?.content?.['application/json']?.schema ?? {
    $ref: `${published.document}#/components/schemas/error_default`,
  }
  const valid = validator(`${published.method} ${published.path} ${status} ${listed}`, schema ?? usual)
  return valid(body) ? undefined : (valid.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? error.keyword}`).join('; ')
}

function issueIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('details' in body) || !Array.isArray(body.details)) return undefined
  const first: unknown = body.details[0]
  return typeof first === 'object' && first !== null && 'issue' in first && typeof first.issue === 'string' ? first.issue : undefined
}

function resolve(document: DocumentName, parameter: Parameter): Parameter {
  if (parameter.$ref === undefined) return parameter
  const found = documentOf(document).components.parameters[parameter.$ref.split('/').at(-1) ?? '']
  if (found === undefined) throw new Error(`The published API has no parameter ${parameter.$ref}.`)
  return found
}

const issues = new Map<string, ReadonlyMap<string, string>>()

/** The issues that the published API lists for an answer, with its sentence for each. */
export function issuesOf(published: Published, status: number): ReadonlyMap<string, string> {
  const key = `${published.method} ${published.path} ${status}`
  const known = issues.get(key)
  if (known !== undefined) return known
  const found = new Map<string, string>()
  collect(published.document, operationOf(published).responses[String(status)]?.content?.['application/json']?.schema, found)
  issues.set(key, found)
  return found
}

function collect(document: DocumentName, node: unknown, found: Map<string, string>): void {
  if (typeof node !== 'object' || node === null) return
  if ('$ref' in node && typeof node.$ref === 'string')
    collect(document, documentOf(document).components.schemas[node.$ref.split('/').at(-1) ?? ''], found)
  if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
    const { issue, description }: { issue?: unknown; description?: unknown } = node.properties
    const [name, text] = [onlyValue(issue), onlyValue(description)]
    if (name !== undefined && text !== undefined && !found.has(name)) found.set(name, text)
  }
  for (const child of Object.values(node)) collect(document, child, found)
}

function onlyValue(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null || !('enum' in schema) || !Array.isArray(schema.enum)) return undefined
  const value: unknown = schema.enum[0]
  return typeof value === 'string' ? value : undefined
}

const issueOf: Readonly<Record<string, string>> = {
  required: 'MISSING_REQUIRED_PARAMETER',
  pattern: 'INVALID_PARAMETER_SYNTAX',
  format: 'INVALID_PARAMETER_SYNTAX',
  type: 'INVALID_PARAMETER_SYNTAX',
  enum: 'INVALID_PARAMETER_VALUE',
  minLength: 'INVALID_STRING_LENGTH',
  maxLength: 'INVALID_STRING_LENGTH',
  minItems: 'INVALID_ARRAY_MIN_ITEMS',
  maxItems: 'INVALID_ARRAY_MAX_ITEMS',
}

function detailsOf(errors: readonly ErrorObject[], known: ReadonlyMap<string, string>): Detail[] {
  return errors
    .filter(({ keyword }) => keyword in issueOf)
    .slice(0, 20)
    .map((error) => {
      const missing: unknown = error.params['missingProperty']
      const wanted = issueOf[error.keyword] ?? 'INVALID_PARAMETER_SYNTAX'
      const value: unknown = error.data
      return {
        field: `${error.instancePath}${typeof missing === 'string' ? `/${missing}` : ''}`,
        ...(typeof value === 'string' || typeof value === 'number' ? { value: String(value) } : {}),
        location: 'body',
        issue: known.size === 0 || known.has(wanted) ? wanted : 'INVALID_PARAMETER_SYNTAX',
      }
    })
}

function withTexts(problems: readonly Detail[], known: ReadonlyMap<string, string>): Detail[] {
  return problems.map((problem) => ({
    ...problem,
    description: known.get(problem.issue) ?? 'The value of a field does not conform to the expected format.',
  }))
}
