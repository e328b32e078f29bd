export { coverOf } from './cover.ts'
