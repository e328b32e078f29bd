export { provePayments } from './proof/verify-payments.ts'
