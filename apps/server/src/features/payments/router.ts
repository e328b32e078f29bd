import { payments } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { countOrders, listOrders } from './desk/list-orders.ts'
import { cancelOrder } from './attempts/cancel-order.ts'
import { forgetCard, savedCards } from './cards/saved-cards.ts'
import { checkAgain, orderDetails } from './desk/order-details.ts'
import { readEvent, readEvents } from './events/read-events.ts'
import { replayEvent } from './events/replay-event.ts'
import { methodsOf, paymentSettings, switchMethod } from './methods/methods.ts'
import { hurry, myOrders, orderById, paymentById } from './orders/read-order.ts'
import { startCheckout } from './start-checkout.ts'

export const paymentsRouter = router({
  startCheckout: implement(payments.startCheckout, startCheckout),
  methods: implement(payments.methods, methodsOf),
  cancel: implement(payments.cancel, cancelOrder),
  cards: implement(payments.cards, savedCards),
  forgetCard: implement(payments.forgetCard, forgetCard),
  settings: implement(payments.settings, paymentSettings),
  switchMethod: implement(payments.switchMethod, switchMethod),
  orderById: implement(payments.orderById, orderById),
  byId: implement(payments.byId, paymentById),
  hurry: implement(payments.hurry, hurry),
  myOrders: implement(payments.myOrders, myOrders),
  listOrders: implement(payments.listOrders, listOrders),
  countOrders: implement(payments.countOrders, countOrders),
  orderDetails: implement(payments.orderDetails, orderDetails),
  checkAgain: implement(payments.checkAgain, checkAgain),
  events: implement(payments.events, readEvents),
  event: implement(payments.event, readEvent),
  replayEvent: implement(payments.replayEvent, replayEvent),
})
