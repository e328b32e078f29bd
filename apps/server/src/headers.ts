import type { Config } from './config.ts'

type Directives = Record<string, readonly string[]>

/** What a browser may do with our pages: load and run what this host serves, send forms here and to the hosted checkout, and nothing else. */
function contentSecurityPolicy({ production, stripe, webDevUrl }: Pick<Config, 'production' | 'stripe' | 'webDevUrl'>): string {
  const sandbox = stripe.apiBase === null ? [] : ['http://localhost:*']
  // The development server of the web app injects scripts and styles, and speaks over a socket.
  const vite = webDevUrl === null ? null : { page: ["'unsafe-inline'", webDevUrl], socket: ['ws:', webDevUrl] }
  const directives: Directives = {
    'default-src': ["'self'"],
    'script-src': ["'self'", ...(vite?.page ?? [])],
    'style-src': ["'self'", ...(vite?.page ?? [])],
    'style-src-elem': ["'self'", ...(vite?.page ?? [])],
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'media-src': ["'self'", 'data:'],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...(vite?.socket ?? [])],
    'object-src': ["'none'"],
    'frame-src': ["'none'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'", 'https://checkout.stripe.com', ...sandbox],
    ...(production && { 'upgrade-insecure-requests': [] }),
  }
  return Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ')
}

/** Headers of every answer, made once: the version of the API, and what browsers may not do. */
export function headersOf(config: Pick<Config, 'production' | 'stripe' | 'webDevUrl'>): Record<string, string> {
  return {
    'x-api-version': 'v1',
    'x-api-version-supported': 'v1',
    'content-security-policy': contentSecurityPolicy(config),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-permitted-cross-domain-policies': 'none',
    ...(config.production && { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }),
  }
}
