export { coverOf } from './cover.ts'
export { findOffer } from './offer-queries.ts'
