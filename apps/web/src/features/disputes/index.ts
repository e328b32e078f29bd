export { default as DisputeLine } from './DisputeLine.vue'
