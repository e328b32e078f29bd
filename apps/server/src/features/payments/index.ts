export { provePayments, type Difference, type Proof } from './proof/verify-payments.ts'
