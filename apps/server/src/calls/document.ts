import { commonErrors, errors, procedures, type ErrorCode, type Procedure } from '@edurise/contracts'
import { z } from 'zod'

type Schema = Record<string, unknown>

const statuses: Record<string, string> = {
  BAD_REQUEST: '400',
  UNAUTHORIZED: '401',
  FORBIDDEN: '403',
  NOT_FOUND: '404',
  CONFLICT: '409',
  PRECONDITION_FAILED: '412',
  PAYLOAD_TOO_LARGE: '413',
  TOO_MANY_REQUESTS: '429',
  SERVICE_UNAVAILABLE: '503',
}

const schemaOf = (type: z.ZodType, io: 'input' | 'output'): Schema => {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' })
  return schema
}

function isErrorCode(code: string): code is ErrorCode {
  return code in errors
}

export interface Operation {
  path: string
  promise: Procedure
  refusals: { status: string; codes: ErrorCode[] }[]
}

/** Every procedure with all its refusals, those that any procedure may give among them. */
export function operations(): Operation[] {
  return Object.entries<Record<string, Procedure>>(procedures).flatMap(([noun, verbs]) =>
    Object.entries(verbs).map(([verb, promise]) => {
      const byStatus = new Map<string, ErrorCode[]>()
      for (const code of [...new Set([...promise.refuses, ...Object.keys(commonErrors)])].filter(isErrorCode)) {
        const status = statuses[errors[code].as] ?? '400'
        byStatus.set(status, [...(byStatus.get(status) ?? []), code])
      }
      return {
        path: `${noun}.${verb}`,
        promise,
        refusals: [...byStatus].sort(([one], [other]) => Number(one) - Number(other)).map(([status, codes]) => ({ status, codes })),
      }
    }),
  )
}

const refusalOf = (codes: ErrorCode[]): Schema => ({
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'code', 'data'],
      properties: {
        message: { enum: codes },
        code: { type: 'integer' },
        data: {
          type: 'object',
          properties: {
            httpStatus: { type: 'integer' },
            requestId: { type: 'string' },
            refused: {
              oneOf: codes.map((code) => ({
                type: 'object',
                required: ['code', 'data'],
                properties: { code: { const: code }, data: schemaOf(errors[code].data, 'output') },
              })),
            },
          },
        },
      },
    },
  },
})

function describe({ path, promise, refusals }: Operation): Schema {
  const input = schemaOf(promise.input, 'input')
  const json = (schema: Schema) => ({ 'application/json': { schema } })
  return {
    operationId: path,
    tags: [path.slice(0, path.indexOf('.'))],
    description: `May be called by: ${promise.allow}. Finds its tenant by: ${promise.tenantFrom}.`,
    security: promise.allow === 'anyone' ? [{}, { session: [] }] : [{ session: [] }],
    ...(promise.kind === 'query'
      ? { parameters: [{ name: 'input', in: 'query', required: false, description: 'JSON text', content: json(input) }] }
      : {
          requestBody: { required: true, content: json(input) },
          parameters: [{ name: 'x-edurise', in: 'header', schema: { const: '1' } }],
        }),
    responses: {
      '200': {
        description: 'The answer',
        content: json({
          type: 'object',
          required: ['result'],
          properties: { result: { type: 'object', required: ['data'], properties: { data: schemaOf(promise.output, 'output') } } },
        }),
      },
      ...Object.fromEntries(
        refusals.map(({ status, codes }) => [status, { description: codes.join(', '), content: json(refusalOf(codes)) }]),
      ),
    },
  }
}

let document: Schema | undefined

/** The API as an OpenAPI 3.1 document, read off the promises that the server implements. */
export function apiDocument(): Schema {
  return (document ??= {
    openapi: '3.1.0',
    info: {
      title: 'Edurise',
      version: 'v1',
      description: 'Every procedure of Edurise. Queries are read with GET, mutations sent with POST; the session is a cookie.',
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(
      operations().map((operation) => [
        `/api/v1/trpc/${operation.path}`,
        { [operation.promise.kind === 'query' ? 'get' : 'post']: describe(operation) },
      ]),
    ),
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'edurise.session_token' } } },
  })
}
