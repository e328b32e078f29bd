import { Refusal } from '../refusal.ts'

export interface Detail {
  readonly issue: string
  /** Taken from the published API when left out. */
  readonly description?: string
  readonly field?: string
  readonly value?: string
  readonly location?: 'body' | 'path' | 'query'
}

interface Link {
  readonly href: string
  readonly rel: string
  readonly method?: string
}

const names: Readonly<Record<number, readonly [name: string, message: string]>> = {
  400: ['INVALID_REQUEST', 'Request is not well-formed, syntactically incorrect, or violates schema.'],
  401: ['AUTHENTICATION_FAILURE', 'Authentication failed due to missing authorization header, or invalid authentication credentials.'],
  403: ['NOT_AUTHORIZED', 'Authorization failed due to insufficient permissions.'],
  404: ['RESOURCE_NOT_FOUND', 'The specified resource does not exist.'],
  409: ['RESOURCE_CONFLICT', 'The server has detected a conflict while processing this request.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', "The server does not support the request payload's media type."],
  422: ['UNPROCESSABLE_ENTITY', 'The requested action could not be performed, semantically incorrect, or failed business validation.'],
  500: ['INTERNAL_SERVER_ERROR', 'An internal server error occurred.'],
}

/** A refusal in PayPal's words and shape; `fields` is what the control says of it. */
export class PaypalRefusal extends Refusal {
  readonly title: string
  readonly details: readonly Detail[]
  readonly links: readonly Link[]

  constructor(status: number, details: readonly Detail[] = [], links: readonly Link[] = []) {
    const [name, message] = names[status] ?? ['INTERNAL_SERVER_ERROR', 'An internal server error occurred.']
    super(status, details[0]?.description ?? details[0]?.issue ?? message, { name, issue: details[0]?.issue ?? null })
    this.title = name
    this.details = details
    this.links = links
  }

  get plainMessage(): string {
    return names[this.status]?.[1] ?? 'An internal server error occurred.'
  }
}

/** Understood, and not possible now. */
export function unprocessable(issue: string, detail: Omit<Detail, 'issue'> = {}, links: readonly Link[] = []): PaypalRefusal {
  return new PaypalRefusal(422, [{ issue, ...detail }], links)
}

export function unknownResource(): PaypalRefusal {
  return new PaypalRefusal(404, [
    { issue: 'INVALID_RESOURCE_ID', description: 'Specified resource ID does not exist. Please check the resource ID and try again.' },
  ])
}

export function malformed(issue: string, field: string, location: Detail['location'] = 'query'): PaypalRefusal {
  return new PaypalRefusal(400, [{ issue, field, location: location ?? 'query' }])
}
