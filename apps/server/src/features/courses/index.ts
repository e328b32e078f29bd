export { changeOutline } from './change-course.ts'
export { findOffer } from './offer/queries.ts'
