export { changeOutline, inOwnCourse } from './change-course.ts'
export { findOffer } from './offer/queries.ts'
