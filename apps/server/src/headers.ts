import type { FastifyHelmetOptions } from '@fastify/helmet'
import type { Config } from './config.ts'

/** Says of every answer which version of the API gave it. */
export const versionHeaders = { 'x-api-version': 'v1', 'x-api-version-supported': 'v1' } as const

/** What a browser may do with our pages: load and run what this host serves, send forms here and to the hosted checkout, and nothing else. */
export function helmetOptions({ production, stripe, webDevUrl }: Pick<Config, 'production' | 'stripe' | 'webDevUrl'>): FastifyHelmetOptions {
  const sandbox = stripe.apiBase === null ? [] : ['http://localhost:*']
  // The development server of the web app injects scripts and styles, and speaks over a socket.
  const vite = webDevUrl === null ? null : { page: ["'unsafe-inline'", webDevUrl], socket: ['ws:', webDevUrl] }
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...(vite?.page ?? [])],
        styleSrcElem: ["'self'", ...(vite?.page ?? [])],
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        mediaSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", ...(vite?.socket ?? [])],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        frameSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'", 'https://checkout.stripe.com', ...sandbox],
        ...(production && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: production ? { maxAge: 63_072_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    originAgentCluster: false,
    xPoweredBy: false,
    xDownloadOptions: false,
    xXssProtection: false,
    xDnsPrefetchControl: false,
  }
}
