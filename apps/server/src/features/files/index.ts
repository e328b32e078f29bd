export { coverOf } from './cover.ts'
export { listFiles as findFiles } from './queries.ts'
export { plainName, redrawImage } from './inspect-file.ts'
export { storeFile } from './store-file.ts'
