import { defineAsyncComponent } from 'vue'

/** What the payer of an order has to know about its bank transfer; it travels in a file of its own. */
export const TransferPanel = defineAsyncComponent(() => import('./TransferPanel.vue'))
