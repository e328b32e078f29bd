export { default as AccessItem } from './access/AccessItem.vue'
export { default as GrantDialog } from './access/GrantDialog.vue'
export { default as RevokeDialog } from './access/RevokeDialog.vue'
export { accessKeys } from './access/queries.ts'
