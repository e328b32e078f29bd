import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Asked } from './house.ts'

interface Schema {
  $ref?: string
  properties?: Record<string, Schema>
  items?: Schema
  allOf?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  additionalProperties?: boolean | Schema
}

interface Parameter {
  $ref?: string
  name: string
  in: 'query' | 'header' | 'path'
  required?: boolean
  schema: Schema & { type?: string }
}

interface Operation {
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}

interface Document {
  paths: Record<string, Record<string, Operation>>
}

const folder = new URL('../../../../../sandbox/specs/paypal/', import.meta.url)
const names = ['checkout_orders_v2', 'payments_payment_v2', 'notifications_webhooks_v1']
const documents = names.map((name) => ({ name, document: asDocument(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))) }))

// PayPal's patterns are older than the unicode flag.
const ajv = new Ajv({ strict: false, allErrors: true, logger: false, unicodeRegExp: false, coerceTypes: false })
addFormats.default(ajv)
for (const { name, document } of documents) ajv.addSchema(document, name)

/** PayPal's published descriptions, which are OpenAPI 3.0 documents. */
function asDocument(value: unknown): Document {
  return value as Document
}

/** A part of a document, by its reference: whoever asks knows which kind of part stands there. */
function partAt<T>(document: Document, reference: string): T {
  let part: unknown = document
  for (const step of reference.replace('#/', '').split('/')) part = (part as Record<string, unknown>)[step]
  return part as T
}

function find(method: string, path: string): { name: string; document: Document; operation: Operation; template: string } {
  for (const { name, document } of documents) {
    for (const [template, operations] of Object.entries(document.paths)) {
      const operation = operations[method.toLowerCase()]
      const pattern = new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)
      if (operation && pattern.test(path)) return { name, document, operation, template }
    }
  }
  throw new Error(`PayPal publishes no ${method} ${path}`)
}

/** References within a document become references into it by its name. */
function compiled(name: string, schema: object): ValidateFunction {
  return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${name}#/`)))
}

/** What a request has that PayPal's description forbids, requires or does not know: nothing, when it is valid. */
export function complaintsAbout({ method, path, query, headers, body }: Asked): string[] {
  const { name, document, operation, template } = find(method, path)
  const complaints: string[] = []
  const parameters = (operation.parameters ?? []).map((one) => (one.$ref ? partAt<Parameter>(document, one.$ref) : one))
  const inPath = new RegExp(`^${template.replaceAll(/\{([^}]+)\}/g, '(?<$1>[^/]+)')}$`).exec(path)?.groups ?? {}
  for (const { name: parameter, in: place, required, schema } of parameters) {
    const given =
      place === 'query' ? query.get(parameter) : place === 'path' ? inPath[parameter] : headers[parameter.toLowerCase()]?.toString()
    if (given === undefined || given === null) {
      if (required) complaints.push(`${parameter} is missing`)
      continue
    }
    const validate = compiled(name, schema)
    if (!validate(schema.type === 'integer' ? Number(given) : given)) complaints.push(`${parameter}: ${ajv.errorsText(validate.errors)}`)
  }
  const known = new Set(parameters.filter((one) => one.in === 'query').map((one) => one.name))
  for (const key of query.keys()) if (!known.has(key)) complaints.push(`${key} is no parameter`)
  if (body.length === 0) return complaints
  const schema = operation.requestBody?.content[headers['content-type'] ?? '']?.schema
  if (!schema) return [...complaints, `no body of ${headers['content-type']} is taken`]
  return [...complaints, ...complaintsAboutValue(name, document, schema, JSON.parse(body.toString('utf8')))]
}

/** The same of an answer. */
export function complaintsAboutAnswer(method: string, path: string, status: number, answer: unknown): string[] {
  const { name, document, operation } = find(method, path)
  const schema = operation.responses[String(status)]?.content?.['application/json']?.schema
  if (!schema) return [`PayPal publishes no answer ${status}`]
  return complaintsAboutValue(name, document, schema, answer)
}

function complaintsAboutValue(name: string, document: Document, schema: Schema, value: unknown): string[] {
  const validate = compiled(name, schema)
  const complaints = validate(value) ? [] : [ajv.errorsText(validate.errors)]
  return [...complaints, ...unknownIn(document, schema, value, 'body')]
}

/** Fields that no part of the description names: PayPal would pass over a misspelt one in silence. */
function unknownIn(document: Document, schema: Schema, value: unknown, path: string): string[] {
  const parts = partsOf(document, schema)
  if (parts.some(({ additionalProperties }) => additionalProperties === true)) return []
  if (Array.isArray(value)) {
    const items = parts.map((part) => part.items).find((part) => part !== undefined)
    return items ? value.flatMap((item, index) => unknownIn(document, items, item, `${path}[${index}]`)) : []
  }
  if (typeof value !== 'object' || value === null) return []
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {})) as Record<string, Schema>
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = properties[key]
    return known ? unknownIn(document, known, inner, `${path}.${key}`) : [`${path}.${key} is unknown`]
  })
}

function partsOf(document: Document, schema: Schema): Schema[] {
  const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema
  const referred = $ref ? partsOf(document, partAt<Schema>(document, $ref)) : []
  return [schema, ...referred, ...[...allOf, ...anyOf, ...oneOf].flatMap((part) => partsOf(document, part))]
}
