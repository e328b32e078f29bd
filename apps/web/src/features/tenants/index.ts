export { default as PortalHome } from './PortalHome.vue'
export { portalOrigin } from './portal-origin.ts'
