import { defineAsyncComponent } from 'vue'

/** A file of its own: the market's pages do without it. */
export const PortalHome = defineAsyncComponent(() => import('./PortalHome.vue'))
export { portalOrigin } from './portal-origin.ts'
