export { coverOf } from './cover.ts'
export { listFiles as findFiles } from './queries.ts'
export { storeFile } from './store-file.ts'
