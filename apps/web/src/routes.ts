import { createRouter, type RouteMeta, type Router, type RouterHistory, type RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** The frame around the page: the market's, a signed-in person's, a narrow one, a desk, none but the mark, or its own with its own `<main id="main">`. */
    layout?: 'public' | 'app' | 'bare' | 'desk' | 'own'
    /** Rendered by the server, readable without JavaScript, hydrated when idle or touched. */
    ssr?: boolean
    /** Key of the document's title; pages that name their object set it themselves with useHead. */
    title?: string
    /** Who may see it; visitors are sent to sign in and come back. */
    auth?: 'signed-in'
    /** The features whose texts the page shows. */
    messages?: readonly string[]
  }
}

/** Every feature whose texts a page shows: behind the sign-in the sentences of all refusals, at desks what desks have in common. */
export const messagesOf = ({ ssr, layout, messages = [] }: RouteMeta): readonly string[] => [
  ...(ssr ? [] : ['errors']),
  ...(layout === 'desk' ? ['ui/desk'] : []),
  ...messages,
]

const byFeature = import.meta.glob<RouteRecordRaw[]>('./features/*/routes.ts', { eager: true, import: 'routes' })

const notFound: RouteRecordRaw = {
  path: '/:path(.*)*',
  name: 'not-found',
  component: () => import('./ui/NotFound.vue'),
  meta: { layout: 'public', ssr: true, title: 'ui.notFound.title' },
}

/** Every page there is. The order of features does not matter: no two of them own one path. */
export const routes: RouteRecordRaw[] = [...Object.values(byFeature).flat(), notFound]

export function createPages(history: RouterHistory): Router {
  return createRouter({
    history,
    routes,
    scrollBehavior: (to, from, saved) => {
      if (saved) return saved
      if (to.hash) return { el: to.hash }
      return to.path === from.path ? undefined : { top: 0 }
    },
  })
}
