export { coverOf } from './cover.ts'
export { storeFile } from './store-file.ts'
