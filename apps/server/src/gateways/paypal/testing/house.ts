import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Buffer
}

export type Answer = (asked: Asked, reply: ServerResponse) => void | Promise<void>

/** A server that answers what a test tells it to, byte for byte, and keeps what it was asked. A token it gives by itself. */
export async function openHouse() {
  const asked: Asked[] = []
  const answers = new Map<string, Answer>()
  const server = createServer((request, reply) => void respond(request, reply))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = asAddress(server.address())

  async function respond(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://house')
    const parts: Buffer[] = []
    for await (const part of request) parts.push(Buffer.from(part))
    const question = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(parts),
    }
    asked.push(question)
    const answer = answers.get(`${question.method} ${question.path}`) ?? answers.get(question.method)
    if (answer) return answer(question, reply)
    if (question.path.endsWith('/v1/oauth2/token')) return json({ access_token: 'a token', expires_in: 32_400 })(question, reply)
    return json({ name: 'RESOURCE_NOT_FOUND', details: [{ issue: 'INVALID_RESOURCE_ID' }] }, 404)(question, reply)
  }

  return {
    origin: `http://127.0.0.1:${port}`,
    base: `http://127.0.0.1:${port}/paypal`,
    /** Everything that was asked, tokens left out. */
    asked: (path = '') => asked.filter((one) => one.path.includes(path) && (path !== '' || !one.path.endsWith('/oauth2/token'))),
    /** `GET /paypal/v2/…`, or a method alone for all that has no answer of its own. */
    answer: (question: string, answer: Answer) => void answers.set(question, answer),
    forget: () => {
      asked.length = 0
      answers.clear()
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export type House = Awaited<ReturnType<typeof openHouse>>

export function json(value: object, status = 200): Answer {
  return (_asked, reply) => {
    reply.writeHead(status, { 'content-type': 'application/json' })
    reply.end(JSON.stringify(value))
  }
}

export function text(value: string | Buffer, status = 200): Answer {
  return (_asked, reply) => {
    reply.writeHead(status, { 'content-type': 'text/plain' })
    reply.end(value)
  }
}

/** A server that listens on a port has an address of this kind. */
function asAddress(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the house has no port')
  return address
}
