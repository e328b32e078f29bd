export { default as RefundPanel } from './RefundPanel.vue'
