import { payments } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { countOrders, listOrders } from './desk/list-orders.ts'
import { checkAgain, orderDetails } from './desk/order-details.ts'
import { readEvent, readEvents } from './events/read-events.ts'
import { hurry, myOrders, orderById, paymentById } from './orders/read-order.ts'
import { startCheckout } from './start-checkout.ts'

export const paymentsRouter = router({
  startCheckout: implement(payments.startCheckout, startCheckout),
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
})
