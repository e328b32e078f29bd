export { entitles, sumsOf } from './payment.ts'
export { lookAndSettle, type Settling } from './sync-payment.ts'
