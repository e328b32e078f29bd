export { default as PortalHome } from './PortalHome.vue'
