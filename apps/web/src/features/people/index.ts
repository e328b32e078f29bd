export { default as PortalChooser } from './PortalChooser.vue'
export { useHandoff } from './use-handoff.ts'
