export { default as CarryOnPanel } from './CarryOnPanel.vue'
export { frontQuery } from './queries.ts'
export { useCarryOn } from './use-carry-on.ts'
