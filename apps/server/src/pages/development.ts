import type { FastifyInstance } from 'fastify'

const kept = ['content-type', 'cache-control', 'etag', 'location', 'vary']

/** Asks the web app's development server for everything that is not the API's, so that both stand under one address. */
export function forwardTo(webDevUrl: string): (app: FastifyInstance) => void {
  return (app) => {
    app.get('/*', async (request, reply) => {
      if (request.url.startsWith('/api/')) return reply.callNotFound()
      const { accept = '*/*', 'if-none-match': known } = request.headers
      const answered = await fetch(new URL(request.url, webDevUrl), {
        headers: { accept, ...(known && { 'if-none-match': known }) },
        redirect: 'manual',
      })
      for (const name of kept) {
        const value = answered.headers.get(name)
        if (value !== null) void reply.header(name, value)
      }
      return reply.code(answered.status).send(Buffer.from(await answered.arrayBuffer()))
    })
  }
}
