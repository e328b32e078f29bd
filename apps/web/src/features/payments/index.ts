import { defineAsyncComponent } from 'vue'

/** The cards that somebody has left with the payment partner; its texts are `payments/cards`. */
export const SavedCards = defineAsyncComponent(() => import('./cards/SavedCards.vue'))

export { deskKeys as orderKeys, detailsQuery as orderDetailsQuery } from './desk/queries.ts'
