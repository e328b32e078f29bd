export { entitles, sumsOf } from './payment.ts'
export { openPayment } from './queries.ts'
export { lookAndSettle, type Settling } from './sync-payment.ts'
