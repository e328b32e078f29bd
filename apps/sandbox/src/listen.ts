import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'

/** Machines without IPv6 have no ::1; there 127.0.0.1 alone is enough. */
const withoutIpv6 = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

/** Listens on 127.0.0.1 and ::1, since `localhost` may resolve to either; never on any other address. */
export async function listenOnLoopback(make: () => NetServer, port: number): Promise<{ port: number; servers: NetServer[] }> {
  const first = make()
  await listen(first, port, '127.0.0.1')
  const taken = portOf(first.address())
  const second = make()
  try {
    await listen(second, taken, '::1')
    return { port: taken, servers: [first, second] }
  } catch (error) {
    if (error instanceof Error && 'code' in error && withoutIpv6.has(String(error.code))) return { port: taken, servers: [first] }
    first.close()
    throw error
  }
}

function listen(server: NetServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

/** A Fastify app on both loopback addresses. */
export async function serveApp(port: number, build: (app: FastifyInstance) => void): Promise<{ port: number; close: () => Promise<void> }> {
  let listener: RequestListener | undefined
  const app: FastifyInstance = Fastify({
    bodyLimit: 2_000_000,
    routerOptions: { maxParamLength: 300 },
    serverFactory: (handler) => {
      listener = handler
      return createServer(handler)
    },
  })
  build(app)
  await app.ready()
  const servers: Server[] = []
  const bound = await listenOnLoopback(() => {
    const server = createServer((request, response) => listener?.(request, response))
    servers.push(server)
    return server
  }, port)
  return {
    port: bound.port,
    async close() {
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve())
              server.closeIdleConnections()
              setTimeout(() => server.closeAllConnections(), 500).unref()
            }),
        ),
      )
      await app.close()
    },
  }
}
