export { provePayments, RunUnderWay } from './start-run.ts'
