export { findOffer } from './offer/queries.ts'
