import { createTRPCClient, httpLink, type TRPCLink } from '@trpc/client'
import type { AppRouter } from '@edurise/server/api'
import { splitLocale } from './language.ts'

/** How long a call may take before the page says so, in milliseconds. */
const patience = 15_000

const overHttp: TRPCLink<AppRouter> = httpLink({
  url: '/api/v1/trpc',
  // Mails, papers and ways back are in the language of the page, whatever it was before.
  headers: () => ({ 'x-edurise': '1', 'x-locale': splitLocale(location.pathname).locale }),
  fetch: (url, { signal, ...init } = {}) =>
    fetch(url, {
      ...(init as RequestInit),
      credentials: 'same-origin',
      signal: AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]),
    }),
})

/** The link in use: HTTP in the browser; the server puts its in-process caller here (transport.ts). */
let link = overHttp

export function useLink(other: TRPCLink<AppRouter>): void {
  link = other
}

/** Every procedure, typed by the contracts: `api.courses.byId.query({ courseId })`. */
export const api = createTRPCClient<AppRouter>({ links: [(runtime) => (operation) => link(runtime)(operation)] })
